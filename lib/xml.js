'use strict'
// Documents that go to the service. Native code writes them, and escapes what they hold.

const { Native, translated } = require('./call.js')
const { listOf } = require('./object/document.js')

/**
 * A document as text: an object with one member, its root. A list is an element that repeats.
 *
 * @param {Record<string, any>} document
 * @returns {string}
 */
const toXml = (document) => translated(() => Native.toXml(document))

/** The same names with another first letter, all the way down. */
function renamed(value, rename) {
  if (Array.isArray(value)) return value.map((one) => renamed(one, rename))
  if (value === null || typeof value !== 'object') return value
  return Object.fromEntries(Object.entries(value).map(([name, one]) => [rename(name), renamed(one, rename)]))
}

/** @param {string} name */
const lowerFirst = (name) => name.replace(/^./, (letter) => letter.toLowerCase())
/** @param {string} name */
const upperFirst = (name) => name.replace(/^./, (letter) => letter.toUpperCase())

module.exports = { listOf, lowerFirst, renamed, toXml, upperFirst }
