'use strict'
// Keys, as ali-oss writes them.

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

/** What needs no escape, which most keys have only. */
const PLAIN = /^[\w\-.!~*'()/]*$/

/** @param {string} key */
const escaped = (key) => (PLAIN.test(key) ? key : encoded(key))

/** @param {string} key */
const encoded = (key) => encodeURIComponent(wellFormed(key)).replace(/%2F/g, '/')

/** Whether the host of a URL is an address: IPv6 stands in brackets, and IPv4 as four numbers. @param {{ hostname: string }} endpoint */
const isAddress = ({ hostname }) => hostname.startsWith('[') || /^\d+(\.\d+){3}$/.test(hostname)

module.exports = { escaped, isAddress, objectName }
