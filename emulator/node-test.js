'use strict'
// `const emulator = useEmulator()` for the tests of a file that node:test runs.

const { after, afterEach, before } = require('node:test')
const fixture = require('./lib/fixture.js')

const useEmulator = (options) => fixture.useEmulator({ beforeAll: before, afterEach, afterAll: after }, options)

module.exports = { useEmulator }
