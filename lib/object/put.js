'use strict'
// Objects are stored: from memory, from a file, from a stream.

const { stat } = require('node:fs/promises')
const { Native, call, nativeOf } = require('../call.js')
const { isPath, isReadable, pumpInto } = require('../body.js')
const { asksForCallback, withCallback } = require('../callback.js')
const { isBlob, mimeOf } = require('../part-source.js')
const { settlement } = require('../settle.js')
const { objectName, objectUrl } = require('./name.js')

/** Bytes as a `Buffer` over the same memory. */
function bufferOf(bytes) {
  return Buffer.isBuffer(bytes) ? bytes : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
}

/** A file as the native half takes it. */
async function fileBody(path) {
  const stats = await stat(path)
  if (!stats.isFile()) throw new Error(`${path} is not file`)
  return { path, start: 0, length: stats.size }
}

/** A native writer as streams are pumped into: `write` waits where there is no room. */
function writerOf(native) {
  return {
    write: async (chunk) => {
      if (!native.write(bufferOf(chunk))) await settlement(native.drained())
    },
    end: () => native.end(),
    fail: (message) => native.fail(message),
  }
}

/**
 * The length of a stream, where the caller says it.
 *
 * @param {Record<string, any>} options
 */
function lengthOf({ contentLength, headers }) {
  const header = Object.keys(headers ?? {}).find((name) => name.toLowerCase() === 'content-length')
  const length = contentLength ?? (header && headers[header])
  if (length === undefined || length === null || length === '') return undefined
  if (!Number.isSafeInteger(Number(length)) || Number(length) < 0) {
    throw new TypeError(`contentLength must be a whole number of bytes, not ${length}`)
  }
  return Number(length)
}

/**
 * Sends a body that may be a stream with `send`, which is given what the native half takes.
 *
 * @param {object} client
 * @param {any} file
 * @param {Record<string, any>} options
 * @param {(body: any) => Promise<any>} send
 */
async function withBody(client, file, options, send) {
  if (isPath(file)) return send(await fileBody(file))
  if (file instanceof Uint8Array) return send(bufferOf(file))
  if (!isBlob(file) && !isReadable(file)) throw new TypeError('Must provide String/Buffer/ReadableStream for put.')
  const [stream, length] = isBlob(file) ? [file.stream(), file.size] : [file, lengthOf(options)]
  const native = nativeOf(client).bodyWriter(length)
  return pumpInto(stream, writerOf(native), send({ writer: native }))
}

/** The options with the type that a Blob tells. That of a path is found where the path is. */
function described(options, file) {
  if (!isBlob(file)) return { ...options }
  return { ...options, mime: options?.mime || mimeOf(file, Native.mimeOf) }
}

/** Makes the result of a call that stored an object. */
function stored(client, name, { bucket, headers }, { res, sse }) {
  const result = { name, url: objectUrl(client, name, bucket), res, sse }
  // The answer is then that of the callback.
  return asksForCallback(headers) ? { ...result, data: JSON.parse(res.data.toString()) } : result
}

module.exports = {
  /**
   * @this {any}
   * @param {string} name
   * @param {any} file
   * @param {Record<string, any> | null} [options]
   */
  async put(name, file, options) {
    const key = objectName(name)
    const given = described({ ...options, headers: withCallback(options?.headers, options?.callback) }, file)
    const send = (body) => call(this, 'put', key, body, given)
    return stored(this, key, given, await withBody(this, file, given, send))
  },

  /**
   * @this {any}
   * @param {string} name
   * @param {any} stream
   * @param {Record<string, any> | null} [options]
   */
  async putStream(name, stream, options) {
    if (!isReadable(stream)) throw new TypeError('Must provide ReadableStream for putStream.')
    return this.put(name, stream, options)
  },

  /**
   * @this {any}
   * @param {string} name
   * @param {any} file
   * @param {Record<string, any> | null} [options]
   */
  async append(name, file, options) {
    const key = objectName(name)
    const position = Number(options?.position ?? 0)
    if (!Number.isSafeInteger(position) || position < 0) {
      throw new TypeError(`position must be a whole number of bytes, not ${options?.position}`)
    }
    const given = described(options, file)
    const send = (body) => call(this, 'append', key, body, position, given)
    const result = stored(this, key, given, await withBody(this, file, given, send))
    return { ...result, nextAppendPosition: result.res.headers['x-oss-next-append-position'] }
  },
}
Object.defineProperty(module.exports, 'withBody', { value: withBody })
