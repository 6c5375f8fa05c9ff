'use strict'
// A local server behind a proxy that breaks connections, for the tests of one file.

const { after, before } = require('node:test')
const OSS = require('../..')
const { startEmulator } = require('../../emulator')
const { startFaultProxy } = require('./proxy.js')

const BUCKET = 'bucket-name'

/**
 * Starts both before the tests of a file, and stops them after.
 *
 * @param {() => Promise<unknown>} [prepare] run when they are there
 */
function faultsForFile(prepare = async () => {}) {
  const holder = {
    emulator: /** @type {import('../../emulator').Emulator} */ (/** @type {unknown} */ (undefined)),
    proxy: /** @type {Awaited<ReturnType<typeof startFaultProxy>>} */ (/** @type {unknown} */ (undefined)),
    /**
     * A client whose requests pass through the proxy.
     *
     * @param {object} [options]
     */
    client: (options) => new OSS({ ...holder.emulator.clientOptions(), endpoint: holder.proxy.url, ...options }),
    /** A client whose requests do not. */
    direct: () => new OSS(holder.emulator.clientOptions()),
    /** Operations that the server has seen since `mark`. */
    async seen() {
      const requests = await holder.emulator.requests()
      const names = requests.slice(mark).map(({ operation }) => operation)
      mark = requests.length
      return names
    },
  }
  let mark = 0
  before(async () => {
    holder.emulator = await startEmulator({ buckets: [BUCKET] })
    holder.proxy = await startFaultProxy(holder.emulator.port)
    await prepare()
  })
  after(async () => {
    await holder.proxy.stop()
    await holder.emulator.stop()
  })
  return holder
}

/** Bytes that are all different from their neighbours. */
function bytesOf(length) {
  return Buffer.from(Uint8Array.from({ length }, (_, index) => index % 251))
}

module.exports = { bytesOf, faultsForFile }
