'use strict'
// Native writers, into which streams are pumped.

const { bufferOf } = require('./bytes.js')
const { settlement } = require('./settle.js')

/**
 * A native writer as streams are pumped into: `write` copies a chunk at once, and waits where there is no room for more.
 *
 * @param {any} native
 * @param {{ bytes: number }} [written] counts
 */
function writerOf(native, written = { bytes: 0 }) {
  return {
    write: async (chunk) => {
      const room = native.write(bufferOf(chunk))
      written.bytes += chunk.byteLength
      if (room === null) throw new Error('the request ended before its body')
      if (!room) await settlement(native.drained())
    },
    end: () => native.end(),
    fail: (message) => native.fail(message),
  }
}

module.exports = { writerOf }
