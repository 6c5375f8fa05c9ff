'use strict'
// What a copy is made of.

const { Native, translated } = require('../call.js')
const { objectName } = require('./name.js')

/**
 * What is copied: `key`, or `/bucket/key`.
 *
 * @param {string | null} own the bucket of the copy
 * @param {string} name
 * @param {unknown} bucketName
 */
function sourceOf(own, name, bucketName) {
  if (typeof name !== 'string') throw new TypeError('the name of the source must be a string')
  let [bucket, key] = [own, name]
  if (typeof bucketName === 'string') [bucket, key] = [bucketName, objectName(name)]
  else if (name.startsWith('/')) [, bucket, key] = /^\/([^/]+)\/(.*)$/s.exec(name) ?? [null, '', '']
  translated(() => Native.checkBucketName(bucket))
  return { bucket, key }
}

module.exports = { sourceOf }
