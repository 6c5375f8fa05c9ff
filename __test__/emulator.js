'use strict'
// A local server for the tests of one file, and clients of it.

const { after, before } = require('node:test')
const { startEmulator } = require('../emulator')

/**
 * Starts a server before the tests of a file and stops it after them.
 *
 * @param {import('../emulator').EmulatorOptions} [options]
 */
function emulatorForFile(options) {
  const holder = /** @type {{ current: import('../emulator').Emulator }} */ ({})
  before(async () => {
    holder.current = await startEmulator(options)
  })
  after(() => holder.current.stop())
  return holder
}

/** Awaits a rejection and returns its reason. */
async function rejection(promise) {
  let value
  try {
    value = await promise
  } catch (reason) {
    return reason
  }
  throw new Error(`resolved with ${JSON.stringify(value)}`)
}

module.exports = { emulatorForFile, rejection }
