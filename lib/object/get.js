'use strict'
// Objects are read: into memory, into a file, into a stream, as a stream.

const { promisify } = require('node:util')
const { unzip } = require('node:zlib')
const { call } = require('../call.js')
const { isPath, isWritable, toReadable, toWebReadable, writeTo } = require('../body.js')
const { OSSError, fromNative } = require('../error.js')
const { MOVED, watching, withProgress } = require('../progress.js')
const { settlement } = require('../settle.js')

/** The most that zlib unpacks in memory, whatever `memoryLimit` says. */
const MAX_UNPACKED = 2 ** 31 - 1

/** A native reader as streams read from it. */
function readerOf(native) {
  return { read: () => settlement(native.read()), cancel: () => native.cancel() }
}

/** What was stored packed is unpacked in memory, as in ali-oss. A range cannot be. What a small object holds can fill any memory. */
async function unpacked(content, { status, headers }, limit) {
  if (status !== 200 || content.length === 0 || !/^(gzip|deflate)$/i.test(headers['content-encoding'])) return content
  const most = Math.min(Number(limit ?? MAX_UNPACKED), MAX_UNPACKED)
  try {
    // At least 1 is taken, and an empty object is none the less within a limit of 0.
    const unpacking = await promisify(unzip)(content, { maxOutputLength: Math.max(Math.floor(most), 1) })
    if (unpacking.length <= most) return unpacking
  } catch (/** @type {any} */ cause) {
    if (cause?.code !== 'ERR_BUFFER_TOO_LARGE') throw cause
  }
  const message = `the object is larger than ${most} bytes when it is unpacked: read it as a stream or into a file`
  throw new OSSError(message, { name: 'ObjectTooLargeError', code: 'ObjectTooLarge', status })
}

/** Reads an object into a caller's stream. */
async function intoStream(client, name, stream, { [MOVED]: moved, ...options }) {
  const opening = call(client, 'getStream', [name], options)
  let [received, expected] = [0, 0]
  const unwatch = moved && watching(() => [0, received, expected], moved)
  const counted = opening.then(({ reader, res }) => {
    expected = Number(res.headers['content-length']) || 0
    const { read, cancel } = readerOf(reader)
    const count = (chunk) => {
      received += chunk?.length ?? 0
      return chunk
    }
    return { read: () => read().then(count), cancel }
  })
  try {
    await writeTo(stream, counted, fromNative, { signal: options.signal })
    return await opening
  } finally {
    unwatch?.()
  }
}

/** Tells `options.progress`, if there is one, how much has come. */
function receiving(options, work) {
  const read = ({ received, expected }) => ({ loaded: received, total: expected || undefined })
  return withProgress(options ?? {}, read, work, ({ res }) => Number(res.headers['content-length']) || 0)
}

/** Takes back what was left with the signals of streams that nobody held any more. */
const collected = new FinalizationRegistry((unfollow) => unfollow())

/** Destroys a stream when its call is called off. A signal may outlive many streams, and holds none that nobody reads. */
function destroyWith(stream, signal) {
  if (!signal) return
  const held = new WeakRef(stream)
  const destroy = () =>
    held.deref()?.destroy(signal.reason instanceof Error ? signal.reason : new Error(String(signal.reason)))
  if (signal.aborted) destroy()
  else signal.addEventListener('abort', destroy, { once: true })
  const unfollow = () => signal.removeEventListener('abort', destroy)
  stream.once('close', unfollow)
  collected.register(stream, unfollow)
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
      const { res, sse } = await receiving(options, (told) => call(this, 'getFile', [name, file], told))
      return { res: { ...res, data: null }, content: null, sse }
    }
    if (isWritable(file)) {
      const { res, sse } = await receiving(options, (told) => intoStream(this, name, file, told))
      return { res: { ...res, data: null }, content: null, sse }
    }
    const given = file !== null && typeof file === 'object' ? file : options
    const { res, content: received, sse } = await receiving(given, (told) => call(this, 'get', [name], told))
    const content = await unpacked(received, res, given?.memoryLimit ?? this.options.memoryLimit)
    return { res: { ...res, size: received.length, data: content }, content, sse }
  },

  /**
   * @this {any}
   * @param {string} name
   * @param {Record<string, any> | null} [options]
   */
  async getStream(name, options) {
    const { res, reader, sse } = await call(this, 'getStream', [name], options)
    const { status, headers } = res
    if (options?.web) {
      const stream = toWebReadable(readerOf(reader), fromNative, options)
      return { stream, res: { status, headers }, sse }
    }
    const readable = toReadable(readerOf(reader), fromNative)
    destroyWith(readable, options?.signal)
    const stream = Object.assign(readable, { headers, statusCode: status })
    return { stream, res: { status, headers }, sse }
  },
}
