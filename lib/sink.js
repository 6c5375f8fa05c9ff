'use strict'
// What callers give to be written to: Node's streams and the web's.

/**
 * @typedef {object} Sink
 * @property {(chunk: Uint8Array) => Promise<void>} write resolves when there is room for more
 * @property {() => Promise<void>} end resolves when all has arrived
 * @property {() => void} release leaves it to its owner, as it is
 * @property {(reason: unknown) => void} fail closes it so that it does not look complete
 */

/** @param {any} value */
function isWritable(value) {
  if (value === null || typeof value !== 'object') return false
  return typeof value.getWriter === 'function' || (typeof value.write === 'function' && typeof value.end === 'function')
}

/**
 * @param {any} writable
 * @param {(reason: unknown) => void} lost told when it fails or closes by itself
 * @returns {Sink}
 */
function sinkOf(writable, lost) {
  return typeof writable.getWriter === 'function' ? webSink(writable, lost) : nodeSink(writable, lost)
}

/**
 * @param {WritableStream} stream
 * @param {(reason: unknown) => void} lost
 * @returns {Sink}
 */
function webSink(stream, lost) {
  const writer = stream.getWriter()
  writer.closed.catch(lost)
  return {
    async write(chunk) {
      // The write's own promise resolves when the chunk has been taken, which need not be awaited to fill the queue.
      writer.write(chunk).catch(lost)
      await writer.ready
    },
    async end() {
      await writer.close()
      writer.releaseLock()
    },
    release() {
      writer.releaseLock()
    },
    fail(reason) {
      writer.abort(reason).catch(() => {})
    },
  }
}

/**
 * @param {import('node:stream').Writable} stream
 * @param {(reason: unknown) => void} lost
 * @returns {Sink}
 */
function nodeSink(stream, lost) {
  if (stream.destroyed || stream.writableEnded) throw new Error('the stream to write to is closed')
  /** @type {(() => void) | undefined} */
  let forget
  /** @type {Promise<void>} */
  const over = new Promise((resolve, reject) => {
    forget = require('node:stream').finished(stream, { readable: false }, (error) =>
      error ? reject(error) : resolve(),
    )
  })
  let ending = false
  over.then(() => ending || lost(new Error('the stream to write to was ended by someone else')), lost)
  return {
    async write(chunk) {
      if (stream.write(chunk)) return
      await new Promise((resolve) => stream.once('drain', resolve))
    },
    async end() {
      ending = true
      // These two belong to the whole process; Node does not end them either.
      if (stream === process.stdout || stream === process.stderr) {
        await new Promise((resolve) => stream.write('', resolve))
        return
      }
      stream.end()
      await over
    },
    release() {
      forget?.()
    },
    fail(reason) {
      if (!stream.destroyed) stream.destroy(reason instanceof Error ? reason : new Error(String(reason)))
    },
  }
}

module.exports = { isWritable, sinkOf }
