'use strict'
// Runs the tests in __test__ with Node's own runner; its versions differ in how they find files.

const { readdirSync } = require('node:fs')
const { join } = require('node:path')
const { root, run } = require('./run.js')

const chosen = process.argv.slice(2)
const files = readdirSync(join(root, '__test__'), { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.test.js') && (chosen.length === 0 || chosen.some((part) => file.includes(part))))
  .sort()
  .map((file) => join('__test__', file))
run(process.execPath, ['--test', '--test-reporter=spec', '--test-timeout=60000', ...files])
