'use strict'
// Documents of the service as native code hands them on: what repeats, and names that may be encoded.

/** An element that may be absent, alone, or one of many. */
const listOf = (value) => (Array.isArray(value) ? value : value ? [value] : [])

/** Undoes the encoding of a document's names, where the caller asked for it. */
function decoder(document) {
  return document?.EncodingType === 'url' ? (name) => name && decodeURIComponent(name) : (name) => name
}

module.exports = { decoder, listOf }
