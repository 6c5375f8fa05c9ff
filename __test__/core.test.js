'use strict'
// The core of the suite under this Node; `npm run test:package` runs it under every runtime, with the packed package.

const assert = require('node:assert/strict')
const { spawn } = require('node:child_process')
const { once } = require('node:events')
const { join } = require('node:path')
const { text } = require('node:stream/consumers')
const { test } = require('node:test')
const { startCoreService } = require('./core/service.js')

test('the core runs, and its process ends by itself', async (t) => {
  const service = await startCoreService()
  t.after(() => service.stop())
  const env = { ...process.env, ...service.environment, OSS_PACKAGE: join(__dirname, '..') }
  const child = spawn(process.execPath, [join(__dirname, 'core', 'main.js')], {
    env,
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  t.after(() => child.kill('SIGKILL'))
  const [out, [code, signal]] = await Promise.all([text(child.stdout), once(child, 'exit')])
  assert.deepEqual([code, signal], [0, null], out)
  assert.match(out, /all well/)
})
