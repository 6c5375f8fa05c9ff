'use strict'
// `const emulator = useEmulator()` for the tests of a file that Jest runs.

const fixture = require('./lib/fixture.js')

/** Jest gives hooks to the file that it runs, as globals, or by a module that is not this package's. */
function hooks() {
  const { beforeAll, afterEach, afterAll } = /** @type {any} */ (globalThis)
  if (beforeAll && afterEach && afterAll) return { beforeAll, afterEach, afterAll }
  return require('@jest/globals')
}

const useEmulator = (options) => fixture.useEmulator(hooks(), options)

module.exports = { useEmulator }
