'use strict'

/**
 * @param {string} name
 * @param {boolean} [createBucket] Names of new buckets have no underscore.
 */
exports.checkBucketName = (name, createBucket = false) => {
  const allowed = createBucket ? /^[a-z0-9][a-z0-9-]{1,61}[a-z0-9]$/ : /^[a-z0-9_][a-z0-9-_]{1,61}[a-z0-9_]$/
  if (!allowed.test(name)) throw new Error('The bucket must be conform to the specifications')
}
