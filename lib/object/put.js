'use strict'
// Objects are stored: from memory, from a file, from a stream.

const { Native, call } = require('../call.js')
const { isPath, isReadable } = require('../body.js')
const { steady } = require('../bytes.js')
const { answerOf, asksForCallback, withCallback } = require('../callback.js')
const { SEALER } = require('../client-encryption/sealer.js')
const { isBlob, mimeOf } = require('../part-source.js')
const { withBody } = require('../request-body.js')
const { fileStream, pathOf, writtenFile } = require('./file-stream.js')

/** The options with the type that a Blob tells. That of a path is found where the path is. */
function described(options, file) {
  if (!isBlob(file)) return { ...options }
  return { ...options, mime: options?.mime || mimeOf(file, Native.mimeOf) }
}

/** Makes the result of a call that stored an object. */
function stored(client, name, { bucket, headers }, { res, sse }) {
  const result = { name, url: bucket ? client._getReqUrl({ bucket, object: name }) : client._objectUrl(name), res, sse }
  // The answer is then that of the callback.
  return asksForCallback(headers) ? { ...result, data: answerOf(res) } : result
}

async function store(client, key, file, options) {
  const given = described({ ...options, headers: withCallback(options?.headers, options?.callback) }, file)
  const sealer = client[SEALER]
  const send = (body, told) => (sealer ? sealer.put(client, key, body, told) : call(client, 'put', [key, body], told))
  return stored(client, key, given, await withBody(client, file, given, send))
}

/** Stores what is a stream, or becomes one, by a program's own `putStream`. */
async function byPutStream(client, key, file, options) {
  if (!isPath(file)) return client.putStream(key, file, { ...options })
  const stats = await client._statFile(file)
  if (!stats.isFile()) throw new Error(`${file} is not file`)
  const mime = options?.mime || mimeOf(file, Native.mimeOf)
  return client.putStream(key, fileStream(file), { ...options, mime, contentLength: stats.size })
}

const methods = {
  /**
   * @this {any}
   * @param {string} name
   * @param {any} file
   * @param {Record<string, any> | null} [options]
   */
  async put(name, file, options) {
    const key = this._objectName(name)
    file = steady(file)
    const streamed = isPath(file) || isReadable(file)
    if (streamed && this.putStream !== methods.putStream) return byPutStream(this, key, file, options)
    return store(this, key, file, options)
  },

  /**
   * @this {any}
   * @param {string} name
   * @param {any} stream
   * @param {Record<string, any> | null} [options]
   */
  async putStream(name, stream, options) {
    const readable = writtenFile(stream) ?? stream
    if (!isReadable(readable)) throw new TypeError('Must provide ReadableStream for putStream.')
    return store(this, this._objectName(name), pathOf(readable) ?? readable, options)
  },

  /**
   * @this {any}
   * @param {string} name
   * @param {any} file
   * @param {Record<string, any> | null} [options]
   */
  async append(name, file, options) {
    const key = this._objectName(name)
    file = steady(file)
    const position = Number(options?.position ?? 0)
    if (!Number.isSafeInteger(position) || position < 0) {
      throw new TypeError(`position must be a whole number of bytes, not ${options?.position}`)
    }
    const given = described(options, file)
    const send = (body, told) => call(this, 'append', [key, body, position], told)
    const result = stored(this, key, given, await withBody(this, file, given, send))
    return { ...result, nextAppendPosition: result.res.headers['x-oss-next-append-position'] }
  },
}

module.exports = methods
