'use strict'
// The transport of a program's own: `options.urllib`, or a replaced `store.urllib.request`. Native code makes the request and
// signs it, and reads the answer; what is between is the program's affair.

const { pump, toReadable } = require('./body.js')
const { steady } = require('./bytes.js')
const { signsItself } = require('./sign-hook.js')
const { readerOf } = require('./reader.js')
const { writerOf } = require('./writer.js')
const { request: own } = require('./urllib.js')

/** How ali-oss writes these; programs look for them so. */
const WRITTEN = {
  'content-length': 'Content-Length',
  'content-md5': 'Content-MD5',
  'content-type': 'Content-Type',
  host: 'Host',
  'user-agent': 'User-Agent',
}

/**
 * @typedef {object} Asked what native code wants sent
 * @property {string} url
 * @property {string} method
 * @property {Record<string, string>} headers
 * @property {Buffer} [content]
 * @property {{ read: () => number, cancel: () => void }} [reader] of a body that is not in memory
 * @property {number} [length] of the body, if that is known
 * @property {boolean} streams whether the answer is an object, which may be large
 * @property {number} timeout how long no byte may move, in milliseconds
 */

/** @param {any} client whether its requests go another way */
function isReplaced(client) {
  return typeof client.urllib?.request === 'function' && client.urllib.request !== own
}

/**
 * What native code calls for each request. It does not keep the client alive: the call does.
 *
 * @param {any} client
 * @param {() => any} newWriter
 */
function seamOf(client, newWriter) {
  const held = new WeakRef(client)
  return async (/** @type {Asked} */ asked) => {
    try {
      return answerOf(await send(held.deref(), asked), newWriter)
    } catch (/** @type {any} */ failed) {
      // A status that is one makes it an answer, as in ali-oss.
      if (failed?.status > 0) return answerOf(failed, newWriter)
      // By these, ali-oss says that there was no answer.
      return { failed, passes: failed?.status === -1 || failed?.status === -2 }
    }
  }
}

/**
 * A transport whose every answer is this one.
 *
 * @param {any} answer as `urllib.request` resolves with it
 * @param {() => any} newWriter
 */
const answering = (answer, newWriter) => async () => answerOf(answer, newWriter)

/** @param {any} client @param {Asked} asked */
async function send(client, { url, method, headers, content, reader, length, streams, timeout }) {
  const { agent, httpsAgent, enableProxy, proxy } = client.options
  if (signsItself()) {
    const { resigned } = require('./own-signing.js')
    headers = { ...headers, authorization: resigned(client, { url, method, headers }) }
  }
  const written = Object.entries(headers).map(([name, value]) => [WRITTEN[name] ?? name, value])
  const args = { method, headers: Object.fromEntries(written), timeout, ctx: client.ctx, enableProxy, proxy }
  if (content?.length) Object.assign(args, { content })
  if (reader && length === undefined) args.headers['Transfer-Encoding'] = 'chunked'
  else if (reader || content?.length) args.headers['Content-Length'] = length
  if (reader)
    Object.assign(args, {
      stream: toReadable(readerOf(reader)),
    })
  if (streams) Object.assign(args, { customResponse: true })
  if (agent) Object.assign(args, { agent })
  if (httpsAgent) Object.assign(args, { httpsAgent })
  return client.urllib.request(url, args)
}

/**
 * An answer as native code takes it: bytes, or a writer that a stream is pumped into.
 *
 * @param {any} result
 * @param {() => any} newWriter
 */
function answerOf(result, newWriter) {
  const { data, res } = result ?? {}
  const status = result?.status ?? res?.statusCode
  if (!Number.isInteger(status)) throw new TypeError('urllib.request must resolve with { status, headers, data, res }')
  const headers = headersOf(result.headers ?? res?.headers)
  if (res instanceof require('node:stream').Readable && !data) {
    const writer = newWriter()
    // Its failure is told to the writer, and by that to who reads.
    pump(res, writerOf(writer)).catch(() => {})
    return { status, headers, writer }
  }
  return { status, headers, data: data === undefined || data === null ? Buffer.alloc(0) : Buffer.from(steady(data)) }
}

/** What has no value is no header; lists are joined, as Node joins them. */
function headersOf(headers) {
  const entries = Object.entries(headers ?? {}).filter(([, value]) => value !== undefined && value !== null)
  return Object.fromEntries(entries.map(([name, value]) => [name.toLowerCase(), String(value)]))
}

module.exports = { answering, isReplaced, seamOf }
