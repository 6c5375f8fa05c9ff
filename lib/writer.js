'use strict'
// Native writers, into which streams are pumped.

const { settlement } = require('./settle.js')

/** Bytes as a `Buffer` over the same memory. */
function bufferOf(bytes) {
  return Buffer.isBuffer(bytes) ? bytes : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
}

/**
 * A native writer as streams are pumped into: `write` waits where there is no room.
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

module.exports = { bufferOf, writerOf }
