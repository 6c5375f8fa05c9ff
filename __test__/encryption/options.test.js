'use strict'
// How a program says which encryption it wants: for one call, for a client, in raw headers; and what it may insist on.

const assert = require('node:assert/strict')
const { describe, test } = require('node:test')
const { Readable } = require('node:stream')
const OSS = require('../..')
const { emulatorForFile, rejection } = require('../emulator.js')
const { reply, scriptedForFile } = require('../scripted.js')
const { NAMES, asHeaders, fromHeaders } = require('./facts.js')

const holder = emulatorForFile({ buckets: ['bucket-name'] })
const server = scriptedForFile()
const bytes = Buffer.from('content')
const AES256 = { algorithm: 'AES256' }
const KMS = { algorithm: 'KMS', keyId: 'kid', dataEncryption: 'SM4' }
const client = (options = {}) => new OSS(holder.current.clientOptions(options))
const UPLOAD =
  '<InitiateMultipartUploadResult><Bucket>b</Bucket><Key>a</Key><UploadId>id</UploadId></InitiateMultipartUploadResult>'
const COPIED =
  '<CopyObjectResult><ETag>"1"</ETag><LastModified>2026-01-01T00:00:00.000Z</LastModified></CopyObjectResult>'

/** Calls that decide how an object is encrypted. */
const choosing = {
  put: (c, options) => c.put('a', bytes, options),
  'put of a stream': (c, options) => c.put('a', Readable.from([bytes]), options),
  putStream: (c, options) => c.putStream('a', Readable.from([bytes]), options),
  append: (c, options) => c.append('a', bytes, options),
  initMultipartUpload: (c, options) => c.initMultipartUpload('a', options),
  'multipartUpload of little': (c, options) => c.multipartUpload('a', bytes, options),
  copy: (c, options) => c.copy('a', 'b', options),
}
/** Settings that contradict each other in headers, or contradict what a call or its client says besides. */
const contradictions = [
  [{ keyId: 'kid' }],
  [{ keyId: '' }],
  [{ dataEncryption: 'SM4' }],
  [{ keyId: 'kid', dataEncryption: 'SM4' }],
  [{ algorithm: '' }],
  [{ ...AES256, keyId: 'kid' }],
  [{ algorithm: 'SM4', keyId: 'kid' }],
  [{ ...AES256, dataEncryption: 'SM4' }],
  [{ algorithm: 'SM4', dataEncryption: 'SM4' }],
  [{ algorithm: 'kms', keyId: 'kid' }],
  [{ keyId: 'kid' }, { sse: AES256 }],
  [{ keyId: 'kid' }, {}, { sse: AES256 }],
  [{ dataEncryption: 'SM4' }, { sse: null }, { sse: AES256 }],
  [{ keyId: 'kid' }, { sse: false }, { sse: KMS }],
  [{ ...AES256, keyId: 'kid' }, { sse: KMS }, { sse: KMS }],
]
const upperCase = (headers) =>
  Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toUpperCase(), value]))
/** What the scripted server answers to each. */
const documentFor = (url, method) =>
  method === 'POST' && url.includes('uploads') ? UPLOAD : url.includes('append') ? '' : COPIED

/** The encryption that a call asks for on the wire. */
async function asked(call, options, clientOptions) {
  server.answer = (request, response) => reply(200, {}, documentFor(request.url, request.method))(request, response)
  const before = server.requests.length
  await call(server.clientOf(clientOptions), options)
  return fromHeaders(server.requests[before].headers)
}

for (const [name, call] of Object.entries(choosing)) {
  describe(name, () => {
    test('the option of the call, the default of the client, or nothing', async () => {
      assert.deepEqual(await asked(call, {}), {})
      assert.deepEqual(await asked(call, { sse: KMS }), KMS)
      assert.deepEqual(await asked(call, { sse: { ...AES256, keyId: null, dataEncryption: undefined } }), AES256)
      assert.deepEqual(await asked(call, undefined, { sse: KMS }), KMS)
      assert.deepEqual(await asked(call, { sse: null }, { sse: KMS }), KMS)
      assert.deepEqual(await asked(call, { sse: AES256 }, { sse: KMS }), AES256)
      assert.deepEqual(await asked(call, { sse: false }, { sse: KMS }), {})
    })

    test('raw headers win, in any case of letters', async () => {
      const headers = { 'X-OSS-Server-Side-Encryption': 'SM4' }
      assert.deepEqual(await asked(call, { headers, sse: KMS }), { algorithm: 'SM4' })
      assert.deepEqual(await asked(call, { headers: asHeaders(KMS) }, { sse: AES256 }), KMS)
    })

    test('raw headers add to the option where they name no algorithm', async () => {
      const headers = { 'X-OSS-Server-Side-Encryption-Key-ID': 'other' }
      assert.deepEqual(await asked(call, { headers, sse: KMS }), { ...KMS, keyId: 'other' })
      assert.deepEqual(await asked(call, { headers }, { sse: KMS }), { ...KMS, keyId: 'other' })
    })

    test('raw headers that cannot be are refused before anything is sent', async () => {
      const before = server.requests.length
      for (const [sse, options, clientOptions] of contradictions) {
        const headers = asHeaders(sse)
        for (const cased of [headers, upperCase(headers)]) {
          const error = await rejection(call(server.clientOf(clientOptions), { ...options, headers: cased }))
          assert.deepEqual([error.name, error.code], ['InvalidArgumentError', 'InvalidArgument'], JSON.stringify(sse))
          assert.match(error.message, /^x-oss-server-side-(data-)?encryption(-key-id)? is (required|only for)/)
        }
      }
      assert.equal(server.requests.length, before)
    })

    test('what cannot be is refused before anything is sent', async () => {
      const impossible = [
        {},
        { algorithm: '' },
        { ...AES256, keyId: 'kid' },
        { algorithm: 'SM4', dataEncryption: 'SM4' },
      ]
      const senseless = [true, 'AES256', 5, [], { algorithm: 5 }, { algorithm: 'KMS', keyId: 5 }]
      const before = server.requests.length
      for (const sse of [...impossible, ...senseless]) {
        const error = await rejection((async () => call(server.clientOf(), { sse }))())
        assert.deepEqual([error.name, error.code], ['InvalidArgumentError', 'InvalidArgument'], JSON.stringify(sse))
      }
      assert.equal(server.requests.length, before)
    })
  })
}

test('a client’s default is checked when the client is made', () => {
  for (const sse of [{}, 'AES256', { ...AES256, keyId: 'kid' }]) {
    assert.throws(() => server.clientOf({ sse }), { code: 'InvalidArgument' })
  }
  assert.throws(() => server.clientOf({ requireEncryption: 'yes' }), /^TypeError: requireEncryption must be a boolean$/)
})

test('a new bucket’s rule, a large upload and other metadata are refused alike', async () => {
  const c = client()
  const large = Buffer.alloc(150_000)
  await c.put('a', bytes)
  await c.put('large', large)
  const calls = {
    putBucket: (options) => c.putBucket('other-bucket', options),
    'multipartUpload of much': (options) => c.multipartUpload('b', large, options),
    multipartUploadCopy: (options) =>
      c.multipartUploadCopy('b', { sourceKey: 'large', sourceBucketName: 'bucket-name' }, options),
    putMeta: (options) => c.putMeta('a', { name: 'value' }, options),
  }
  for (const [name, call] of Object.entries(calls)) {
    for (const sse of [{ keyId: 'kid' }, { dataEncryption: 'SM4' }, { ...AES256, keyId: 'kid' }]) {
      const error = await rejection(call({ headers: asHeaders(sse) }))
      assert.deepEqual([error.name, error.code], ['InvalidArgumentError', 'InvalidArgument'], name)
    }
  }
  assert.deepEqual((await c.listUploads({})).uploads ?? [], [])
  assert.equal((await rejection(c.head('b'))).code, 'NoSuchKey')
})

test('putMeta keeps the encryption, under a key that a header names', async () => {
  const c = client()
  await holder.current.kms.create({ keyId: 'other-key' })
  await c.put('a', bytes, { sse: { algorithm: 'KMS', dataEncryption: 'SM4' } })
  await c.putMeta('a', { name: 'value' }, { headers: asHeaders({ keyId: 'other-key' }) })
  assert.deepEqual({ ...(await c.head('a')).sse }, { algorithm: 'KMS', keyId: 'other-key', dataEncryption: 'SM4' })
})

test('calls that make no object carry no encryption', async () => {
  const c = client({ sse: AES256 })
  await c.put('a', bytes)
  const calls = [() => c.get('a'), () => c.head('a'), () => c.getObjectMeta('a'), () => c.getBucketInfo('bucket-name')]
  for (const call of calls) {
    await call()
    const { headers } = /** @type {any} */ ((await holder.current.requests()).at(-1))
    assert.deepEqual(fromHeaders(headers), {})
  }
  await c.putBucket('other-bucket')
  assert.deepEqual(fromHeaders(/** @type {any} */ ((await holder.current.requests()).at(-1)).headers), {})
})

describe('requireEncryption', () => {
  const told = (sse) => {
    server.answer = (request, response) => {
      reply(
        200,
        { ...asHeaders(sse), 'x-oss-request-id': 'R' },
        documentFor(request.url, request.method),
      )(request, response)
    }
  }
  for (const [name, call] of Object.entries(choosing)) {
    test(name, async () => {
      const fails = async (options, clientOptions) => {
        const error = await rejection(call(server.clientOf(clientOptions), options))
        const { name, code, status, requestId } = error
        assert.deepEqual([name, code, status, requestId], ['EncryptionMismatchError', 'EncryptionMismatch', 200, 'R'])
      }
      told({})
      await fails({ requireEncryption: true })
      await fails({ requireEncryption: true, sse: KMS })
      await fails({}, { requireEncryption: true, sse: KMS })
      await call(server.clientOf({ requireEncryption: true }), { requireEncryption: false, sse: KMS })
      await call(server.clientOf({ sse: KMS }), {})
      told(AES256)
      await call(server.clientOf({ requireEncryption: true }), {})
      await call(server.clientOf({ requireEncryption: true }), { sse: AES256 })
      await fails({ requireEncryption: true, sse: KMS })
      await fails({ requireEncryption: true, headers: { [NAMES.algorithm]: 'SM4' } })
      told({ ...KMS, keyId: 'other' })
      await fails({ requireEncryption: true, sse: KMS })
      await call(server.clientOf(), { requireEncryption: true, sse: { ...KMS, keyId: 'alias/kid' } })
    })
  }

  test('reading requires nothing', async () => {
    server.answer = reply(200, {}, 'content')
    await server.clientOf({ requireEncryption: true, sse: KMS }).get('a')
  })
})
