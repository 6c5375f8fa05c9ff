'use strict'
// Objects are stored: from memory, from a file, from a stream.

const { Native, call } = require('../call.js')
const { isReadable } = require('../body.js')
const { steady } = require('../bytes.js')
const { answerOf, asksForCallback, withCallback } = require('../callback.js')
const { isBlob, mimeOf } = require('../part-source.js')
const { withBody } = require('../request-body.js')
const { objectName, objectUrl } = require('./name.js')

/** The options with the type that a Blob tells. That of a path is found where the path is. */
function described(options, file) {
  if (!isBlob(file)) return { ...options }
  return { ...options, mime: options?.mime || mimeOf(file, Native.mimeOf) }
}

/** Makes the result of a call that stored an object. */
function stored(client, name, { bucket, headers }, { res, sse }) {
  const result = { name, url: objectUrl(client, name, bucket), res, sse }
  // The answer is then that of the callback.
  return asksForCallback(headers) ? { ...result, data: answerOf(res) } : result
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
    file = steady(file)
    const given = described({ ...options, headers: withCallback(options?.headers, options?.callback) }, file)
    const send = (body, told) => call(this, 'put', [key, body], told)
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
