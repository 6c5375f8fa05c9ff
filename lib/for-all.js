'use strict'
// Refusals that are not about one object: who goes through many need not ask for the next.

/** What no other object would fare better with. */
const FOR_ALL = new Set([
  'InvalidAccessKeyId',
  'InvalidSecurityToken',
  'KmsServiceNotEnabled',
  'NoCredentials',
  'NoSuchBucket',
  'SecurityTokenExpired',
  'SignatureDoesNotMatch',
  'UserDisable',
])

module.exports = { FOR_ALL }
