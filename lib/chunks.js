'use strict'
// What callers give as a stream, read chunk by chunk: Node's, the web's, and whatever can be iterated with `for await`.

const { isUint8Array } = require('node:util/types')
const { bufferOf } = require('./bytes.js')

/**
 * @typedef {object} Chunks
 * @property {() => Promise<Uint8Array | null>} read the next chunk, never an empty one; null at the end, and from then on
 * @property {(reason: unknown) => void} stop the rest is not wanted: closes the source, at once; reads reject
 */

/** @param {any} value */
function isWebStream(value) {
  return typeof value?.getReader === 'function' || typeof value?.getWriter === 'function'
}

/** @param {any} value whether bytes can be read from it, as from a Node stream, a web stream or an async iterable */
function isReadable(value) {
  if (value === null || typeof value !== 'object') return false
  if (typeof value.getReader === 'function' || typeof value[Symbol.asyncIterator] === 'function') return true
  return typeof value.pipe === 'function' && (typeof value.read === 'function' || value.readable === true)
}

/** The stream that a caller's function makes. @param {() => unknown} make a stream, or a promise of one */
async function made(make) {
  const stream = await make()
  if (isReadable(stream)) return stream
  throw new TypeError('a body that is a function must return a stream')
}

/**
 * @param {any} readable
 * @returns {Chunks}
 */
function chunksOf(readable) {
  if (typeof readable?.getReader === 'function') return ofWebStream(readable)
  if (typeof readable?.pipe === 'function') return ofNodeStream(readable)
  if (typeof readable?.[Symbol.asyncIterator] === 'function') return ofIterable(readable)
  throw new TypeError('a stream is needed')
}

/** @param {ReadableStream} stream */
function ofWebStream(stream) {
  const reader = stream.getReader()
  return chunks(
    () => reader.read(),
    (reason) => {
      reader.cancel(reason).catch(ignore)
    },
  )
}

/** @param {any} stream */
function ofNodeStream(stream) {
  // An ended stream gives nothing, which would be stored as an empty object.
  if (stream.readableEnded) throw new Error('the stream was read to its end before')
  // Streams of the first kind, and copies of the `readable-stream` package, cannot be iterated.
  const modern = stream[Symbol.asyncIterator] ? stream : new (require('node:stream').Readable)().wrap(stream)
  const iterator = modern[Symbol.asyncIterator]()
  return chunks(
    () => iterator.next(),
    (reason) => {
      // Its failure is reported by who reads it. Nobody else need listen for the event.
      for (const each of new Set([modern, stream])) {
        each.on('error', ignore)
        each.destroy?.(reason instanceof Error ? reason : undefined)
      }
    },
  )
}

/** @param {AsyncIterable<unknown>} iterable */
function ofIterable(iterable) {
  const iterator = iterable[Symbol.asyncIterator]()
  return chunks(
    () => iterator.next(),
    () => {
      Promise.resolve(iterator.return?.()).catch(ignore)
    },
  )
}

/**
 * @param {() => Promise<{ done?: boolean, value?: unknown }>} next
 * @param {(reason: unknown) => void} close
 * @returns {Chunks}
 */
function chunks(next, close) {
  let over = false
  /** What every further read rejects with: a source that was cut off must not look as if it had ended. */
  let failure = /** @type {{ reason: unknown } | null} */ (null)
  const readOn = async () => {
    while (!over) {
      const { done, value } = await next()
      const bytes = done ? null : bytesOf(value)
      if (done) over = true
      else if (bytes?.length) return bytes
    }
    return null
  }
  return {
    async read() {
      const bytes = failure ? null : await readOn().catch((reason) => void (failure ??= { reason }))
      if (failure) throw failure.reason
      return bytes ?? null
    },
    stop(reason) {
      if (over) return
      over = true
      failure ??= { reason }
      close(reason)
    },
  }
}

/**
 * @param {unknown} chunk
 * @returns {Uint8Array}
 */
function bytesOf(chunk) {
  if (typeof chunk === 'string') return Buffer.from(chunk)
  if (isUint8Array(chunk)) return bufferOf(chunk)
  throw new TypeError(`a stream must give Uint8Arrays or strings, not ${chunk === null ? 'null' : typeof chunk}`)
}

function ignore() {}

module.exports = { chunksOf, isReadable, isWebStream, made }
