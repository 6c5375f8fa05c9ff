'use strict'
// Objects are read: into memory, into a file, into a stream, as a stream.

const { promisify } = require('node:util')
const { unzip } = require('node:zlib')
const { call } = require('../call.js')
const { isPath, isWritable, toReadable, toWebReadable, writeTo } = require('../body.js')
const { fromNative } = require('../error.js')
const { settlement } = require('../settle.js')

/** No object that is unpacked in memory may become larger: what a small object holds can fill any memory. */
const MAX_UNPACKED = 2 ** 31 - 1

/** A native reader as streams read from it. */
function readerOf(native) {
  return { read: () => settlement(native.read()), cancel: () => native.cancel() }
}

/** What was stored packed is unpacked in memory, as in ali-oss. A range cannot be. */
async function unpacked(content, { status, headers }) {
  if (status !== 200 || content.length === 0 || !/^(gzip|deflate)$/i.test(headers['content-encoding'])) return content
  return promisify(unzip)(content, { maxOutputLength: MAX_UNPACKED })
}

module.exports = {
  /**
   * @this {any}
   * @param {string} name
   * @param {any} [file] a path, a stream to write to, or the options
   * @param {Record<string, any> | null} [options]
   */
  async get(name, file, options) {
    if (isPath(file)) {
      const { res, sse } = await call(this, 'getFile', name, file, options)
      return { res: { ...res, data: null }, content: null, sse }
    }
    if (isWritable(file)) {
      const opening = call(this, 'getStream', name, options)
      await writeTo(
        file,
        opening.then(({ reader }) => readerOf(reader)),
        fromNative,
      )
      const { res, sse } = await opening
      return { res: { ...res, data: null }, content: null, sse }
    }
    const given = file !== null && typeof file === 'object' ? file : options
    const { res, content: received, sse } = await call(this, 'get', name, given)
    const content = await unpacked(received, res)
    return { res: { ...res, size: received.length, data: content }, content, sse }
  },

  /**
   * @this {any}
   * @param {string} name
   * @param {Record<string, any> | null} [options]
   */
  async getStream(name, options) {
    const { res, reader, sse } = await call(this, 'getStream', name, options)
    const { status, headers } = res
    if (options?.web) return { stream: toWebReadable(readerOf(reader), fromNative), res: { status, headers }, sse }
    const stream = Object.assign(toReadable(readerOf(reader), fromNative), { headers, statusCode: status })
    return { stream, res: { status, headers }, sse }
  },
}
