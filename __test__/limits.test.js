'use strict'
// Objects that are larger than memory may hold: refused before their bytes come, and nothing else suffers.

const assert = require('node:assert/strict')
const { describe, test } = require('node:test')
const { gzipSync } = require('node:zlib')
const { rejection } = require('./emulator.js')
const { reply, scriptedForFile } = require('./scripted.js')

const server = scriptedForFile()

/** Says a length, and sends a few bytes of it, without end. */
const promises = (length) => (request, response) => {
  if (request.url.includes('small')) return reply(200, {}, 'small')(request, response)
  response.writeHead(200, { 'content-length': length })
  response.write('first')
}

describe('an object with a length', () => {
  for (const length of [5 * 1024 ** 3, 2 ** 53 - 1]) {
    test(`of ${length} bytes is refused at once, and no other call`, async () => {
      server.answer = promises(String(length))
      const small = Array.from({ length: 10 }, () => server.client.get('small'))
      const error = await rejection(server.client.get('large', { timeout: 600_000 }))
      assert.equal(error.code, 'ObjectTooLarge')
      assert.equal(error.status, 200)
      assert.match(error.message, new RegExp(`${length} bytes.*read it as a stream or into a file`))
      for (const { content } of await Promise.all(small)) assert.equal(content.toString(), 'small')
    })
  }

  test('is measured by memoryLimit of the client, or of the call', async () => {
    server.answer = reply(200, {}, 'x'.repeat(1000))
    const careful = server.clientOf({ memoryLimit: 999 })
    assert.equal((await rejection(careful.get('key'))).code, 'ObjectTooLarge')
    assert.equal((await careful.get('key', { memoryLimit: 1000 })).content.length, 1000)
    assert.equal((await rejection(server.client.get('key', { memoryLimit: 999 }))).code, 'ObjectTooLarge')
    server.answer = promises(String(2 ** 53 - 1))
    const asked = server.client.get('large', { memoryLimit: Infinity })
    assert.equal((await rejection(asked)).code, 'ObjectTooLarge')
    server.answer = reply(200, {}, 'x'.repeat(1000))
    const { stream } = await careful.getStream('key')
    assert.equal((await stream.toArray()).join('').length, 1000)
  })
})

test('an object without a length is read as far as memoryLimit', async () => {
  let sent = 0
  server.answer = (_, response) => {
    response.writeHead(200)
    const more = () => {
      while (!response.destroyed && response.write(Buffer.alloc(65_536))) sent += 65_536
    }
    response.on('drain', more)
    more()
  }
  const error = await rejection(server.client.get('endless', { memoryLimit: 1_000_000 }))
  assert.equal(error.code, 'ObjectTooLarge')
  assert(sent < 100_000_000)
})

describe('an object that was stored packed', () => {
  const packed = gzipSync(Buffer.alloc(1_000_000))

  test('is measured when it is unpacked', async () => {
    server.answer = reply(200, { 'content-encoding': 'gzip' }, packed)
    for (const limit of [999_999, 10_000]) {
      for (const get of [
        () => server.client.get('key', { memoryLimit: limit }),
        () => server.clientOf({ memoryLimit: limit }).get('key'),
      ]) {
        const error = await rejection(get())
        assert.equal(error.code, 'ObjectTooLarge')
        assert.match(error.message, new RegExp(`larger than the ${limit} bytes .*when it is unpacked`))
      }
    }
    assert.equal((await server.client.get('key', { memoryLimit: 1_000_000 })).content.length, 1_000_000)
    assert.equal((await server.client.get('key', { memoryLimit: Infinity })).content.length, 1_000_000)
  })

  test('and is broken is an error', async () => {
    server.answer = reply(200, { 'content-encoding': 'gzip' }, packed.subarray(0, 500))
    assert.equal((await rejection(server.client.get('key'))).code, 'NotUnpacked')
  })
})

test('a limit that is none', () => {
  for (const memoryLimit of [-1, NaN]) {
    assert.throws(() => server.clientOf({ memoryLimit }), /memoryLimit must be a number of bytes/)
  }
})
