'use strict'
// Requests that the program makes itself, with the parameters and results of ali-oss; the methods about settings are made of them.

const { Native, send, translated } = require('./call.js')
const { toReadable, writeTo } = require('./body.js')
const { fromNative } = require('./error.js')
const { parametersOf } = require('./helpers.js')
const { objectName } = require('./object/name.js')
const { unpacked } = require('./object/unpack.js')
const { CALL, OWN } = require('./patched.js')
const { withBody } = require('./request-body.js')
const { readerOf } = require('./reader.js')
const { traced } = require('./trace.js')

/**
 * @typedef {object} RequestParams
 * @property {string} method
 * @property {string | null} [bucket]
 * @property {string | null} [object]
 * @property {string | string[] | Record<string, any> | null} [subres] parameters that choose what is asked
 * @property {Record<string, any> | null} [query] other parameters
 * @property {Record<string, any> | null} [headers]
 * @property {string | Uint8Array | null} [content] the body
 * @property {any} [stream] the body, where it is not in memory
 * @property {any} [writeStream] where the answer is written to
 * @property {string | null} [mime] what the body is: a type, or an extension to find one by
 * @property {boolean} [xmlResponse] whether the answer is a document to be read
 * @property {boolean} [customResponse] whether `res` is the answer as a stream
 * @property {boolean} [disabledMD5] leaves out `Content-MD5`
 * @property {number[] | null} [successStatuses] without them, every status is one
 * @property {any} [timeout]
 * @property {string[]} [additionalHeaders]
 * @property {AbortSignal} [signal]
 * @property {number} [retryMax]
 * @property {any} [ctx]
 */

/** Under this name, the parameters tell tracing which method makes the request. */
const METHOD = Symbol('method')

/** All parameters of the URL, each once; those that choose what is asked win. @param {RequestParams} params */
function queryOf({ query, subres }) {
  const entries = Object.entries({ ...query, ...parametersOf(subres) }).filter(([name]) => name !== '')
  return Object.fromEntries(
    entries.filter(([, value]) => value !== undefined).map(([name, value]) => [name, value ?? '']),
  )
}

/** What of the parameters is the call's. */
function optionsOf(/** @type {any} */ params) {
  const { headers, additionalHeaders, timeout, signal, retryMax } = params
  const given = { headers, additionalHeaders, timeout, signal, retryMax }
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined))
}

/** A native reader as a stream, or bytes that are there already. */
function streamOf({ reader, res }) {
  if (!reader) return require('node:stream').Readable.from([res.data])
  return toReadable(readerOf(reader), fromNative)
}

/**
 * @param {any} client
 * @param {RequestParams} params
 * @param {any} asked
 * @param {any} options
 */
async function exchange(client, params, asked, options) {
  if (params.customResponse || params.writeStream) {
    const begun = send(client, 'requestStream', [asked], options)
    if (params.writeStream) {
      const source = begun.then(({ reader, res }) => {
        if (reader) return readerOf(reader)
        let rest = [res.data]
        return { read: async () => rest.shift() ?? null, cancel: () => (rest = []) }
      })
      await writeTo(params.writeStream, source, fromNative, { signal: options.signal })
      const { res } = await begun
      return { data: null, status: res.status, headers: res.headers, res: { ...res, data: null } }
    }
    const { res, reader } = await begun
    const { status, headers } = res
    const stream = Object.assign(streamOf({ reader, res }), { status, statusCode: status, headers })
    return { data: null, status, headers, res: stream }
  }
  const { res, content, document } = await send(client, 'request', [asked, Boolean(params.xmlResponse)], options)
  const bytes = content ?? res.data
  const data = params.xmlResponse ? document : await unpacked(bytes, res, client.options.memoryLimit)
  const { status, headers } = res
  return { data, status, headers, res: { ...res, size: bytes.length, data: params.xmlResponse ? bytes : data } }
}

/** @param {any} client @param {RequestParams} params */
async function perform(client, params) {
  const { method, content, stream, mime, disabledMD5 } = params
  const asked = {
    method,
    bucket: params.bucket || undefined,
    object: params.object ? objectName(params.object) : undefined,
    query: queryOf(params),
    mime: mime ?? undefined,
    disabledMd5: Boolean(disabledMD5),
    successStatuses: params.successStatuses ?? undefined,
  }
  const options = optionsOf(params)
  const body = stream ?? (content ? Buffer.from(/** @type {any} */ (content)) : undefined)
  if (body === undefined) return exchange(client, params, asked, options)
  return withBody(client, body, options, (sent, told) => exchange(client, params, { ...asked, body: sent }, told))
}

/**
 * @this {any}
 * @param {RequestParams} params
 */
async function request(params) {
  if (params?.[CALL]) return params[CALL](params)
  const { object, bucket } = params
  return traced(this, params[METHOD] ?? 'request', [object || bucket], () => perform(this, params))
}
request[OWN] = true

/**
 * Makes a request in the name of a method.
 *
 * @param {any} client
 * @param {string} name
 * @param {RequestParams} params
 * @param {Partial<RequestParams>} more
 */
function ask(client, name, params, more) {
  return client.request(Object.assign(params, more, { [METHOD]: name }))
}

/** @param {unknown} name refuses what is no name of a bucket */
function checkBucketName(name) {
  translated(() => Native.checkBucketName(name))
}

const methods = {
  request,

  /** @param {string | Uint8Array} text */
  parseXML(text) {
    const read = async () => translated(() => Native.parseXml(Buffer.from(/** @type {any} */ (text))))
    return read()
  },
}

module.exports = { ask, checkBucketName, methods }
