'use strict'
// Bytes that callers give. Their memory is the callers', who may transfer or resize it away at any time.

const { isUint8Array } = require('node:util/types')

/**
 * Bytes whose memory was taken away look as if they were empty, and would be stored so.
 *
 * @template {Uint8Array} T
 * @param {T} bytes
 * @returns {T}
 */
function present(bytes) {
  if (bytes.length > 0) return bytes
  try {
    Uint8Array.prototype.at.call(bytes, 0) // throws where there is no memory
  } catch (cause) {
    throw new TypeError('the memory of these bytes was transferred or resized away before they were sent', { cause })
  }
  return bytes
}

/** Bytes as a `Buffer` over the same memory. @param {Uint8Array} bytes */
function bufferOf(bytes) {
  const { buffer, byteOffset, byteLength } = present(bytes)
  return Buffer.isBuffer(bytes) ? bytes : Buffer.from(buffer, byteOffset, byteLength)
}

/** What may be bytes, as such whose extent is fixed: a view that follows its memory would become shorter with it. @param {any} file */
function steady(file) {
  return isUint8Array(file) ? bufferOf(file) : file
}

module.exports = { bufferOf, present, steady }
