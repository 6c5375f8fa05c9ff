'use strict'
// Uploads in parts are encrypted as their beginning says; no later step may say anything.

const assert = require('node:assert/strict')
const { describe, test } = require('node:test')
const ALI = require('ali-oss')
const OSS = require('../..')
const { emulatorForFile, rejection } = require('../emulator.js')
const { asHeaders, defaultKey, expected, facts, fromHeaders } = require('./facts.js')

const holder = emulatorForFile({ buckets: ['bucket-name'] })
const large = Buffer.alloc(250_000, 'abc')
const PART = { partSize: 102400 }
const store = (options = {}) => new OSS(holder.current.clientOptions(options))
const told = async (result, answer) => {
  const all = expected(answer, await defaultKey(holder.current))
  assert.deepEqual(fromHeaders(result.res.headers), all)
}

/** The requests a call makes, with the encryption that each asks for. */
async function watched(call) {
  const before = (await holder.current.requests()).length
  await call()
  const requests = (await holder.current.requests()).slice(before)
  return requests.map(({ operation, headers }) => ({ operation, asked: fromHeaders(headers) }))
}

for (const { first, answer } of facts.multipart) {
  test(`begun with ${JSON.stringify(first)}`, async () => {
    const headers = asHeaders(first)
    const c = store()
    await c.put('source', large)
    const begun = await c.initMultipartUpload('a', { headers })
    await told(begun, answer)
    const id = begun.uploadId
    const one = await c.uploadPart('a', id, 1, large, 0, 125_000)
    await told(one, answer)
    const source = { sourceKey: 'source', sourceBucketName: 'bucket-name' }
    const two = await c.uploadPartCopy('a', id, 2, '125000-249999', source)
    await told(two, answer)
    const parts = [one, two].map(({ etag }, index) => ({ number: index + 1, etag }))
    await told(await c.completeMultipartUpload('a', id, parts), answer)
    await told(await c.head('a'), answer)
    assert.deepEqual((await c.get('a')).content, large)

    const result = await c.multipartUpload('b', large, { ...PART, headers })
    await told(result, answer)
    await told(await c.multipartUploadCopy('d', source, { ...PART, headers }), answer)
  })
}

describe('steps that say something', () => {
  for (const { operation, request, error } of facts.steps) {
    test(`${operation}: the service refuses, this package does not say it`, async () => {
      const run = async (c) => {
        const headers = { 'X-Oss-Server-Side-Encryption': request.algorithm }
        const { uploadId } = await c.initMultipartUpload('a')
        const uploading = operation === 'UploadPart' ? { headers } : {}
        const { etag } = await c.uploadPart('a', uploadId, 1, large, 0, 1000, uploading)
        return c.completeMultipartUpload('a', uploadId, [{ number: 1, etag }], { headers })
      }
      const refused = await rejection(run(new ALI(holder.current.clientOptions())))
      const { status, code, ecCode } = refused
      assert.deepEqual({ status, code, ecCode }, error)
      await run(store())
    })
  }
})

test('options and defaults are said once', async () => {
  const KMS = { algorithm: 'KMS', dataEncryption: 'SM4' }
  const source = { sourceKey: 'source', sourceBucketName: 'bucket-name' }
  await store().put('source', large)
  const calls = [
    () => store().multipartUpload('a', large, { ...PART, sse: KMS }),
    () => store({ sse: KMS }).multipartUpload('a', large, PART),
    () => store().multipartUploadCopy('a', source, { ...PART, sse: KMS }),
    () => store({ sse: KMS }).multipartUploadCopy('a', source, PART),
  ]
  for (const call of calls) {
    const requests = await watched(call)
    const saying = requests.filter(({ asked }) => Object.keys(asked).length > 0)
    assert.deepEqual(saying, [{ operation: 'InitiateMultipartUpload', asked: KMS }])
    assert(requests.length >= 5)
  }
  const silent = await watched(() => store({ sse: KMS }).multipartUpload('a', large, { ...PART, sse: false }))
  assert(silent.every(({ asked }) => Object.keys(asked).length === 0))
})

test('a result tells how the object is encrypted', async () => {
  const { sse } = await store().multipartUpload('a', large, { ...PART, sse: { algorithm: 'AES256' } })
  assert.deepEqual({ ...sse }, { algorithm: 'AES256' })
})
