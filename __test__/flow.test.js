'use strict'
// Streams on both sides of the client: each as fast as the slower end, closed when nobody wants them, true to their errors.

const assert = require('node:assert/strict')
const { once } = require('node:events')
const { Readable, Writable } = require('node:stream')
const { test } = require('node:test')
const { rejection } = require('./emulator.js')
const { quiet, reply, scriptedForFile } = require('./scripted.js')

const CHUNK = Buffer.alloc(64 * 1024)
const CHUNKS = 1024
const TOTAL = CHUNK.length * CHUNKS
/** What lies between both ends when nothing moves: buffers of streams, of the client and of two sockets. */
const BETWEEN = TOTAL / 2

const server = scriptedForFile()

/** Gives `CHUNKS` chunks, and counts them. */
function counted() {
  const given = { bytes: 0 }
  const stream = new Readable({
    read() {
      given.bytes += CHUNK.length
      this.push(CHUNK)
      if (given.bytes === TOTAL) this.push(null)
    },
  })
  return { stream, given }
}

/** Answers with `TOTAL` bytes, as fast as they are taken, and counts them. */
function sending() {
  const { stream, given } = counted()
  server.answer = (_, response) => {
    response.writeHead(200, { 'content-length': TOTAL })
    stream.pipe(response)
  }
  return given
}

test('a server that does not read stops the source', async () => {
  let goOn
  server.answer = (request, response) => {
    goOn = () => reply(200)(request, response)
  }
  const { stream, given } = counted()
  const putting = server.client.putStream('a', stream)
  assert((await quiet(() => given.bytes)) < BETWEEN)
  goOn()
  await putting
  assert.equal(given.bytes, TOTAL)
})

test('a consumer that does not read stops the server', async () => {
  const given = sending()
  const { stream } = await server.client.getStream('a')
  assert((await quiet(() => given.bytes)) < BETWEEN)
  let received = 0
  for await (const chunk of stream) received += chunk.length
  assert.deepEqual([received, given.bytes], [TOTAL, TOTAL])
})

test('a writable that is full stops the server', async () => {
  const given = sending()
  let [received, goOn] = [0, () => {}]
  const slow = new Writable({
    write(chunk, _, done) {
      received += chunk.length
      if (received === chunk.length) goOn = done
      else done()
    },
  })
  const getting = server.client.get('a', slow)
  assert((await quiet(() => given.bytes)) < BETWEEN)
  goOn()
  await getting
  assert.deepEqual([received, slow.writableFinished], [TOTAL, true])
})

test('a stream that nobody wants any more closes its connection', async () => {
  const destroyed = (stream) => stream.destroy()
  const left = async (stream) => {
    for await (const chunk of stream) if (chunk) break
  }
  for (const abandon of [destroyed, left]) {
    let closed
    server.answer = (_, response) => {
      closed = once(response, 'close')
      response.writeHead(200, { 'content-length': 100 }).write('a')
    }
    const { stream } = await server.client.getStream('a')
    await abandon(stream)
    await closed
  }
})

test('a target that fails closes the connection, and its error is the call’s', async () => {
  let closed
  server.answer = (_, response) => {
    closed = once(response, 'close')
    response.writeHead(200, { 'content-length': 100 }).write('a')
  }
  const failure = new Error('full')
  const target = new Writable({ write: (_, __, done) => done(failure) })
  assert.equal(await rejection(server.client.get('a', target)), failure)
  await closed
})

test('a target that fails before the answer comes is the call’s error, and nobody else’s', async () => {
  let release = () => {}
  const asked = new Promise((resolve) => {
    server.answer = (_, response) => {
      release = () => reply(200, 'late')(_, response)
      resolve(undefined)
    }
  })
  const failure = new Error('no place')
  const target = new Writable({ write() {} })
  const getting = rejection(server.client.get('a', target))
  await asked
  target.destroy(failure)
  assert.equal(await getting, failure)
  release()
})

test('a target is left as it is where the service refuses', async () => {
  server.answer = reply(403)
  const target = new Writable({ write: (_, __, done) => done() })
  await rejection(server.client.get('a', target))
  assert(!target.destroyed && !target.writableEnded)
  assert.equal(target.listenerCount('error'), 0)
})

test('the error of a source is the call’s, and the request never ends well', async () => {
  let complete
  server.answer = (request) => {
    request.on('close', () => {
      complete = request.complete
    })
    request.resume()
  }
  const failure = Object.assign(new Error('no more'), { code: 'E' })
  const failing = () =>
    new Readable({
      read() {
        if (this.readableLength) return
        this.push('a')
        this.destroy(failure)
      },
    })
  for (const options of [{}, { contentLength: 100 }]) {
    assert.equal(await rejection(server.client.put('a', failing(), options)), failure)
    assert.notEqual(complete, true)
  }
  async function* generator() {
    yield Buffer.from('a')
    throw failure
  }
  assert.equal(await rejection(server.client.putStream('a', Readable.from(generator()))), failure)
  assert.equal(failure.status, -1)
  assert.notEqual(complete, true)
})

test('a stream that is shorter or longer than was said fails', async () => {
  const said = [
    [4, /^the body is longer than 4 bytes/],
    [6, /^the body ended 1 bytes early/],
  ]
  for (const [contentLength, message] of /** @type {[number, RegExp][]} */ (said)) {
    server.answer = reply(200)
    const before = server.requests.length
    const error = await rejection(server.client.put('a', Readable.from([Buffer.from('12345')]), { contentLength }))
    assert.match(error.message, message)
    const request = server.requests[before]
    assert(!request?.complete, `${contentLength}: ${error.message}`)
  }
})

test('a length that is none is refused before anything is sent', async () => {
  const before = server.requests.length
  for (const contentLength of [-1, 1.5, 'much', NaN]) {
    const error = await rejection(server.client.put('a', Readable.from([]), { contentLength }))
    assert.match(error.message, /contentLength must be a whole number of bytes/)
  }
  assert.equal(server.requests.length, before)
})
