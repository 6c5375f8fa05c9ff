'use strict'
// Native failures as errors that a JavaScript program can work with.

/** How napi says that an argument has the wrong type. */
const WRONG_TYPE = /^Failed to convert (?:JavaScript|napi) value .*?into rust type `(\w+)`(?: on \w+\.(\w+))?/s
const TYPES = {
  String: 'a string',
  bool: 'a boolean',
  f64: 'a number',
  Vec: 'an array',
  HashMap: 'an object',
  Object: 'an object',
}
/** Codes that napi gives errors which have none of their own. */
const NO_CODE = new Set(['GenericFailure', 'InvalidArg'])

/**
 * A fresh error with the message and fields of a native one, and a stack that names the caller.
 *
 * @param {any} cause
 */
function fromNative(cause) {
  // What a function of the program threw is its own, whatever it is.
  if (Object.hasOwn(Object(cause), 'thrown')) return cause.thrown
  const wrongType = WRONG_TYPE.exec(cause.message)
  if (wrongType) {
    // The original quotes the value, which may be a secret.
    const [, type, name = 'an argument'] = wrongType
    return new TypeError(`${name} must be ${TYPES[type] ?? type}`)
  }
  const error = new Error(cause.message)
  for (const name of Object.keys(cause)) {
    if (name !== 'code' || !NO_CODE.has(cause.code)) error[name] = cause[name]
  }
  return error
}

module.exports = { fromNative }
