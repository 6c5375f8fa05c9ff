'use strict'
// Keys, as ali-oss writes them.

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

module.exports = { escaped, isAddress, objectName }
