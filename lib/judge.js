'use strict'
// `requestErrorRetryHandle`: the program has the last word on whether a failed call is repeated.

const { fromNative } = require('./error.js')

/**
 * What native code asks before it repeats a call. It does not keep the handle alive, which may hold the client that
 * holds it.
 *
 * @param {unknown} handle
 * @returns {((described: object) => Promise<boolean>) | undefined}
 */
function judgeOf(handle) {
  if (handle === undefined || handle === null) return undefined
  if (typeof handle !== 'function') throw new TypeError('requestErrorRetryHandle must be a function')
  const held = new WeakRef(handle)
  return async (described) => Boolean(await held.deref()?.(fromNative(described)))
}

module.exports = { judgeOf }
