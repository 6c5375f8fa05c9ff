'use strict'
// Bodies on their way between JavaScript's streams and native handles, each as fast as the slower end.

const { chunksOf, isReadable, isWebStream } = require('./chunks.js')
const { Interrupt } = require('./interrupt.js')
const { isWritable, sinkOf } = require('./sink.js')
const { RequestEnded } = require('./writer.js')

/**
 * @typedef {object} NativeWriter
 * @property {(chunk: Uint8Array) => Promise<void>} write resolves when there is room for more
 * @property {() => unknown} end
 * @property {(message: string) => unknown} fail the body is incomplete: the request must not succeed
 *
 * @typedef {object} NativeReader
 * @property {() => Promise<Buffer | null>} read null at the end
 * @property {() => unknown} cancel the rest is not wanted
 */

/** How far a stream reads ahead of its consumer. */
const READ_AHEAD = 512 * 1024

/** @param {unknown} value */
function isPath(value) {
  return typeof value === 'string'
}

/**
 * Writes all that `readable` gives, and ends the writer. If the source fails, so does the writer, and this rejects with
 * the source's own error. If the writer fails or `signal` fires, the source is closed.
 *
 * @param {unknown} readable
 * @param {NativeWriter} writer
 * @param {{ signal?: AbortSignal | null, sourceFailed?: (error: unknown) => void }} [options]
 */
async function pump(readable, writer, { signal, sourceFailed = () => {} } = {}) {
  const interrupt = new Interrupt(signal)
  /** @type {import('./chunks.js').Chunks | undefined} */
  let source
  const read = async () => {
    try {
      source ??= chunksOf(readable)
      return await source.read()
    } catch (error) {
      sourceFailed(error)
      throw error
    }
  }
  try {
    for (let chunk = await interrupt.wait(read()); chunk !== null; chunk = await interrupt.wait(read())) {
      await interrupt.wait(writer.write(chunk))
    }
    writer.end()
  } catch (error) {
    source?.stop(error)
    writer.fail(error instanceof Error ? error.message : String(error))
    throw error
  } finally {
    interrupt.end()
  }
}

/**
 * Pumps while `upload` runs, and settles as it does; but where the source failed, with the source's own error, and not
 * with what the request made of it.
 *
 * @template T
 * @param {unknown} readable
 * @param {NativeWriter} writer
 * @param {Promise<T>} upload the request that the writer feeds
 * @returns {Promise<T>}
 */
async function pumpInto(readable, writer, upload) {
  const over = new AbortController()
  /** @type {{ error: unknown } | undefined} */
  let failure
  const sourceFailed = (error) => {
    failure ??= { error }
  }
  const write = async (chunk) => {
    try {
      await writer.write(chunk)
    } catch (error) {
      if (!(error instanceof RequestEnded)) throw error
      // The source is closed with the call's own error, once that is known.
      await new Promise(() => {})
    }
  }
  const into = { write, end: () => writer.end(), fail: (message) => writer.fail(message) }
  const pumping = pump(readable, into, { signal: over.signal, sourceFailed }).catch(() => {})
  const outcome = await upload.then(
    (result) => ({ result }),
    (error) => ({ error }),
  )
  // Looked at before the source is closed, which may make it fail.
  const known = failure
  over.abort('error' in outcome ? outcome.error : new RequestEnded())
  await pumping
  if (known) throw withStatus(known.error)
  if ('error' in outcome) throw outcome.error
  return outcome.result
}

/** The source's own error, which says by its status what every error of a request without an answer says. */
function withStatus(error) {
  if (error instanceof Error && Object.isExtensible(error) && !('status' in error)) Object.assign(error, { status: -1 })
  return error
}

/**
 * A Node stream of what a native reader gives. Destroying it cancels the reader.
 *
 * @param {NativeReader} reader
 * @param {(cause: any) => Error} [fromNative]
 */
function toReadable(reader, fromNative = (cause) => cause) {
  let over = false
  // Here, as in other files of streams: Node takes a millisecond to load them, and many programs need none.
  const { Readable } = require('node:stream')
  const stream = new Readable({
    highWaterMark: READ_AHEAD,
    read() {
      nextOf(reader).then(
        (chunk) => {
          if (chunk === null) over = true
          if (!stream.destroyed) stream.push(chunk)
        },
        (cause) => {
          over = true
          stream.destroy(fromNative(cause))
        },
      )
    },
    destroy(error, callback) {
      if (!over) reader.cancel()
      over = true
      callback(error)
    },
  })
  return stream
}

/**
 * A web stream of what a native reader gives. Cancelling it cancels the reader, and so does `signal`.
 *
 * @param {NativeReader} reader
 * @param {(cause: any) => Error} [fromNative]
 * @param {{ signal?: AbortSignal | null }} [options]
 * @returns {ReadableStream<Uint8Array>}
 */
function toWebReadable(reader, fromNative = (cause) => cause, { signal } = {}) {
  const interrupt = new Interrupt(signal)
  const next = () =>
    nextOf(reader).catch((cause) => {
      throw fromNative(cause)
    })
  const close = () => {
    interrupt.end()
    reader.cancel()
  }
  return new ReadableStream(
    {
      async pull(controller) {
        try {
          const chunk = await interrupt.wait(next())
          if (chunk !== null) return controller.enqueue(chunk)
          interrupt.end()
          controller.close()
        } catch (error) {
          close()
          throw error
        }
      },
      cancel: close,
    },
    /** @type {any} */ (new ByteLengthQueuingStrategy({ highWaterMark: READ_AHEAD })),
  )
}

/**
 * Writes what a native reader gives into a caller's stream, Node's or the web's, and ends it when all is there. The
 * stream is watched from the beginning, while the reader may be still to come: one that fails or closes cancels the
 * reader. If no reader comes, the stream is left as it is; on any later failure it is destroyed, so that it does not look
 * complete.
 *
 * @param {unknown} writable
 * @param {NativeReader | Promise<NativeReader>} opening
 * @param {(cause: any) => Error} [fromNative]
 * @param {{ signal?: AbortSignal | null }} [options]
 */
async function writeTo(writable, opening, fromNative = (cause) => cause, { signal } = {}) {
  const interrupt = new Interrupt(signal)
  /** @type {import('./sink.js').Sink | undefined} */
  let sink
  /** @type {NativeReader | undefined} */
  let reader
  const read = (from) =>
    nextOf(from).catch((cause) => {
      throw fromNative(cause)
    })
  try {
    sink = sinkOf(writable, (reason) => interrupt.stop(reason))
    reader = await interrupt.wait(opening)
    for (let chunk = await interrupt.wait(read(reader)); chunk !== null; chunk = await interrupt.wait(read(reader))) {
      await interrupt.wait(sink.write(chunk))
    }
    await interrupt.wait(sink.end())
  } catch (error) {
    if (reader) sink?.fail(error)
    else sink?.release()
    // Nobody reads what comes now, or has come.
    Promise.resolve(opening).then(
      (late) => late.cancel(),
      () => {},
    )
    throw error
  } finally {
    interrupt.end()
  }
}

/**
 * The next chunk that has anything in it: a stream that is handed nothing does not ask again.
 *
 * @param {NativeReader} reader
 */
async function nextOf(reader) {
  let chunk
  do chunk = await reader.read()
  while (chunk !== null && chunk.length === 0)
  return chunk
}

module.exports = {
  chunksOf,
  isPath,
  isReadable,
  isWebStream,
  isWritable,
  pump,
  pumpInto,
  toReadable,
  toWebReadable,
  writeTo,
}
