'use strict'
// Native failures as errors that a JavaScript program can work with.

/** Codes that napi gives an error which has none of its own. */
const NO_CODE = new Set(['GenericFailure', 'InvalidArg', 'StringExpected', 'ObjectExpected', 'NumberExpected', 'BooleanExpected'])

/**
 * A fresh error with the message and fields of a native one, and a stack that names the caller.
 *
 * @param {any} cause
 */
function fromNative(cause) {
  const error = new Error(cause.message)
  for (const name of Object.keys(cause)) {
    if (name === 'code' && NO_CODE.has(cause.code)) continue
    error[name] = cause[name]
  }
  return error
}

module.exports = { fromNative }
