'use strict'
// Documents of the service as native code hands them on: what repeats, and names that may be encoded.

const { OSSError } = require('../error.js')

/** An element that may be absent, alone, or one of many. */
const listOf = (value) => (Array.isArray(value) ? value : value ? [value] : [])

/** Undoes the encoding of a document's names, where the caller asked for it. */
function decoder(document) {
  return document?.EncodingType === 'url' ? (name) => name && decoded(name) : (name) => name
}

/** @param {string} name */
function decoded(name) {
  try {
    return decodeURIComponent(name)
  } catch (cause) {
    const message = `The answer is not what it should be: the name ${name.slice(0, 200)} is not encoded as it says`
    throw new OSSError(message, { name: 'MalformedResponseError', code: 'MalformedResponse', status: 200, cause })
  }
}

module.exports = { decoder, listOf }
