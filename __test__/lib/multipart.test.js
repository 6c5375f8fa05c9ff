'use strict'
// Uploads and copies in parts: what is asked of the service, what the caller hears, and what becomes of failures.

const assert = require('node:assert/strict')
const { mkdtempSync, rmSync, writeFileSync } = require('node:fs')
const { tmpdir } = require('node:os')
const { join } = require('node:path')
const { after, describe, test } = require('node:test')
const { FakeClient } = require('./fake-client.js')

const KIB = 1024
const PART = 100 * KIB
const folder = mkdtempSync(join(tmpdir(), 'multipart-'))
after(() => rmSync(folder, { recursive: true }))

const bytes = (size) => Buffer.from(Uint8Array.from({ length: size }, (_, index) => (index * 7 + (index >> 8)) & 255))
const fileOf = (name, size) => {
  const path = join(folder, name)
  writeFileSync(path, bytes(size))
  return path
}
const caught = (promise) =>
  promise.then(
    () => assert.fail('must not succeed'),
    (error) => error,
  )
const stored = (client) => Buffer.concat([...client.parts].sort(([a], [b]) => a - b).map(([, part]) => part))

describe('an upload', () => {
  test('of each form sends the same parts, and bytes without a copy', async () => {
    const content = bytes(350 * KIB)
    const path = fileOf('forms', content.length)
    for (const file of [path, content, new Uint8Array(content), new Blob([content])]) {
      const client = new FakeClient()
      const progress = []
      const result = await client.multipartUpload('key', file, { partSize: PART, progress: (p) => progress.push(p) })
      assert.deepEqual(stored(client), content)
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
      return rest
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
    // Beside these, the checksum that the object is to have.
    assert.deepEqual(Object.fromEntries(Object.entries(strip(complete))), {
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
      if (partNo === 2) throw Object.assign(new Error('gone'), { status: 404 })
    }
    const error = await caught(client.multipartUpload('key', bytes(3 * PART), { partSize: PART }))
    assert.deepEqual(error, { status: 0, name: 'abort', message: 'upload task has been abort', partNum: 2 })
  })
})

describe('a checkpoint', () => {
  async function interrupted(file) {
    const client = new FakeClient()
    client.onPart = (partNo) => {
      if (partNo === 4) throw new Error('no')
    }
    let checkpoint
    const options = { partSize: PART, parallel: 1, progress: (_, c) => (checkpoint = c) }
    await caught(client.multipartUpload('key', file, options))
    client.onPart = undefined
    client.calls = []
    client.pageSize = 1
    return { client, checkpoint: JSON.parse(JSON.stringify(checkpoint)) }
  }

  test('goes on with what is missing, after asking the service page by page', async () => {
    const path = fileOf('resume', 5 * PART)
    const { client, checkpoint } = await interrupted(path)
    client.parts.delete(1)
    client.parts.set(2, Buffer.from('short'))
    const progress = []
    await client.multipartUpload('other', 'other', { checkpoint, progress: (p) => progress.push(p) })
    assert.equal(client.named('list').length, 2)
    assert.deepEqual(
      client.named('part').map(([number]) => number),
      [1, 2, 4, 5],
    )
    assert.deepEqual(stored(client), bytes(5 * PART))
    assert.deepEqual(progress, [2 / 6, 3 / 6, 4 / 6, 5 / 6, 1])
  })

  test('is trusted where parts may not be listed', async () => {
    const { client, checkpoint } = await interrupted(fileOf('denied', 5 * PART))
    client.listParts = async () => {
      throw Object.assign(new Error('denied'), { status: 403 })
    }
    await client.multipartUpload('key', '', { checkpoint })
    assert.equal(client.named('part').length, 2)
  })

  test('of an upload that is gone, or a file that has changed, is refused', async () => {
    const path = fileOf('changed', 5 * PART)
    const { client, checkpoint } = await interrupted(path)
    const list = client.listParts
    client.listParts = async () => {
      throw Object.assign(new Error('gone'), { status: 404 })
    }
    assert.equal((await caught(client.multipartUpload('key', path, { checkpoint }))).name, 'abort')
    client.listParts = list
    writeFileSync(path, 'shorter')
    const error = await caught(client.multipartUpload('key', path, { checkpoint }))
    assert.equal(error.code, 'FileChanged')
    assert.match(error.message, /changed has changed since the checkpoint: it had 512000 bytes and has 7/)
    assert.equal(client.named('part').length, 0)
  })

  test('of bytes goes on with the argument when it has been through JSON', async () => {
    const content = bytes(5 * PART)
    const { client, checkpoint } = await interrupted(content)
    await client.multipartUpload('key', content, { checkpoint })
    assert.deepEqual(stored(client), content)
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

describe('stopping', () => {
  test('cancel rejects with what is no error, at once, and aborts without a stray rejection', async () => {
    const client = new FakeClient()
    client.onPart = (partNo) => (partNo === 3 ? new Promise(() => {}) : undefined)
    const upload = client.multipartUpload('key', bytes(9 * PART), {
      partSize: PART,
      progress: (p) => p > 0.3 && client.cancel({ name: 'key', uploadId: 'id' }),
    })
    assert.deepEqual(await caught(upload), { status: 0, name: 'cancel' })
    assert.equal(client.isCancel(), true)
    assert(client.named('abort').length >= 1)
    assert.equal(client.named('complete').length, 0)
  })

  test('what arrives after a cancel changes nothing any more', async () => {
    const client = new FakeClient()
    let release = () => {}
    const gate = new Promise((resolve) => (release = () => resolve(undefined)))
    client.onPart = (partNo) => (partNo === 2 ? gate : undefined)
    let checkpoint
    let heard = 0
    const upload = client.multipartUpload('key', bytes(2 * PART), {
      partSize: PART,
      progress: (p, at) => {
        heard++
        checkpoint = at
        if (p > 0) client.cancel()
      },
    })
    await caught(upload)
    release()
    while (client.active > 0) await new Promise((resolve) => setImmediate(resolve))
    assert.equal(client.parts.size, 2)
    assert.equal(checkpoint.doneParts.length, 1)
    assert.equal(heard, 2)
  })

  test('a new upload does not revive a cancelled one, and one can be stopped alone', async () => {
    const client = new FakeClient()
    const first = caught(client.multipartUpload('a', bytes(9 * PART), { partSize: PART }))
    client.cancel()
    await client.multipartUpload('b', bytes(3 * PART), { partSize: PART })
    assert.deepEqual(await first, { status: 0, name: 'cancel' })
    const third = client.multipartUpload('c', bytes(3 * PART), { partSize: PART, progress: () => client._stop('id') })
    assert.equal((await caught(third)).name, 'cancel')
    assert.equal(client.isCancel(), false)
  })

  test('a signal rejects with its reason, and is let go of', async () => {
    const client = new FakeClient()
    const controller = new AbortController()
    const counts = { on: 0, off: 0 }
    const { signal } = controller
    const { addEventListener, removeEventListener } = signal
    signal.addEventListener = (...args) => (counts.on++, addEventListener.apply(signal, args))
    signal.removeEventListener = (...args) => (counts.off++, removeEventListener.apply(signal, args))
    await client.multipartUpload('key', bytes(2 * PART), { partSize: PART, signal })
    assert.deepEqual(counts, { on: 1, off: 1 })
    const reason = new Error('enough')
    const upload = client.multipartUpload('key', bytes(9 * PART), {
      partSize: PART,
      signal,
      progress: () => controller.abort(reason),
    })
    assert.equal(await caught(upload), reason)
    client.calls = []
    assert.equal(await caught(client.multipartUpload('key', bytes(9 * PART), { signal })), reason)
    assert.deepEqual(client.calls, [])
  })
})

describe('a copy', () => {
  const source = Object.freeze({ sourceKey: 'src', sourceBucketName: 'other' })

  test('asks in ranges, with its headers on parts alone, and never changes the bucket', async () => {
    const client = new FakeClient()
    client.headers = { 'x-oss-hash-crc64ecma': '7' }
    const progress = []
    await client.multipartUploadCopy('key', source, {
      partSize: 400 * KIB,
      headers: { 'x-oss-storage-class': 'IA' },
      copyheaders: { 'x-oss-copy-source-if-match': 'e' },
      versionId: 'v',
      requireEncryption: true,
      progress: (p) => progress.push(p),
    })
    const [[, head]] = client.named('head')
    assert.equal(head.bucket, 'other')
    assert.equal(head.versionId, 'v')
    // The source need not be encrypted.
    assert.equal(head.requireEncryption, undefined)
    const copies = client.named('copy')
    assert.deepEqual(
      copies.map(([, range]) => range),
      ['0-409599', '409600-819199', '819200-1048575'],
    )
    assert.deepEqual(copies[0][3].headers, { 'x-oss-copy-source-if-match': 'e' })
    assert.equal(copies[0][3].versionId, 'v')
    assert.equal(copies[0][3].requireEncryption, true)
    const [[, initiate]] = client.named('init')
    assert.deepEqual(initiate.headers, { 'x-oss-storage-class': 'IA' })
    assert.deepEqual(progress, [0, 1 / 3, 2 / 3, 3 / 4, 1])
    assert.equal(client.options.bucket, 'bucket')
  })

  test('of a source that changed meanwhile is an error', async () => {
    const client = new FakeClient()
    client.headers = { 'x-oss-hash-crc64ecma': '8' }
    assert.equal((await caught(client.multipartUploadCopy('key', source))).code, 'InconsistentCrc64')
    client.headers = { 'x-oss-hash-crc64ecma': '9' }
    await client.multipartUploadCopy('key', { ...source, startOffset: 1 })
  })

  test('fails with the words of ali-oss', async () => {
    const client = new FakeClient()
    const small = await caught(client.multipartUploadCopy('key', { ...source, endOffset: 5 }))
    assert.equal(small.message, 'copySize must not be smaller than 102400')
    client.onPart = () => {
      throw new Error('no')
    }
    const error = await caught(client.multipartUploadCopy('key', source))
    assert.equal(error.message, 'Failed to copy some parts with error: Error: no part_num: 1')
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
