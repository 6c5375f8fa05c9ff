'use strict'
// Master keys and plain copies of what clients encrypt, for tests.

const { generateKeyPairSync } = require('node:crypto')

/** A new pair. @param {number} [modulusLength] bits */
const rsa = (modulusLength = 2048) => generateKeyPairSync('rsa', { modulusLength })

/** Bytes that are no pattern of the cipher's block. @param {number} length */
function bytesOf(length) {
  const bytes = Buffer.alloc(length)
  for (let at = 0; at < length; at++) bytes[at] = (at * 7 + (at >> 8)) % 251
  return bytes
}

const PREFIX = 'x-oss-meta-client-side-encryption-'

module.exports = { PREFIX, bytesOf, rsa }
