'use strict'
// Calls through all the trouble there is end, are right, and leave nothing. The short form; `npm run soak` is the long one.

const assert = require('node:assert/strict')
const { spawn } = require('node:child_process')
const { once } = require('node:events')
const { join } = require('node:path')
const { text } = require('node:stream/consumers')
const { test } = require('node:test')

const SCRIPT = join(__dirname, '..', 'scripts', 'soak.js')
/** Some of the trouble, by name: without it the test would be of fair weather. */
const TROUBLE = [
  'reset-before',
  'reset-after',
  'cut-body',
  'stall-body',
  'cut:head',
  'status:503',
  'truncate',
  'clock: 20',
]

test('thousands of calls through broken connections', async (t) => {
  // Chosen once, so that a failure is not met by chance. The long form chooses another each time.
  const args = ['--expose-gc', SCRIPT, '--calls', '2500', '--flight', '64', '--seed', '20']
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] })
  t.after(() => child.kill('SIGKILL'))
  const [out, [code, signal]] = await Promise.all([text(child.stdout), once(child, 'exit')])
  assert.deepEqual([code, signal], [0, null], out)
  const fair = TROUBLE.filter((trouble) => !new RegExp(`${trouble}.*: \\d+ times`).test(out))
  assert.deepEqual(fair, [], out)
})
