'use strict'
// Uploads in parts: what is asked of the service, what the caller hears, and what becomes of failures.

const assert = require('node:assert/strict')
const { writeFileSync } = require('node:fs')
const { join } = require('node:path')
const { describe, test } = require('node:test')
const { folderForFile } = require('../folder.js')
const { FakeClient } = require('./fake-client.js')
const { KIB, PART, bytes, caught } = require('./uploads.js')

const folder = folderForFile('multipart')

const fileOf = (name, size) => {
  const path = join(folder, name)
  writeFileSync(path, bytes(size))
  return path
}

describe('an upload', () => {
  test('of each form sends the same parts, and bytes without a copy', async () => {
    const content = bytes(350 * KIB)
    const path = fileOf('forms', content.length)
    for (const file of [path, content, new Uint8Array(content), new Blob([content])]) {
      const client = new FakeClient()
      const progress = []
      const result = await client.multipartUpload('key', file, { partSize: PART, progress: (p) => progress.push(p) })
      assert.deepEqual(client.stored, content)
      assert.deepEqual(progress, [0, 1 / 5, 2 / 5, 3 / 5, 4 / 5, 1])
      assert.equal(result.etag, '"WHOLE"')
      assert.deepEqual(result.sse, { algorithm: 'AES256' })
      const data = client.named('part').map(([, part]) => part)
      assert.deepEqual(
        data.map(({ size }) => size),
        [PART, PART, PART, 50 * KIB],
      )
      if (file === path) assert.deepEqual(data[1], { path, start: PART, end: 2 * PART, size: PART })
      if (file === content) assert(data.every((part) => part.content.buffer === content.buffer))
    }
  })

  test('that is small is put, and done when that is', async () => {
    const client = new FakeClient()
    const progress = []
    client.put = async () => {
      assert.deepEqual(progress, [])
      return { res: { headers: { etag: '"PUT"' } }, data: { ok: 1 } }
    }
    const result = await client.multipartUpload('key', bytes(PART - 1), { progress: (...args) => progress.push(args) })
    assert.deepEqual(progress, [[1]])
    assert.deepEqual(result, {
      res: { headers: { etag: '"PUT"' } },
      bucket: 'bucket',
      name: 'key',
      etag: '"PUT"',
      data: { ok: 1 },
    })
  })

  test('has at most as many parts under way as it was told', async () => {
    for (const [parallel, expected] of [
      [undefined, 5],
      [1, 1],
      [2, 2],
      ['3', 3],
    ]) {
      const client = new FakeClient()
      await client.multipartUpload('key', bytes(10 * PART), { partSize: PART, parallel })
      assert.equal(client.mostActive, expected)
    }
  })

  test('tells each request what belongs to it, and leaves the options as they are', async () => {
    const headers = {
      'X-Oss-Server-Side-Encryption': 'KMS',
      'x-oss-server-side-encryption-key-id': 'k',
      'x-oss-server-side-data-encryption': 'SM4',
      'x-oss-storage-class': 'IA',
      'x-oss-tagging': 'a=b',
      'Content-Type': 'a/b',
      'x-oss-meta-a': '1',
      'x-oss-request-payer': 'requester',
      'x-oss-traffic-limit': '819200',
      'x-oss-forbid-overwrite': 'true',
      'x-oss-object-acl': 'private',
      'x-oss-callback': 'abc',
    }
    const options = Object.freeze({
      headers: Object.freeze(headers),
      partSize: PART,
      meta: { b: '2' },
      mime: 'c/d',
      sse: { algorithm: 'KMS' },
      requireEncryption: true,
      timeout: 5,
      progress() {},
    })
    const client = new FakeClient()
    await client.multipartUpload('key', bytes(2 * PART), options)
    const strip = ({ signal, ...rest }) => {
      assert(signal instanceof AbortSignal)
      // Without what parts tell each other under symbols.
      return Object.fromEntries(Object.entries(rest))
    }
    const [[, initiate]] = client.named('init')
    assert.deepEqual(strip(initiate), {
      headers,
      meta: { b: '2' },
      mime: 'c/d',
      sse: options.sse,
      requireEncryption: true,
      timeout: 5,
    })
    const [[, , part]] = client.named('part')
    const onAll = { 'x-oss-request-payer': 'requester', 'x-oss-traffic-limit': '819200' }
    assert.deepEqual(strip(part), { headers: onAll, requireEncryption: true, timeout: 5 })
    const [[, complete]] = client.named('complete')
    const atEnd = { 'x-oss-forbid-overwrite': 'true', 'x-oss-object-acl': 'private', 'x-oss-callback': 'abc' }
    assert.deepEqual(strip(complete), {
      headers: { ...onAll, ...atEnd },
      requireEncryption: true,
      timeout: 5,
    })
  })

  test('refuses part sizes as ali-oss does', async () => {
    const client = new FakeClient()
    const file = bytes(PART)
    assert.equal(
      (await caught(client.multipartUpload('key', file, { partSize: 1.5 }))).message,
      'partSize must be int number',
    )
    const small = await caught(client.multipartUpload('key', file, { partSize: 1 }))
    assert.equal(small.message, 'partSize must not be smaller than 102400')
    const wrong = await caught(client.multipartUpload('key', 5))
    assert.equal(wrong.message, '_getFileSize requires Buffer/File/String.')
    assert.deepEqual(client.calls, [])
  })
})

describe('a failed part', () => {
  const fail = Object.assign(new Error('no'), { code: 'AccessDenied', status: 403, requestId: 'r' })

  test('keeps its fields, loses no other part, and lets no more begin', async () => {
    const client = new FakeClient()
    client.onPart = (partNo) => {
      if (partNo === 2) throw Object.assign(new Error('no'), fail)
    }
    let checkpoint
    const upload = client.multipartUpload('key', bytes(20 * PART), {
      partSize: PART,
      progress: (_, c) => (checkpoint = c),
    })
    const error = await caught(upload)
    assert.equal(error.message, 'Failed to upload some parts with error: Error: no part_num: 2')
    assert.deepEqual({ ...error }, { code: 'AccessDenied', status: 403, requestId: 'r', partNum: 2 })
    const numbers = checkpoint.doneParts.map(({ number }) => number).sort((a, b) => a - b)
    assert.deepEqual(
      numbers,
      [...client.parts.keys()].sort((a, b) => a - b),
    )
    assert(numbers.length >= 1 && client.named('part').length < 10)
    assert.equal(client.active, 0)
  })

  test('is itself the error where parts go one by one', async () => {
    const client = new FakeClient()
    client.onPart = (partNo) => {
      if (partNo === 2) throw fail
    }
    const error = await caught(client.multipartUpload('key', bytes(3 * PART), { partSize: PART, parallel: 1 }))
    assert.equal(error, fail)
    assert.equal(error.message, 'no')
    assert.equal(error.partNum, 2)
  })

  test('that says the upload is gone is no error, as in ali-oss', async () => {
    const client = new FakeClient()
    client.onPart = (partNo) => {
      if (partNo === 2) throw Object.assign(new Error('gone'), { status: 404, code: 'NoSuchUpload', requestId: 'id' })
    }
    const error = await caught(client.multipartUpload('key', bytes(3 * PART), { partSize: PART }))
    const event = { status: 0, name: 'abort', message: 'upload task has been abort', partNum: 2 }
    assert.deepEqual(error, { ...event, code: 'NoSuchUpload', requestId: 'id' })
  })
})

describe('integrity', () => {
  test('a wrong checksum is an error, and is not asked for where it is switched off', async () => {
    const client = new FakeClient()
    client.headers = { 'x-oss-hash-crc64ecma': '5' }
    const progress = []
    const options = { partSize: PART, progress: (p) => progress.push(p) }
    const error = await caught(client.multipartUpload('key', bytes(2 * PART), options))
    assert.equal(error.code, 'InconsistentCrc64')
    assert.equal(error.serverCrc64, '5')
    assert.equal(error.clientCrc64, client.crc64)
    assert(!progress.includes(1))
    await client.multipartUpload('key', bytes(2 * PART), { ...options, crc64: false })
    assert.equal(progress.at(-1), 1)
  })
})

test('uploadPart sends a range of what it is given', async () => {
  const client = new FakeClient()
  const content = bytes(10)
  const headers = { 'x-oss-server-side-encryption': 'AES256', 'x-oss-traffic-limit': '1' }
  await client.uploadPart('key', 'id', 3, content, 2, 6, { headers })
  const [[partNo, data, options]] = client.named('part')
  assert.equal(partNo, 3)
  assert.deepEqual(data, { content: content.subarray(2, 6), size: 4 })
  assert.deepEqual(options.headers, { 'x-oss-traffic-limit': '1' })
})
