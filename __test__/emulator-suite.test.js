'use strict'
// 200 tests in 8 processes at once, each with a server of its own: all pass, and nothing is left of them.

const assert = require('node:assert/strict')
const { test } = require('node:test')
const { runSuite } = require('../benchmark/emulator/suite.js')

test(
  'a suite in parallel processes passes and leaves nothing',
  { skip: process.platform === 'win32' && 'Windows has no groups of processes' },
  async () => {
    const { code, passed, told, left } = await runSuite()
    assert.equal(passed, 200, told)
    assert.equal(code, 0)
    assert.deepEqual(left, { files: [], processes: false })
  },
)
