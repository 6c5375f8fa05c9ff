'use strict'
// Streams between callers and native handles: bytes, backpressure, and what becomes of failures at either end.

const assert = require('node:assert/strict')
const { once } = require('node:events')
const { PassThrough, Readable, Writable } = require('node:stream')
const { describe, test } = require('node:test')
const body = require('../../lib/body.js')

const caught = (promise) =>
  promise.then(
    () => assert.fail('must not succeed'),
    (error) => error,
  )
const turn = () => new Promise((resolve) => setImmediate(resolve))

/** A native writer: `room` decides when a write may go on. */
function writerOf(room = () => {}) {
  const heard = { text: '', ended: false, failed: /** @type {string | undefined} */ (undefined) }
  const writer = {
    async write(chunk) {
      assert(chunk instanceof Uint8Array && chunk.length > 0)
      heard.text += Buffer.from(chunk).toString()
      await room()
    },
    end: () => (heard.ended = true),
    fail: (message) => (heard.failed = message),
  }
  return { heard, writer }
}

/** A native reader of the given chunks; an error among them is thrown. */
function readerOf(chunks) {
  const reader = {
    reads: 0,
    cancelled: 0,
    async read() {
      const next = chunks[reader.reads++]
      if (next instanceof Error) throw next
      return next === undefined ? null : Buffer.from(next)
    },
    cancel: () => void reader.cancelled++,
  }
  return reader
}

describe('pump', () => {
  test('takes what a Node stream, a web stream or an iterable gives, texts too', async () => {
    const pieces = ['a', new Uint8Array([98]), '', Buffer.from('c')]
    const sources = [
      Readable.from(pieces),
      new ReadableStream({ start: (to) => (pieces.forEach((piece) => to.enqueue(piece)), to.close()) }),
      (async function* () {
        yield* pieces
      })(),
    ]
    for (const source of sources) {
      assert(body.isReadable(source))
      const { heard, writer } = writerOf()
      await body.pump(source, writer)
      assert.deepEqual(heard, { text: 'abc', ended: true, failed: undefined })
    }
  })

  test('reads no further than the writer has room', async () => {
    let given = 0
    let release = () => {}
    const { heard, writer } = writerOf(() => new Promise((resolve) => (release = () => resolve(undefined))))
    const source = (async function* () {
      for (; given < 3; given++) yield String(given)
    })()
    const pumping = body.pump(source, writer)
    await turn()
    assert.equal(heard.text, '0')
    assert.equal(given, 0)
    for (let count = 0; count < 3; count++) {
      release()
      await turn()
    }
    await pumping
    assert.equal(heard.text, '012')
  })

  test('rejects with the error of the source, and fails the writer', async () => {
    const broken = new Error('disk')
    const sources = [
      new Readable({ read() { this.destroy(broken) } }), // prettier-ignore
      new ReadableStream({ pull: (to) => to.error(broken) }),
    ]
    for (const source of sources) {
      const { heard, writer } = writerOf()
      assert.equal(await caught(body.pump(source, writer)), broken)
      assert.deepEqual(heard, { text: '', ended: false, failed: 'disk' })
    }
  })

  test('never takes a source that was cut off for one that ended', async () => {
    const cut = new PassThrough()
    const { heard, writer } = writerOf()
    const pumping = caught(body.pump(cut, writer))
    cut.write('half')
    await turn()
    cut.destroy()
    assert.equal((await pumping).code, 'ERR_STREAM_PREMATURE_CLOSE')
    assert.equal(heard.ended, false)

    const read = Readable.from(['x'])
    await read.toArray()
    assert.match((await caught(body.pump(read, writer))).message, /read to its end before/)
  })

  test('a source that was stopped rejects instead of ending', async () => {
    const reason = new Error('enough')
    for (const source of [new Readable({ read() {} }), new ReadableStream()]) {
      const chunks = body.chunksOf(source)
      const waiting = caught(chunks.read())
      chunks.stop(reason)
      assert.equal(await waiting, reason)
      assert.equal(await caught(chunks.read()), reason)
    }
  })

  test('refuses chunks that are no bytes', async () => {
    const source = Readable.from([1])
    const { heard, writer } = writerOf()
    assert((await caught(body.pump(source, writer))) instanceof TypeError)
    assert.equal(source.destroyed, true)
    assert.equal(heard.ended, false)
    assert((await caught(body.pump({}, writer))) instanceof TypeError)
  })

  test('closes the source when it is stopped or the writer fails', async () => {
    const idle = () => new Readable({ read() {} })
    const controller = new AbortController()
    const waiting = idle()
    const { heard, writer } = writerOf()
    const pumping = caught(body.pump(waiting, writer, { signal: controller.signal }))
    const reason = new Error('enough')
    controller.abort(reason)
    assert.equal(await pumping, reason)
    assert.equal(waiting.destroyed, true)
    assert.equal(heard.failed, 'enough')

    const lost = new Error('connection')
    const source = Readable.from(['a', 'b'])
    const failing = writerOf(() => Promise.reject(lost))
    assert.equal(await caught(body.pump(source, failing.writer)), lost)
    assert.equal(source.destroyed, true)
  })

  test('with a request, says what failed first', async () => {
    const broken = new Error('disk')
    const { heard, writer } = writerOf()
    const settled = turn().then(() => Promise.reject(new Error('incomplete body')))
    const source = new Readable({ read() { this.destroy(broken) } }) // prettier-ignore
    assert.equal(await caught(body.pumpInto(source, writer, settled)), broken)
    assert.equal(heard.failed, 'disk')

    const idle = new Readable({ read() {} })
    const denied = new Error('AccessDenied')
    assert.equal(await caught(body.pumpInto(idle, writer, Promise.reject(denied))), denied)
    assert.equal(idle.destroyed, true)

    const small = Readable.from(['x'])
    assert.equal(
      await body.pumpInto(
        small,
        writerOf().writer,
        turn()
          .then(turn)
          .then(() => 'done'),
      ),
      'done',
    )
  })
})

describe('toReadable', () => {
  test('gives all bytes, and cancels nothing that has ended', async () => {
    const reader = readerOf(['ab', '', 'c'])
    const chunks = await body.toReadable(reader).toArray()
    assert.equal(Buffer.concat(chunks).toString(), 'abc')
    assert.equal(reader.cancelled, 0)
  })

  test('reads ahead so far and no further', async () => {
    const reader = readerOf(Array(64).fill('x'.repeat(64 * 1024)))
    const stream = body.toReadable(reader)
    stream.read(0)
    for (let count = 0; count < 100; count++) await turn()
    assert.equal(reader.reads, 8)
    stream.destroy()
    await once(stream, 'close')
    assert.equal(reader.cancelled, 1)
  })

  test('fails with the translated error', async () => {
    const reader = readerOf(['a', new Error('native')])
    const stream = body.toReadable(reader, (cause) => new TypeError(`our ${cause.message}`))
    const error = await caught(stream.toArray())
    assert.equal(error.message, 'our native')
    assert.equal(reader.cancelled, 0)
  })
})

describe('writeTo', () => {
  test('fills and ends a stream of either kind', async () => {
    const text = { node: '', web: '' }
    let finished = false
    const node = new Writable({
      highWaterMark: 1,
      write(chunk, _, done) {
        text.node += chunk
        setImmediate(done)
      },
      final(done) {
        finished = true
        done()
      },
    })
    const web = new WritableStream({ write: (chunk) => void (text.web += Buffer.from(chunk)) })
    for (const stream of [node, web]) {
      assert(body.isWritable(stream))
      await body.writeTo(stream, readerOf(['a', 'b', 'c']))
    }
    assert.deepEqual(text, { node: 'abc', web: 'abc' })
    assert(finished)
    assert.equal(web.locked, false)
  })

  test('waits for room', async () => {
    let release = () => {}
    const reader = readerOf(['a', 'b', 'c'])
    const stream = new Writable({ highWaterMark: 1, write: (chunk, _, done) => void (release = done) })
    const writing = body.writeTo(stream, reader)
    for (let count = 1; count <= 3; count++) {
      for (let wait = 0; wait < 5; wait++) await turn()
      assert.equal(reader.reads, count)
      release()
    }
    await writing
  })

  test('destroys what must not look complete', async () => {
    const broken = new Error('native')
    const ours = new Error('ours')
    const node = new PassThrough().resume()
    let ended = false
    node.on('end', () => (ended = true))
    assert.equal(await caught(body.writeTo(node, readerOf(['a', broken]), () => ours)), ours)
    assert.equal(node.destroyed, true)
    assert.equal(node.errored, ours)
    assert.equal(ended, false)

    let aborted
    const web = new WritableStream({ abort: (reason) => void (aborted = reason) })
    assert.equal(await caught(body.writeTo(web, readerOf([broken]), () => ours)), ours)
    await turn()
    assert.equal(aborted, ours)
  })

  test('cancels the reader when the stream fails, closes or is closed already', async () => {
    const full = new Error('disk full')
    const failing = [
      [new Writable({ write: (chunk, _, done) => done(full) }), full],
      [new WritableStream({ write: () => Promise.reject(full) }), full],
    ]
    for (const [stream, expected] of failing) {
      const reader = readerOf(Array(1000).fill('x'))
      assert.equal(await caught(body.writeTo(stream, reader)), expected)
      assert.equal(reader.cancelled, 1)
    }
    const idle = { read: () => new Promise(() => {}), cancel: () => void (idle.cancelled = true), cancelled: false }
    const closing = new PassThrough()
    const writing = caught(body.writeTo(closing, idle))
    closing.destroy()
    assert.equal((await writing).code, 'ERR_STREAM_PREMATURE_CLOSE')
    assert(idle.cancelled)
    const reader = readerOf(['x'])
    assert.match((await caught(body.writeTo(closing, reader))).message, /is closed/)
    assert.equal(reader.cancelled, 1)
  })
})

test('forms are told apart', () => {
  assert(body.isPath('a') && !body.isPath(Buffer.from('a')))
  assert(body.isReadable(new PassThrough()) && body.isWritable(new PassThrough()))
  assert(!body.isReadable(new Writable()) && !body.isWritable(new Readable()))
  assert(body.isWebStream(new WritableStream()) && body.isWebStream(new ReadableStream()))
  for (const value of [null, undefined, 'a', 5, {}, Buffer.from('a'), new Blob(['a']), () => {}]) {
    assert(!body.isReadable(value) && !body.isWritable(value) && !body.isWebStream(value), String(value))
  }
})
