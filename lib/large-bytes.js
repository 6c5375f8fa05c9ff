'use strict'
// Bytes too many to be copied at the call: they are read as they are sent, and must be what they were.

const { present } = require('./bytes.js')
const { Native } = require('./call.js')
const { changed } = require('./checkpoint.js')

/** So many are sent while the next are copied. */
const PIECE = 256 << 10

/**
 * Bytes as a body that is read anew for each attempt. Code of the program may run between two pieces, and take the memory or fill it again:
 * native code sends the last piece only if all have the sum that was made at the call.
 *
 * @param {Buffer} bytes
 */
function largeBody(bytes) {
  const size = bytes.length
  const crc64 = Native.crc64(bytes)
  return {
    crc64,
    async *make() {
      for (let at = 0; at < size && present(bytes).length === size; at += PIECE) yield bytes.subarray(at, at + PIECE)
    },
    /** What a call has failed with: where the bytes are not what they were, that. @param {unknown} error */
    explained(error) {
      const same = bytes.length === size && Native.crc64(bytes) === crc64
      return same ? error : changed('the bytes have', 'while they were sent')
    },
  }
}

module.exports = { largeBody }
