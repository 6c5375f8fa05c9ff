'use strict'
// The core of the suite under this Node; `npm run test:package` runs it under every runtime, with the packed package.

const assert = require('node:assert/strict')
const { join } = require('node:path')
const { test } = require('node:test')
const { runCore } = require('./core/run.js')
const { startCoreService } = require('./core/service.js')

test('the core runs, and its process ends by itself', async (t) => {
  const { environment, stop } = await startCoreService()
  t.after(stop)
  const packagePath = join(__dirname, '..')
  const { code, signal, out } = await runCore({ command: [process.execPath], packagePath, environment })
  assert.deepEqual([code, signal], [0, null], out)
  assert.match(out, /all well/)
})
