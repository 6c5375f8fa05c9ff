'use strict'
// Objects that the client encrypts: stored and read in every way that `OSS` has.

const assert = require('node:assert/strict')
const { createReadStream, readFileSync, writeFileSync } = require('node:fs')
const { join } = require('node:path')
const { Readable } = require('node:stream')
const { buffer } = require('node:stream/consumers')
const { before, describe, test } = require('node:test')
const OSS = require('../..')
const { emulatorForFile, rejection } = require('../emulator.js')
const { folderForFile } = require('../folder.js')
const { PREFIX, bytesOf, rsa } = require('./keys.js')

const holder = emulatorForFile({ buckets: ['bucket-name'] })
const folder = folderForFile('client-encryption')
const masterKey = rsa().privateKey
const large = join(folder, 'large.bin')
const content = bytesOf(1_000_003)

const plain = () => new OSS(holder.current.clientOptions())
const client = (encryption = {}, options = {}) =>
  new OSS.EncryptionClient(holder.current.clientOptions(options), { masterKey, ...encryption })

before(() => writeFileSync(large, content))

/** What lies in the bucket is not what was stored, and is as long. */
async function isEncrypted(name, bytes) {
  const { content: stored, res } = await plain().get(name)
  assert.equal(stored.length, bytes.length)
  if (bytes.length > 0) assert(!stored.equals(bytes))
  assert.equal(res.headers[`${PREFIX}cek-alg`], 'AES/CTR/NoPadding')
}

const FORMS = {
  bytes: { file: () => content, bytes: content },
  'few bytes': { file: () => Buffer.from('hello'), bytes: Buffer.from('hello') },
  nothing: { file: () => Buffer.alloc(0), bytes: Buffer.alloc(0) },
  'more bytes than are copied at the call': { file: () => bytesOf(17 << 20), bytes: bytesOf(17 << 20) },
  'a file': { file: () => large, bytes: content },
  'a Blob': { file: () => new Blob([content]), bytes: content },
  'a function that makes a stream': { file: () => () => createReadStream(large), bytes: content },
  'a stream': { file: () => createReadStream(large), bytes: content, once: true },
  'a web stream': { file: () => Readable.toWeb(createReadStream(large)), bytes: content, once: true },
}

for (const authenticate of [false, true]) {
  describe(authenticate ? 'with authentication' : 'in the format of the other clients', () => {
    for (const [form, { file, bytes, once }] of Object.entries(FORMS)) {
      test(`${form}: put and read`, async () => {
        const store = client({ authenticate })
        if (once && authenticate) {
          assert.match((await rejection(store.put('k', file()))).message, /read only once, and is not authenticated/)
          return
        }
        const { res } = await store.put('k', file(), { meta: { own: 'yes' } })
        assert.equal(res.status, 200)
        await isEncrypted('k', bytes)
        assert((await store.get('k')).content.equals(bytes))
        const path = join(folder, 'read.bin')
        await store.get('k', path)
        assert(readFileSync(path).equals(bytes))
        assert((await buffer((await store.getStream('k')).stream)).equals(bytes))
        const head = await store.head('k')
        assert.deepEqual(head.meta, { own: 'yes' })
        assert.equal(head.res.headers['content-length'], String(bytes.length))
      })
    }

    test('in parts: a file, bytes, a stream whose size is said', async () => {
      const store = client({ authenticate })
      const partSize = 102_400 + 3
      for (const file of [large, content]) {
        await store.multipartUpload('k', file, { partSize, parallel: 3 })
        await isEncrypted('k', content)
        for (const options of [{}, { parallel: 3, partSize: 200_000 }]) {
          assert((await store.get('k', options)).content.equals(content))
        }
      }
      const stream = () =>
        store.multipartUpload('k', createReadStream(large), { partSize, contentLength: content.length })
      if (authenticate) {
        assert.match((await rejection(stream())).message, /not authenticated/)
      } else {
        await stream()
        assert((await store.get('k')).content.equals(content))
      }
    })

    test('the sums of the plaintext stand in the metadata', async () => {
      await client({ authenticate }).put('k', Buffer.from('hello'))
      const { headers } = (await plain().head('k')).res
      assert.equal(headers[`${PREFIX}unencrypted-content-length`], '5')
      assert.equal(headers[`${PREFIX}unencrypted-content-md5`], 'XUFAKrxLKna5cZ2REBfFkg==')
      assert.equal(Boolean(headers['x-oss-meta-ali-oss-native-hmac-sha256']), authenticate)
    })
  })
}

test('a range gives its bytes, wherever it begins', async () => {
  const store = client()
  await store.put('k', content)
  const end = content.length
  const ranges = { 'bytes=0-0': [0, 1], 'bytes=1-40': [1, 41], 'bytes=15-16': [15, 17], 'bytes=17-': [17, end] }
  const behind = { 'bytes=-5': [end - 5, end], [`bytes=${end - 3}-${end + 100}`]: [end - 3, end] }
  for (const [Range, [from, to]] of Object.entries({ ...ranges, ...behind })) {
    const { content: read, res } = await store.get('k', { headers: { Range } })
    assert(read.equals(content.subarray(from, to)), Range)
    assert.equal(res.headers['content-range'], `bytes ${from}-${to - 1}/${end}`)
  }
  // Vendor's clients decrypt what they did not ask for: they get all of it, and count from where they asked.
  const error = await rejection(store.get('k', { headers: { Range: `bytes=${end}-` } }))
  assert.equal(error.code, 'InvalidRange')
  const ranged = await rejection(client({ authenticate: true }).get('k', { headers: { Range: 'bytes=1-2' } }))
  assert.equal(ranged.code, 'DecryptionFailed')
})

test('large objects are read over several connections, and gone on from', async () => {
  const store = client()
  await store.multipartUpload('k', large, { partSize: 102_400 })
  const path = join(folder, 'resumed.bin')
  const options = { parallel: 3, partSize: 102_400, resumable: true }
  await store.get('k', path, options)
  assert(readFileSync(path).equals(content))
  const asked = (await holder.current.requests()).filter(({ operation }) => operation === 'GetObject')
  assert(asked.length > 2)
})

test('an object that breaks off on its way goes on where it was', async () => {
  const store = client()
  await store.multipartUpload('k', large, { partSize: 102_400 })
  const path = join(folder, 'broken.bin')
  const reads = {
    memory: async () => (await store.get('k', { parallel: 1 })).content,
    parts: async () => (await store.get('k', { parallel: 3, partSize: 102_400 })).content,
    file: async () => readFileSync((await store.get('k', path, { parallel: 1 })) && path),
    stream: async () => buffer((await store.getStream('k')).stream),
  }
  for (const [name, read] of Object.entries(reads)) {
    await holder.current.faults.add({ operation: 'GetObject', key: 'k', cut: 'body', times: 2 })
    assert((await read()).equals(content), name)
    await holder.current.faults.clear()
  }
})

test('an object that nobody encrypted is read as it is, unless everything must be authentic', async () => {
  await plain().put('k', Buffer.from('plain'))
  assert.equal((await client().get('k')).content.toString(), 'plain')
  const error = await rejection(client({ authenticate: true }).get('k'))
  assert.match(error.message, /nothing in its metadata authenticates it/)
})

test('a client without the key reads ciphertext, and one with another key nothing', async () => {
  await client().put('k', content)
  const other = client({ masterKey: rsa().privateKey })
  const error = await rejection(other.get('k'))
  assert.equal(error.code, 'DecryptionFailed')
  assert.match(error.message, /master key does not open the data key/)
  assert((await other.get('k', { authenticate: false }).catch((caught) => caught)) instanceof Error)
})

test('copies stay readable, with other metadata too', async () => {
  for (const authenticate of [false, true]) {
    const store = client({ authenticate })
    await store.put('k', content, { meta: { a: '1' } })
    await store.copy('same', 'k')
    await store.copy('other', 'k', { meta: { b: '2' } })
    await store.putMeta('k', { c: '3' })
    for (const [name, meta] of Object.entries({ same: { a: '1' }, other: { b: '2' }, k: { c: '3' } })) {
      assert((await store.get(name)).content.equals(content), name)
      assert.deepEqual((await store.head(name)).meta, meta, name)
    }
  }
})

test('what cannot be encrypted is refused before it is sent', async () => {
  const store = client()
  assert.match((await rejection(store.append('k', content))).message, /cannot grow/)
  const unknown = store.multipartUpload('k', Readable.from([content]), { partSize: 102_400 })
  assert.match((await rejection(unknown)).message, /say it as contentLength/)
  assert.match((await rejection(store.initMultipartUpload('k'))).message, /dataSize/)
  const odd = store.initMultipartUpload('k', { dataSize: 100, partSize: 100 })
  assert.match((await rejection(odd)).message, /multiple of 16/)
  const wrong = store.put('k', content, { headers: { 'Content-MD5': 'XUFAKrxLKna5cZ2REBfFkg==' } })
  assert.equal((await rejection(wrong)).code, 'InvalidDigest')
})

test('an upload of single requests, and one that goes on in another process', async () => {
  const store = client()
  const partSize = 102_400
  const sizes = { dataSize: 2 * partSize, partSize }
  const { uploadId } = await store.initMultipartUpload('k', sizes)
  const parts = []
  for (const number of [2, 1]) {
    const { etag } = await store.uploadPart('k', uploadId, number, content, (number - 1) * partSize, number * partSize)
    parts.push({ number, etag })
  }
  await store.completeMultipartUpload('k', uploadId, parts)
  assert((await store.get('k')).content.equals(content.subarray(0, 2 * partSize)))
  assert.match((await rejection(store.uploadPart('k', uploadId, 1, content, 0, partSize))).message, /was not begun by/)

  /** @type {any} */
  let checkpoint
  const stop = new Error('enough')
  const progress = (share, now) => {
    checkpoint = now && JSON.parse(JSON.stringify(now))
    if (share > 0.3) throw stop
  }
  const begun = store.multipartUpload('resumed', large, { partSize, parallel: 1, progress })
  assert.match((await rejection(begun)).message, /enough/)
  assert(checkpoint.doneParts.length > 0 && checkpoint.encryption)
  await client().multipartUpload('resumed', large, { partSize, checkpoint })
  assert((await store.get('resumed')).content.equals(content))
})

test('a file that changes between its sums and its sending is an error', async () => {
  const store = client()
  const path = join(folder, 'changing.bin')
  let reads = 0
  const make = () => Readable.from([Buffer.from(reads++ === 0 ? 'first' : 'other')])
  const error = await rejection(store.put('changed', make, { contentLength: 5, retryMax: 0 }))
  assert.match(error.message, /not what it was/)
  writeFileSync(path, content)
  await store.put('k', path)
})
