'use strict'
// What comes packed is unpacked in memory, as in ali-oss.

const { constants } = require('node:buffer')
const { promisify } = require('node:util')
const { OSSError } = require('../error.js')
const { MEMORY_LIMIT } = require('../options.js')

/**
 * Whether bytes begin as zlib says that gzip and deflate do. A transport of the program's own may have unpacked them, and
 * what is stored need not be what its `Content-Encoding` says.
 *
 * @param {Uint8Array} bytes
 */
function isPacked([first, second]) {
  if (first === 0x1f) return second === 0x8b
  return (first & 0x0f) === 8 && ((first << 8) | second) % 31 === 0
}

/**
 * An object as it is without its `Content-Encoding`. A part of one cannot be unpacked.
 *
 * @param {Buffer} content
 * @param {any} res
 * @param {number | null} [memoryLimit] bytes it may have then: a small object may hold more than any memory
 */
async function unpacked(content, { status, headers }, memoryLimit) {
  const packed = /^(gzip|deflate)$/i.test(headers['content-encoding']) && isPacked(content)
  if (status !== 200 || !packed) return content
  const limit = Math.min(Math.floor(memoryLimit ?? MEMORY_LIMIT), constants.MAX_LENGTH)
  try {
    // zlib takes no limit of nothing.
    const { unzip } = require('node:zlib')
    return await promisify(unzip)(content, { maxOutputLength: Math.max(limit, 1) })
  } catch (/** @type {any} */ cause) {
    const fields = { status, requestId: headers['x-oss-request-id'], cause }
    if (cause.code === 'ERR_BUFFER_TOO_LARGE') {
      const message = `the object is larger than the ${limit} bytes that one in memory may have, when it is unpacked: read it as a stream or into a file, or allow more`
      throw new OSSError(message, { name: 'ObjectTooLargeError', code: 'ObjectTooLarge', ...fields })
    }
    const message = `the object cannot be unpacked, though it has Content-Encoding: ${headers['content-encoding']} (${cause.message}); read it as a stream or into a file`
    throw new OSSError(message, { name: 'UnpackError', code: 'NotUnpacked', ...fields })
  }
}

module.exports = { unpacked }
