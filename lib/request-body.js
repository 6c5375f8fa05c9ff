'use strict'
// What is sent, as the native half takes it: bytes, a file, a stream, or a stream for each attempt.

const { isUint8Array } = require('node:util/types')
const { nativeOf } = require('./call.js')
const { isPath, isReadable, pump, pumpInto } = require('./body.js')
const { bufferOf } = require('./bytes.js')
const { made } = require('./chunks.js')
const { headerOf } = require('./headers.js')
const { blobStream, isBlob } = require('./part-source.js')
const { withProgress } = require('./progress.js')
const { isReplaced } = require('./seam.js')
const { settlement, stoppable } = require('./settle.js')
const { writerOf } = require('./writer.js')

/** So many bytes are copied at the call: that takes a few milliseconds. */
const COPIED = 16 << 20

/**
 * @typedef {object} FileBody
 * @property {string} path
 * @property {number} start
 * @property {number} [length] nothing where the system does not say it, as of what is made while it is read
 * @property {{ size: number, modified?: string, inode?: string }} [version] what it was; texts hold large numbers
 */

/**
 * A file as the native half takes it: what it is now, so that nothing is sent that is written to it meanwhile.
 *
 * @param {any} client
 * @param {string} path
 * @param {AbortSignal | null} [signal] of the call: to look at a file is to read it where the system does not say its length
 * @returns {Promise<FileBody>}
 */
async function fileBody(client, path, signal) {
  const stats = await client._statFile(path)
  if (!stats.isFile()) throw new Error(`${path} is not file`)
  const begin = () => nativeOf(client).fileBody(path)
  return signal ? stoppable(begin, signal, () => {}, client) : settlement(begin(), client)
}

/**
 * The length of a stream, where the caller says it.
 *
 * @param {Record<string, any>} options
 */
function lengthOf({ contentLength, headers }) {
  const length = contentLength ?? headerOf(headers, 'content-length')
  if (length === undefined || length === null || length === '') return undefined
  if (!Number.isSafeInteger(Number(length)) || Number(length) < 0) {
    throw new TypeError(`contentLength must be a whole number of bytes, not ${length}`)
  }
  return Number(length)
}

/**
 * Sends a body with `send`, which is given what the native half takes, and the options of the call.
 *
 * @param {object} client
 * @param {any} file
 * @param {Record<string | symbol, any>} options
 * @param {(body: any, options: any) => Promise<any>} send
 */
async function withBody(client, file, options, send) {
  if (isPath(file)) {
    const body = await fileBody(client, file, options.signal)
    const written = { bytes: body.length ?? 0 }
    return sending(body.length, options, (told) => send(body, told), written)
  }
  if (isUint8Array(file)) {
    const bytes = bufferOf(file)
    const size = bytes.length
    if (size > COPIED && !isReplaced(client)) {
      const { largeBody } = require('./large-bytes.js')
      const { make, crc64, explained } = largeBody(bytes)
      const written = { bytes: 0 }
      const counted = { length: size, written, crc64 }
      const work = (told) => withFactory(client, make, counted, told, send)
      return sending(size, options, work, written).catch((error) => {
        throw explained(error)
      })
    }
    return sending(size, options, (told) => send({ bytes, size }, told))
  }
  const length = isBlob(file) ? file.size : lengthOf(options)
  const written = { bytes: 0 }
  const make = isBlob(file) ? () => blobStream(file) : file
  if (typeof make === 'function') {
    return sending(length, options, (told) => withFactory(client, make, { length, written }, told, send), written)
  }
  if (!isReadable(file)) throw new TypeError('Must provide String/Buffer/ReadableStream for put.')
  const native = nativeOf(client).bodyWriter(length)
  const work = (told) => pumpInto(file, writerOf(native, written), send({ writer: native }, told))
  return sending(length, options, work, written)
}

/** Tells `options.progress`, if there is one, how much has been sent. */
function sending(total, options, work, written = { bytes: total }) {
  return withProgress(
    options,
    ({ sent }) => ({ loaded: sent, total }),
    work,
    () => written.bytes,
  )
}

/**
 * Sends a stream that `make` makes anew for each attempt.
 *
 * @param {object} client
 * @param {() => unknown} make a stream, or a promise of one
 * @param {{ length?: number, written: { bytes: number }, crc64?: string }} counted what is said to come, and what has; with a checksum, no other
 *   bytes are sent
 * @param {Record<string, any>} options
 * @param {(body: any, options: any) => Promise<any>} send
 */
async function withFactory(client, make, { length, written, crc64 }, options, send) {
  /** @type {{ error: unknown } | undefined} */
  let failure
  const sourceFailed = (error) => {
    failure ??= { error }
  }
  const begin = async (native) => {
    written.bytes = 0
    const writer = writerOf(native, written)
    let streamed = false
    try {
      const stream = await made(make)
      streamed = true
      await pump(stream, writer, { signal: options.signal, sourceFailed })
    } catch (/** @type {any} */ error) {
      // That the request ended meanwhile is told by the request itself.
      if (!streamed) sourceFailed(error)
      writer.fail(String(error?.message ?? error))
    }
  }
  try {
    return await send({ factory: nativeOf(client).bodyFactory(begin, length, crc64) }, options)
  } catch (error) {
    throw failure?.error ?? error
  }
}

module.exports = { fileBody, lengthOf, withBody }
