'use strict'
// The streams of the web and its Blobs, in and out of every call that takes or gives bytes.

const assert = require('node:assert/strict')
const { once } = require('node:events')
const { describe, test } = require('node:test')
const OSS = require('..')
const { emulatorForFile, rejection } = require('./emulator.js')
const { quiet, reply, scriptedForFile } = require('./scripted.js')

const holder = emulatorForFile({ buckets: ['bucket-name'] })
const server = scriptedForFile()
const content = Buffer.from(Uint8Array.from({ length: 300_000 }, (_, index) => index % 251))
const clientOf = () => new OSS(holder.current.clientOptions())

/** All that a web stream gives. */
async function bytesOf(stream) {
  const chunks = []
  for await (const chunk of stream) {
    assert(chunk instanceof Uint8Array)
    chunks.push(chunk)
  }
  return Buffer.concat(chunks)
}

describe('in', () => {
  const FORMS = {
    'a stream': () => new Blob([content]).stream(),
    'a Blob': () => new Blob([content]),
    'a File': () => new File([content], 'name.txt'),
  }
  for (const [form, make] of Object.entries(FORMS)) {
    test(`${form} is put, appended and uploaded in parts`, async () => {
      const client = clientOf()
      await client.delete('a')
      const stored = async () => (await client.get('a')).content
      await client.put('a', make())
      assert.deepEqual(await stored(), content)
      await client.delete('a')
      const { nextAppendPosition } = await client.append('a', make())
      await client.append('a', make(), { position: nextAppendPosition })
      assert.deepEqual(await stored(), Buffer.concat([content, content]))
      await client.multipartUpload('a', make(), { partSize: 102_400 })
      assert.deepEqual(await stored(), content)
      const { uploadId } = await client.initMultipartUpload('a')
      const { etag } = await client.uploadPart('a', uploadId, 1, make(), 0, content.length)
      await client.completeMultipartUpload('a', uploadId, [{ number: 1, etag }])
      assert.deepEqual(await stored(), content)
    })
  }

  test('a stream is put as a stream', async () => {
    await clientOf().putStream('a', new Blob([content]).stream(), { contentLength: content.length })
    assert.deepEqual((await clientOf().get('a')).content, content)
  })

  test('a Blob is sent again where the first attempt failed', async () => {
    const bodies = []
    server.answer = async (request, response) => {
      let length = 0
      for await (const chunk of request) length += chunk.length
      bodies.push(length)
      response.writeHead(bodies.length === 1 ? 503 : 200).end()
    }
    await server.client.put('a', new Blob([content]))
    assert.deepEqual(bodies, [content.length, content.length])
  })

  test('the error of a source is the call’s', async () => {
    const failure = new Error('no more')
    const stream = new ReadableStream({ pull: (controller) => controller.error(failure) })
    assert.equal(await rejection(clientOf().putStream('a', stream)), failure)
  })
})

describe('out', () => {
  test('an object is given as a stream of bytes', async () => {
    const client = clientOf()
    await client.put('a', content, { sse: { algorithm: 'AES256' } })
    const { stream, res, sse } = await client.getStream('a', { web: true })
    assert(stream instanceof ReadableStream)
    assert.deepEqual([res.status, res.headers['content-length'], sse], [200, '300000', { algorithm: 'AES256' }])
    assert.deepEqual(await bytesOf(stream), content)
    const part = await client.getStream('a', { web: true, headers: { Range: 'bytes=1-3' } })
    assert.deepEqual(await bytesOf(part.stream), content.subarray(1, 4))
    assert.deepEqual(
      Buffer.from(await new Response((await client.getStream('a', { web: true })).stream).arrayBuffer()),
      content,
    )
  })

  test('an object is written into a stream', async () => {
    const client = clientOf()
    await client.put('a', content)
    const { readable, writable } = new TransformStream()
    const [{ res }, bytes] = await Promise.all([client.get('a', writable), bytesOf(readable)])
    assert.equal(res.status, 200)
    assert.deepEqual(bytes, content)
  })

  test('nothing and what is refused', async () => {
    await clientOf().put('empty', Buffer.alloc(0))
    assert.deepEqual(await bytesOf((await clientOf().getStream('empty', { web: true })).stream), Buffer.alloc(0))
    assert.equal((await rejection(clientOf().getStream('none', { web: true }))).code, 'NoSuchKey')
  })

  test('a consumer that does not read stops the server, and gets all when it does', async () => {
    const [chunk, count] = [Buffer.alloc(64 * 1024), 1024]
    let given = 0
    server.answer = async (_, response) => {
      response.writeHead(200, { 'content-length': chunk.length * count })
      for (; given < count; given++) if (!response.write(chunk)) await once(response, 'drain')
      response.end()
    }
    const { stream } = await server.client.getStream('a', { web: true })
    assert((await quiet(() => given)) < count / 2)
    let received = 0
    for await (const piece of stream) received += piece.length
    assert.equal(received, chunk.length * count)
  })

  test('cancelling closes the connection', async () => {
    const left = async (stream) => {
      for await (const chunk of stream) if (chunk) break
    }
    const whileItWaits = async (stream) => {
      const reader = stream.getReader()
      await reader.read()
      const waiting = reader.read()
      await reader.cancel()
      assert.deepEqual(await waiting, { done: true, value: undefined })
    }
    for (const abandon of [(stream) => stream.cancel(), left, whileItWaits]) {
      let closed
      server.answer = (_, response) => {
        closed = once(response, 'close')
        response.writeHead(200, { 'content-length': 100 }).write('a')
      }
      const { stream } = await server.client.getStream('a', { web: true })
      await abandon(stream)
      await closed
    }
  })

  test('a signal closes the connection, and is the error of who reads', async () => {
    let closed
    server.answer = (_, response) => {
      closed = once(response, 'close')
      response.writeHead(200, { 'content-length': 100 }).write('a')
    }
    const controller = new AbortController()
    const { stream } = await server.client.getStream('a', { web: true, signal: controller.signal })
    const reading = rejection(bytesOf(stream))
    const reason = new Error('enough')
    controller.abort(reason)
    assert.equal(await reading, reason)
    await closed
  })

  test('what breaks off or is not what was stored is an error', async () => {
    server.answer = (_, response) => {
      response.writeHead(200, { 'content-length': 100 }).write('a', () => response.destroy())
    }
    const cut = await server.client.getStream('a', { web: true })
    assert.equal((await rejection(bytesOf(cut.stream))).code, 'ResponseError')
    server.answer = reply(200, { 'x-oss-hash-crc64ecma': '1' }, 'content')
    const wrong = await server.client.getStream('a', { web: true })
    assert.equal((await rejection(bytesOf(wrong.stream))).code, 'InconsistentCrc64')
  })
})
