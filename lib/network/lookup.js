'use strict'
// A function like `dns.lookup`, as native code asks for it.

/**
 * @param {unknown} lookup
 * @returns {undefined | ((name: string) => Promise<string[] | string>)} addresses, or why there are none; it never rejects
 */
function lookupOf(lookup) {
  if (lookup === undefined || lookup === null) return undefined
  if (typeof lookup !== 'function') throw new TypeError('lookup must be a function like dns.lookup')
  return async (name) => {
    try {
      return await new Promise((resolve, reject) => {
        lookup(name, { all: true, family: 0 }, (error, found) => {
          if (error) reject(error)
          else resolve([found].flat().map((entry) => String(entry?.address ?? entry)))
        })
      })
    } catch (error) {
      return error instanceof Error ? error.message : String(error)
    }
  }
}

module.exports = { lookupOf }
