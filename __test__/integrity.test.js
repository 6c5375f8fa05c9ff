'use strict'
// What arrives is what was sent, or the call fails: checksums both ways, and connections that break.

const assert = require('node:assert/strict')
const { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } = require('node:fs')
const { tmpdir } = require('node:os')
const { join } = require('node:path')
const { PassThrough, Readable } = require('node:stream')
const { buffer } = require('node:stream/consumers')
const { after, beforeEach, test } = require('node:test')
const { rejection } = require('./emulator.js')
const { reply, scriptedForFile } = require('./scripted.js')

const CONTENT = '123456789'
const CRC64 = '11051210869376104954'
const right = { 'x-oss-hash-crc64ecma': CRC64 }
const wrong = { 'x-oss-hash-crc64ecma': '1', 'x-oss-request-id': 'REQUEST' }

const server = scriptedForFile()
const root = mkdtempSync(join(tmpdir(), 'integrity-'))
after(() => rmSync(root, { recursive: true }))
let folder
beforeEach(() => {
  folder = mkdtempSync(join(root, 'test-'))
})

const target = () => join(folder, 'target')
const oldTarget = () => {
  writeFileSync(target(), 'old')
  return target()
}

/** @param {any} error */
function assertInconsistent(error) {
  const { name, code, clientCrc64, serverCrc64, requestId } = error
  const seen = { name, code, clientCrc64, serverCrc64, requestId }
  const expected = { name: 'InconsistentCrc64Error', code: 'InconsistentCrc64', clientCrc64: CRC64, serverCrc64: '1' }
  assert.deepEqual(seen, { ...expected, requestId: 'REQUEST' })
}

test('uploads are compared', async () => {
  const source = join(folder, 'source')
  writeFileSync(source, CONTENT)
  const bodies = [
    () => Buffer.from(CONTENT),
    () => source,
    () => Readable.from([Buffer.from(CONTENT.slice(0, 4)), Buffer.from(CONTENT.slice(4))]),
  ]
  for (const body of bodies) {
    server.answer = reply(200, right)
    await server.client.put('a', body())
    server.answer = reply(200, wrong)
    assertInconsistent(await rejection(server.client.put('a', body())))
    await server.client.put('a', body(), { crc64: false })
    await server.clientOf({ crc64: false }).put('a', body())
    assertInconsistent(await rejection(server.clientOf({ crc64: false }).put('a', body(), { crc64: true })))
  }
  server.answer = reply(200, {})
  await server.client.put('a', Buffer.from(CONTENT))
})

test('parts are compared; what is appended is no whole object', async () => {
  server.answer = reply(200, { ...wrong, etag: '"1"' })
  assertInconsistent(await rejection(server.client.uploadPart('a', 'id', 1, Buffer.from(CONTENT), 0, CONTENT.length)))
  await server.client.append('a', Buffer.from(CONTENT), { position: 5 })
})

test('downloads into memory and into files are compared', async () => {
  server.answer = reply(200, right, CONTENT)
  assert.equal((await server.client.get('a')).content.toString(), CONTENT)
  await server.client.get('a', oldTarget())
  assert.equal(readFileSync(target(), 'utf8'), CONTENT)

  server.answer = reply(200, wrong, CONTENT)
  assertInconsistent(await rejection(server.client.get('a')))
  assertInconsistent(await rejection(server.client.get('a', oldTarget())))
  assert.equal(readFileSync(target(), 'utf8'), 'old')
  rmSync(target())
  assertInconsistent(await rejection(server.client.get('a', target())))
  assert.deepEqual(readdirSync(folder), [])
  await server.client.get('a', target(), { crc64: false })
  assert.equal(readFileSync(target(), 'utf8'), CONTENT)
})

test('downloads through streams are compared', async () => {
  server.answer = reply(200, wrong, CONTENT)
  const { stream } = await server.client.getStream('a')
  assertInconsistent(await rejection(buffer(stream)))
  const writable = new PassThrough()
  const failed = rejection(buffer(writable))
  assertInconsistent(await rejection(server.client.get('a', writable)))
  assertInconsistent(await failed)
  assert.deepEqual([writable.writableEnded, writable.destroyed], [false, true])
  const unchecked = await server.client.getStream('a', { crc64: false })
  assert.equal((await buffer(unchecked.stream)).toString(), CONTENT)
})

test('a part of an object is not compared with the checksum of all', async () => {
  const part = { headers: { Range: 'bytes=0-8' } }
  server.answer = reply(206, { ...wrong, 'content-range': 'bytes 0-8/100' }, CONTENT)
  assert.equal((await server.client.get('a', part)).content.length, 9)
  await server.client.get('a', target(), part)
  assert.equal(readFileSync(target(), 'utf8'), CONTENT)
  const { stream } = await server.client.getStream('a', part)
  assert.equal((await buffer(stream)).length, 9)
})

test('a download that breaks off leaves files as they were', async () => {
  server.answer = (_, response) => {
    response.writeHead(200, { 'content-length': 100 }).write(CONTENT, () => response.destroy())
  }
  const broken = ({ name, code, status }) =>
    assert.deepEqual([name, code, status], ['ResponseError', 'ResponseError', -1])
  broken(await rejection(server.client.get('a')))
  broken(await rejection(server.client.get('a', target())))
  assert.deepEqual(readdirSync(folder), [])
  broken(await rejection(server.client.get('a', oldTarget())))
  assert.deepEqual(readdirSync(folder), ['target'])
  assert.equal(readFileSync(target(), 'utf8'), 'old')
  const { stream } = await server.client.getStream('a')
  broken(await rejection(buffer(stream)))
  const writable = new PassThrough().resume()
  writable.on('error', () => {})
  broken(await rejection(server.client.get('a', writable)))
  assert.deepEqual([writable.writableEnded, writable.destroyed], [false, true])
})

test('an object that did not change leaves the file as it was', async () => {
  server.answer = reply(304, wrong)
  const options = { headers: { 'if-none-match': '"etag"' } }
  const { res, content } = await server.client.get('a', oldTarget(), options)
  assert.deepEqual([res.status, content, readFileSync(target(), 'utf8')], [304, null, 'old'])
  rmSync(target())
  await server.client.get('a', target(), options)
  assert.deepEqual(readdirSync(folder), [])
})

test('an error leaves the file as it was', async () => {
  server.answer = reply(403, {}, '<Error><Code>AccessDenied</Code><Message>no</Message></Error>')
  assert.equal((await rejection(server.client.get('a', oldTarget()))).code, 'AccessDenied')
  assert.deepEqual([readdirSync(folder), readFileSync(target(), 'utf8')], [['target'], 'old'])
})
