'use strict'
// Native writers, into which streams are pumped.

const { bufferOf } = require('./bytes.js')
const { settlement } = require('./settle.js')

/** Nobody takes what is written any more. Why, only the call itself knows. */
class RequestEnded extends Error {
  constructor() {
    super('the request ended before its body')
  }
}

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
      if (room === null) throw new RequestEnded()
      if (!room) await settlement(native.drained())
    },
    end: () => native.end(),
    fail: (message) => native.fail(message),
  }
}

module.exports = { RequestEnded, writerOf }
