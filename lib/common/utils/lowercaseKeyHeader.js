'use strict'

/**
 * Headers under small names; nothing of what is no plain object.
 *
 * @param {unknown} headers
 * @returns {Record<string, any>}
 */
exports.lowercaseKeyHeader = (headers) => {
  if (Object.prototype.toString.call(headers) !== '[object Object]') return {}
  const entries = Object.entries(/** @type {object} */ (headers))
  return Object.fromEntries(entries.map(([name, value]) => [name.toLowerCase(), value]))
}
