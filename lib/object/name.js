'use strict'
// Keys and the URLs of objects, as ali-oss writes them.

const { isIP } = require('node:net')

/**
 * A key, without leading slashes.
 *
 * @param {unknown} name
 */
function objectName(name) {
  if (typeof name !== 'string') throw new TypeError('the object name must be a string')
  return name.replace(/^\/+/, '')
}

/** A lone surrogate becomes the replacement character, as everywhere where text becomes UTF-8. */
const wellFormed = (text) => /** @type {any} */ (text).toWellFormed()

/** @param {string} key */
const escaped = (key) => encodeURIComponent(wellFormed(key)).replace(/%2F/g, '/')

/** @param {{ hostname: string }} endpoint */
const isAddress = ({ hostname }) => isIP(hostname.replace(/^\[|\]$/g, '')) !== 0

/**
 * The URL of an object at the client's endpoint, without a signature.
 *
 * @param {{ options: Record<string, any> }} client
 * @param {string} key
 * @param {string | null} [bucket] where it is not the client's own
 */
function objectUrl({ options }, key, bucket) {
  bucket ??= options.bucket
  const { cname, endpoint, sldEnable } = options
  const inHost = bucket && !cname && !sldEnable && !isAddress(endpoint)
  const host = inHost ? `${bucket}.${endpoint.host}` : endpoint.host
  return `${endpoint.protocol}//${host}/${sldEnable && bucket ? `${bucket}/` : ''}${escaped(key)}`
}

module.exports = { escaped, isAddress, objectName, objectUrl }
