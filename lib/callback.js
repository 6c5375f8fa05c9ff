'use strict'
// The callback that the service makes once an object is there, as the two headers that ask for it.

const { OSSError } = require('./error.js')
const { hasHeader } = require('./headers.js')

/**
 * @typedef {object} Callback
 * @property {string} url whom to call
 * @property {string} [host] the Host header of the call
 * @property {string} body its body, with variables to fill in
 * @property {string} [contentType]
 * @property {boolean} [callbackSNI] name the host in the TLS handshake
 * @property {Record<string, unknown>} [customValue] variables of one's own, without the `x:`
 */

/** @param {unknown} value */
const encode = (value) => Buffer.from(JSON.stringify(value)).toString('base64')

/**
 * The headers with those of the callback. A ready-made callback header wins. The given headers are not changed.
 *
 * @param {Record<string, unknown> | null | undefined} headers
 * @param {Callback | null | undefined} callback
 * @returns {Record<string, unknown>}
 */
function withCallback(headers, callback) {
  const result = { ...headers }
  if (!callback || asksForCallback(result)) return result
  // The order of the fields is part of the text that is encoded.
  const fields = { callbackUrl: encodeURI(callback.url), callbackBody: callback.body }
  if (callback.host) Object.assign(fields, { callbackHost: callback.host })
  if (callback.contentType) Object.assign(fields, { callbackBodyType: callback.contentType })
  if (callback.callbackSNI) Object.assign(fields, { callbackSNI: callback.callbackSNI })
  result['x-oss-callback'] = encode(fields)
  if (callback.customValue) {
    const variables = Object.entries(callback.customValue).map(([name, value]) => [`x:${name}`, textOf(name, value)])
    result['x-oss-callback-var'] = encode(Object.fromEntries(variables))
  }
  return result
}

/** @param {string} name @param {unknown} value */
function textOf(name, value) {
  if (value === null || value === undefined) throw new TypeError(`callback.customValue.${name} must have a value`)
  return value.toString()
}

/** @param {Record<string, unknown> | null | undefined} headers whether the answer will be that of the callback */
function asksForCallback(headers) {
  return hasHeader(headers, 'x-oss-callback')
}

/**
 * What the callback answered. It is the program's own, and may be anything: the object is stored nevertheless.
 *
 * @param {{ data: Buffer, status: number, headers: Record<string, string> }} res
 */
function answerOf({ data, status, headers }) {
  const text = data.toString()
  try {
    return JSON.parse(text)
  } catch (cause) {
    const message = `The object is stored, but what its callback answered is not JSON: ${text.slice(0, 200) || 'nothing'}`
    const requestId = headers['x-oss-request-id']
    throw new OSSError(message, {
      name: 'CallbackAnswerError',
      code: 'CallbackAnswer',
      status,
      requestId,
      data: text,
      cause,
    })
  }
}

module.exports = { answerOf, asksForCallback, withCallback }
