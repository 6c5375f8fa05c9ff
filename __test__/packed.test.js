'use strict'
// Objects that are packed on the way, or stored packed: what arrives, and what it is held against.

const assert = require('node:assert/strict')
const { existsSync, readFileSync } = require('node:fs')
const { join } = require('node:path')
const { PassThrough } = require('node:stream')
const { buffer } = require('node:stream/consumers')
const { describe, test } = require('node:test')
const { gunzipSync, gzipSync } = require('node:zlib')
const { emulatorForFile, rejection } = require('./emulator.js')
const { folderForFile } = require('./folder.js')
const { reply, scriptedForFile } = require('./scripted.js')
const OSS = require('..')

const holder = emulatorForFile({ buckets: ['bucket-name'] })
const server = scriptedForFile()
const file = join(folderForFile('packed'), 'file')

const text = Buffer.from('0123456789'.repeat(100_000))
const gzip = { headers: { 'Accept-Encoding': 'gzip' } }
/** What other bytes would have. */
const OTHER = { 'x-oss-hash-crc64ecma': '1' }

/** Every way to read an object. */
const WAYS = {
  get: async (client, options) => (await client.get('key', options)).content,
  'get into a file': async (client, options) => {
    await client.get('key', file, options)
    return readFileSync(file)
  },
  'get into a stream': async (client, options) => {
    const target = new PassThrough()
    const read = buffer(target)
    read.catch(() => {})
    await client.get('key', target, options)
    return read
  },
  getStream: async (client, options) => buffer((await client.getStream('key', options)).stream),
}

for (const [name, read] of Object.entries(WAYS)) {
  test(`${name}: packed on the way, its checksum is that of what is stored`, async () => {
    const client = new OSS(holder.current.clientOptions({ bucket: 'bucket-name' }))
    await client.put('key', text, { mime: 'application/json' })
    const packed = await read(client, gzip)
    assert.deepEqual(name === 'get' ? packed : gunzipSync(packed), text)
    assert.deepEqual(await read(client), text)
  })

  test(`${name}: packed on the way and damaged`, async () => {
    server.answer = reply(200, { 'content-encoding': 'gzip', ...OTHER }, gzipSync(text))
    assert.equal((await rejection(read(server.client, gzip))).code, 'InconsistentCrc64')
  })
}

test('what is packed on the way and breaks off begins anew, and no half of it appears', async () => {
  const client = new OSS(holder.current.clientOptions({ bucket: 'bucket-name' }))
  await client.put('key', text, { mime: 'text/plain' })
  for (const fault of [{ truncate: true }, { cut: 'body' }]) {
    const path = `${file}-${Object.keys(fault)}`
    await holder.current.faults.add({ operation: 'GetObject', ...fault, times: Infinity })
    const error = await rejection(client.get('key', path, gzip))
    assert.equal(error.code, fault.cut ? 'ResponseError' : 'InconsistentCrc64')
    assert(!existsSync(path))
    await assert.rejects(WAYS.getStream(client, gzip), { code: error.code })
    await holder.current.faults.clear()
    await holder.current.faults.add({ operation: 'GetObject', ...fault })
    await client.get('key', path, gzip)
    assert.deepEqual(gunzipSync(readFileSync(path)), text)
  }
})

describe('what is unpacked in memory', () => {
  const bomb = gzipSync(Buffer.alloc(1_000_000))

  test('is measured by memoryLimit', async () => {
    server.answer = reply(200, { 'content-encoding': 'gzip', 'x-oss-request-id': 'ID' }, bomb)
    for (const read of [
      () => server.client.get('key', { memoryLimit: 999_999 }),
      () => server.clientOf({ memoryLimit: 999_999 }).get('key'),
    ]) {
      const { code, status, requestId, message } = await rejection(read())
      assert.deepEqual([code, status, requestId], ['ObjectTooLarge', 200, 'ID'])
      assert.match(message, /larger than the 999999 bytes/)
    }
    assert.equal((await server.client.get('key', { memoryLimit: 1_000_000 })).content.length, 1_000_000)
  })

  test('leaves other codings as they are', async () => {
    for (const coding of ['br', 'zstd', 'identity', 'utf-8']) {
      server.answer = reply(200, { 'content-encoding': coding }, bomb)
      assert.deepEqual((await server.client.get('key')).content, bomb)
    }
  })
})

describe('a transport of the program', () => {
  /** Answers with `data`, whatever is asked. */
  const over = (headers, data) =>
    server.clientOf({
      urllib: { request: async () => ({ status: 200, headers, data, res: { status: 200, headers } }) },
    })

  test('may have unpacked what was packed on the way, or stored packed', async () => {
    const headers = { 'content-encoding': 'gzip', etag: '"E"', ...OTHER }
    assert.deepEqual((await over(headers, text).get('key')).content, text)
    assert.equal((await rejection(over(headers, gzipSync(text)).get('key'))).code, 'InconsistentCrc64')
  })
})
