'use strict'
// Objects are read: into memory, into a file, into a stream, as a stream.

const { call } = require('../call.js')
const { SEALER } = require('../client-encryption/sealer.js')
const { isPath, isWritable, toReadable, toWebReadable, writeTo } = require('../body.js')
const { fromNative } = require('../error.js')
const { withinBuffers } = require('../options.js')
const { MOVED, watching, withProgress } = require('../progress.js')
const { readerOf } = require('../reader.js')
const { unpacked } = require('./unpack.js')

/** The options of a call that reads: a client that encrypts finds the data keys. */
const reading = (client, options) => client[SEALER]?.reading(client, options) ?? options

/** Reads an object into a caller's stream. */
async function intoStream(client, name, stream, { [MOVED]: moved, ...options }) {
  const opening = call(client, 'getStream', [name], reading(client, options))
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

const isLimited = (options) => options?.memoryLimit !== undefined && options.memoryLimit !== null

module.exports = {
  /**
   * @this {any}
   * @param {string} name
   * @param {any} [file] a path, a stream to write to, or the options
   * @param {Record<string, any> | null} [options]
   */
  async get(name, file, options) {
    if (isPath(file)) {
      const { res, sse } = await receiving(options, (told) => call(this, 'getFile', [name, file], reading(this, told)))
      return { res: { ...res, data: null }, content: null, sse }
    }
    if (isWritable(file)) {
      const { res, sse } = await receiving(options, (told) => intoStream(this, name, file, told))
      return { res: { ...res, data: null }, content: null, sse }
    }
    const given = file !== null && typeof file === 'object' ? file : options
    const bounded = isLimited(given) ? { ...given, memoryLimit: withinBuffers(given.memoryLimit) } : given
    const {
      res,
      content: received,
      sse,
    } = await receiving(bounded, (told) => call(this, 'get', [name], reading(this, told)))
    const content = await unpacked(received, res, bounded?.memoryLimit ?? this.options.memoryLimit)
    return { res: { ...res, size: received.length, data: content }, content, sse }
  },

  /**
   * @this {any}
   * @param {string} name
   * @param {Record<string, any> | null} [options]
   */
  async getStream(name, options) {
    const { res, reader, sse } = await call(this, 'getStream', [name], reading(this, options))
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
