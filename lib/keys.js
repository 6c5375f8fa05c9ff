'use strict'
// Keys that a function of the program gave.

const NAMES = ['accessKeySecret', 'accessKeyId', 'stsToken']

/** When keys end, in milliseconds since 1970. */
function timeOf(expiration) {
  const time = new Date(expiration).getTime()
  return Number.isNaN(time) ? undefined : time
}

/**
 * Keys as native code takes them. An error never quotes a value.
 *
 * @param {any} keys
 * @param {string} who how an error calls the function
 * @param {boolean} [temporary] whether there must be a token
 */
function keysFrom(keys, who, temporary = false) {
  const found = /** @type {Record<string, any>} */ ({})
  for (const name of NAMES) {
    const value = keys?.[name]
    const missing = value === undefined || value === null
    if (missing && name === 'stsToken' && !temporary) continue
    if (missing) throw new Error(`${who} must return contains ${name}`) // the words of ali-oss
    if (typeof value !== 'string') throw new TypeError(`${who} must return ${name} as a string`)
    found[name] = value
  }
  const { expiration } = keys
  if (expiration !== undefined && expiration !== null) found.expiration = timeOf(expiration)
  return found
}

module.exports = { keysFrom }
