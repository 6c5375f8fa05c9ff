'use strict'
// The HTTP client that programs find at `store.urllib`: they send requests of their own with it, and put another in its
// place to see, change or answer those of the client. As long as it is this one, requests are made by native code.

/**
 * @typedef {object} UrllibResult
 * @property {any} data bytes, or what `dataType` makes of them; nothing with `customResponse` and `writeStream`
 * @property {number} status
 * @property {Record<string, any>} headers
 * @property {any} res
 */

/**
 * Sends a request, in the terms of the npm package `urllib` of version 2, as far as ali-oss uses them.
 *
 * @param {string | URL} url
 * @param {Record<string, any>} [args]
 * @returns {Promise<UrllibResult>}
 */
async function request(url, args = {}) {
  const incoming = await exchange(String(url), args)
  const { statusCode: status = 0, statusMessage, headers } = incoming
  const said = { status, statusCode: status, statusMessage, headers, requestUrls: [String(url)] }
  if (args.customResponse) return { data: undefined, status, headers, res: Object.assign(incoming, said) }
  if (args.writeStream && status >= 200 && status < 300) {
    await require('node:stream/promises').pipeline(incoming, args.writeStream)
    return { data: null, status, headers, res: { ...said, data: null, size: 0 } }
  }
  const bytes = await require('node:stream/consumers').buffer(incoming)
  const res = { ...said, data: bytes, size: bytes.length }
  try {
    return { data: read(bytes, args.dataType), status, headers, res }
  } catch (cause) {
    const { message } = /** @type {Error} */ (cause)
    throw Object.assign(failure('JSONResponseFormatError', message, cause), { status, headers, data: bytes, res })
  }
}

/** @param {string} url @param {Record<string, any>} args @returns {Promise<import('node:http').IncomingMessage>} */
function exchange(url, { method = 'GET', headers = {}, content, data, stream, timeout, agent, httpsAgent }) {
  return new Promise((resolve, reject) => {
    const secure = url.startsWith('https:')
    const options = { method, headers, agent: secure ? httpsAgent : agent }
    // Loaded here: few programs send requests of their own.
    const { request } = secure ? require('node:https') : require('node:http')
    const outgoing = request(url, options, resolve)
    const idle = Number(Array.isArray(timeout) ? timeout.at(-1) : timeout)
    if (idle > 0)
      outgoing.setTimeout(idle, () =>
        outgoing.destroy(failure('ResponseTimeoutError', `Response timeout for ${idle}ms`)),
      )
    outgoing.once('error', (error) =>
      reject(error.name === 'Error' ? failure('RequestError', error.message, error) : error),
    )
    if (stream)
      require('node:stream/promises')
        .pipeline(stream, outgoing)
        .catch((error) => outgoing.destroy(error))
    else outgoing.end(content ?? data)
  })
}

/** As urllib's errors are. @param {string} name @param {string} message @param {unknown} [cause] */
function failure(name, message, cause) {
  return Object.assign(new Error(message, { cause }), { name, code: name, status: -1 })
}

/** @param {Buffer} bytes @param {unknown} type */
function read(bytes, type) {
  if (type === 'json') return JSON.parse(bytes.toString())
  return type === 'text' ? bytes.toString() : bytes
}

module.exports = { request }
