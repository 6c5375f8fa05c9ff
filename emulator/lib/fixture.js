'use strict'
// A server for the tests of one file, whatever runs them: started before the first, as at its start for each, gone after the last.

const { startEmulator } = require('../index.js')

/**
 * @param {{ beforeAll: Function, afterEach: Function, afterAll: Function }} hooks those of the test runner
 * @param {import('../index.js').EmulatorOptions & { setup?: (emulator: any) => unknown }} [options]
 */
function useEmulator({ beforeAll, afterEach, afterAll }, { setup, ...options } = {}) {
  /** @type {any} */
  let current
  beforeAll(async () => {
    current = await startEmulator(options)
    await setup?.(current)
    if (setup) await current.rememberStart()
  })
  afterEach(() => current.reset())
  afterAll(async () => {
    await current?.stop()
    current = undefined
  })
  // The server is there when tests run; what stands for it is there when they are written.
  return new Proxy(Object.create(null), {
    get(_, name) {
      if (!current) throw new Error(`the emulator is not running: use ${String(name)} in a test or a hook, not beside them`)
      const member = current[name]
      return typeof member === 'function' ? member.bind(current) : member
    },
    has: (_, name) => current !== undefined && name in current,
  })
}

module.exports = { useEmulator }
