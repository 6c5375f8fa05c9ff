'use strict'
// An answer or a failed request as an error, for programs that make requests themselves.

const { OSSError } = require('./error.js')

/** Statuses that say by themselves what is wrong, where there is no document. */
const KNOWN = {
  404: ['NoSuchKey', 'Object not exists'],
  412: ['PreconditionFailed', 'Pre condition failed'],
}

/** @param {any} headers */
const idOf = (headers) => headers?.['x-oss-request-id']

/**
 * What a document of the service says.
 *
 * @param {any} client
 * @param {string} text
 * @param {any} result
 */
async function documented(client, text, { status, headers }) {
  let info
  try {
    info = (await client.parseXML(text)) || {}
  } catch (/** @type {any} */ error) {
    error.message += `\nraw xml: ${text}`
    return Object.assign(error, { status, requestId: idOf(headers) })
  }
  const condition = info.Condition ? ` (condition: ${info.Condition})` : ''
  const message = `${info.Message || `unknow request error, status: ${status}`}${condition}`
  const { Code: code, RequestId: requestId, EC: ecCode, HostId: hostId } = info
  return new OSSError(message, {
    name: code ? `${code}Error` : 'UnknownError',
    status,
    code,
    requestId,
    ecCode,
    hostId,
  })
}

/** What there is to say without a document. */
async function undocumented(client, result) {
  const { status, headers, message, name } = result
  if (status === -1 || status === -2) return new OSSError(message, { name, status, code: name })
  const requestId = idOf(headers)
  const [code, says] = KNOWN[status] ?? []
  if (code) return new OSSError(says, { name: `${code}Error`, status, code, requestId })
  const told = headers?.['x-oss-err']
  if (told)
    return Object.assign(await documented(client, Buffer.from(told, 'base64').toString(), result), { requestId })
  return new OSSError(`Unknow error, status: ${status}`, { name: 'UnknownError', status, requestId })
}

module.exports = {
  /**
   * @this {any}
   * @param {any} result an answer as `urllib.request` resolves with it, or what it threw
   */
  async requestError(result) {
    if (result.name === 'ResponseTimeoutError') return new OSSError(result.message, { name: result.name })
    const text = result.data?.length > 0 ? String(result.data) : ''
    return text ? documented(this, text, result) : undocumented(this, result)
  },
}
