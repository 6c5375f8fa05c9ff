'use strict'
// What calls reject with.

/** How napi says that an argument has the wrong type. */
const WRONG_TYPE = /^Failed to convert (?:JavaScript|napi) value .*?into rust type `(\w+)`(?: on \w+\.(\w+))?/s
const TYPES = {
  String: 'a string',
  bool: 'a boolean',
  f64: 'a number',
  u32: 'a number',
  Vec: 'an array',
  HashMap: 'an object',
  Object: 'an object',
}
/** What the system calls a failure, and where the sentence about it ends. */
const SYSTEM = /^(.*?\b(E[A-Z]{3,})\b.*?)(?:, [A-Z]+ \S+)?$/s

/** Why a call failed. Names, fields and beginnings of messages are those of ali-oss. */
class OSSError extends Error {
  /**
   * @param {string} message
   * @param {Record<string, unknown>} fields
   */
  constructor(message, { cause, ...fields }) {
    super(message, cause === undefined ? undefined : { cause })
    Object.assign(this, fields)
    if ('ecCode' in fields) Object.assign(this, { ec: fields.ecCode })
    // Once more, for now it has its name.
    Error.captureStackTrace?.(this, OSSError)
  }
}

/**
 * A fresh error with the message and fields of a native one, and a stack that names the caller.
 *
 * @param {any} cause
 */
function fromNative(cause) {
  // What a function of the program threw is its own, whatever it is.
  if (Object.hasOwn(Object(cause), 'thrown')) return cause.thrown
  if (!(cause instanceof Error)) {
    const { message, ...fields } = cause
    return new OSSError(message, { ...fields, cause: causeOf(cause) })
  }
  const wrongType = WRONG_TYPE.exec(cause.message)
  if (wrongType) {
    // The original quotes the value, which may be a secret.
    const [, type, name = 'an argument'] = wrongType
    return new TypeError(`${name} must be ${TYPES[type] ?? type}`)
  }
  const error = new Error(cause.message)
  // A code of napi's own says nothing.
  const { code, ...fields } = /** @type {any} */ (cause)
  return Object.assign(error, fields, code && !NO_CODE.has(code) ? { code } : {})
}

/** Codes that napi gives errors which have none of their own. */
const NO_CODE = new Set(['GenericFailure', 'InvalidArg'])

/** What the system said, for programs that look at its codes. */
function causeOf({ message, status }) {
  const said = status === -1 ? SYSTEM.exec(message) : null
  return said ? Object.assign(new Error(said[1]), { code: said[2] }) : undefined
}

module.exports = { OSSError, fromNative }
