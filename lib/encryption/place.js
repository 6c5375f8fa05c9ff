'use strict'
// `oss://bucket/key`.

/** @typedef {{ bucket: string, key: string }} Place */

/** Nothing where the text is no place. @param {string} text @returns {Place | undefined} */
function placeIn(text) {
  const [, bucket, key = ''] = /^oss:\/\/([^/]+)(?:\/(.*))?$/s.exec(String(text)) ?? []
  return bucket === undefined ? undefined : { bucket, key }
}

/** @param {string} text @returns {Place} */
function placeOf(text) {
  const place = placeIn(text)
  if (!place) throw new TypeError(`a place is oss://bucket/key, not ${text}`)
  return place
}

module.exports = { placeIn, placeOf }
