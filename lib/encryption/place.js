'use strict'
// `oss://bucket/key`.

/** @param {string} text @returns {{ bucket: string, key: string }} */
function placeOf(text) {
  const [, bucket, key = ''] = /^oss:\/\/([^/]+)(?:\/(.*))?$/s.exec(String(text)) ?? []
  if (!bucket) throw new TypeError(`a place is oss://bucket/key, not ${text}`)
  return { bucket, key }
}

module.exports = { placeOf }
