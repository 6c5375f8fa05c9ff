'use strict'
// The default encryption of a bucket, through the client, against the local server.

const assert = require('node:assert/strict')
const { beforeEach, describe, test } = require('node:test')
const OSS = require('../..')
const { emulatorForFile, rejection } = require('../emulator.js')

const holder = emulatorForFile({ buckets: ['bucket-name'] })
/** @type {import('../..').OSS} */
let store

for (const authorizationV4 of [true, false]) {
  describe(`bucket encryption, signed with ${authorizationV4 ? 'V4' : 'V1'}`, () => {
    beforeEach(async () => {
      store = new OSS(holder.current.clientOptions({ authorizationV4 }))
      await store.deleteBucketEncryption('bucket-name')
    })

    const rules = [
      { SSEAlgorithm: 'AES256' },
      { SSEAlgorithm: 'SM4' },
      { SSEAlgorithm: 'KMS' },
      { SSEAlgorithm: 'KMS', KMSMasterKeyID: '9468da86-3509-4f8d-a61e-6eab1eac0000' },
      { SSEAlgorithm: 'KMS', KMSMasterKeyID: 'alias/<a&b>"\'', KMSDataEncryption: 'SM4' },
      { SSEAlgorithm: 'KMS', KMSDataEncryption: 'SM4' },
    ]
    for (const rule of rules) {
      test(`${JSON.stringify(rule)} comes back as it was put`, async () => {
        const put = await store.putBucketEncryption('bucket-name', rule)
        assert.deepEqual(Object.keys(put), ['status', 'res'])
        assert.equal(put.status, 200)
        const got = await store.getBucketEncryption('bucket-name')
        assert.deepEqual(Object.keys(got), ['encryption', 'status', 'res'])
        assert.deepEqual(got.encryption, rule)
        assert.deepEqual((await store.getBucketInfo('bucket-name')).bucket.ServerSideEncryptionRule, rule)
      })
    }

    test('null members are absent', async () => {
      const rule = { SSEAlgorithm: 'KMS', KMSMasterKeyID: null, KMSDataEncryption: undefined }
      await store.putBucketEncryption('bucket-name', rule)
      assert.deepEqual((await store.getBucketEncryption('bucket-name')).encryption, { SSEAlgorithm: 'KMS' })
      await store.putBucketEncryption('bucket-name', { SSEAlgorithm: 'AES256', KMSMasterKeyID: '' })
      assert.deepEqual((await store.getBucketEncryption('bucket-name')).encryption, { SSEAlgorithm: 'AES256' })
    })

    test('a removed rule is gone, and can be removed again', async () => {
      await store.putBucketEncryption('bucket-name', { SSEAlgorithm: 'AES256' })
      for (let times = 0; times < 2; times++) {
        const { status, res } = await store.deleteBucketEncryption('bucket-name')
        assert.equal(status, 204)
        assert.equal(res.data.length, 0)
      }
      const error = await rejection(store.getBucketEncryption('bucket-name'))
      assert.equal(error.name, 'NoSuchServerSideEncryptionRuleError')
      assert.equal(error.status, 404)
      assert.equal(error.ecCode, '0005-00000004')
      assert.equal((await store.getBucketInfo('bucket-name')).bucket.ServerSideEncryptionRule.SSEAlgorithm, 'None')
    })

    test('what the service refuses is refused with its code', async () => {
      const cases = [
        ['bucket-name', { SSEAlgorithm: 'DES' }, 400, 'InvalidEncryptionAlgorithmErrorError', '0005-00000003'],
        [
          'bucket-name',
          { SSEAlgorithm: 'KMS', KMSDataEncryption: 'DES' },
          400,
          'InvalidDataEncryptionAlgorithmErrorError',
          '0005-00000203',
        ],
        ['no-such-bucket', { SSEAlgorithm: 'AES256' }, 404, 'NoSuchBucketError', '0015-00000101'],
      ]
      for (const [bucket, rule, status, name, ecCode] of cases) {
        const error = await rejection(store.putBucketEncryption(bucket, rule))
        assert.deepEqual([error.status, error.name, error.ecCode], [status, name, ecCode])
      }
    })
  })
}

test('a rule that cannot mean what was asked is refused before anything is sent', async () => {
  const before = (await holder.current.requests()).length
  const cases = [
    [undefined, /SSEAlgorithm is required/],
    [null, /SSEAlgorithm is required/],
    [{}, /SSEAlgorithm is required/],
    ['AES256', /SSEAlgorithm is required/],
    [{ SSEAlgorithm: 'AES256', KMSMasterKeyID: 'kid' }, /KMSMasterKeyID is only for SSEAlgorithm KMS/],
    [{ SSEAlgorithm: 'SM4', KMSDataEncryption: 'SM4' }, /KMSDataEncryption is only for SSEAlgorithm KMS/],
  ]
  for (const [rule, message] of cases) {
    const error = await rejection(store.putBucketEncryption('bucket-name', rule))
    assert.match(error.message, message)
    assert.equal(error.code, 'InvalidArgument')
  }
  assert.equal((await holder.current.requests()).length, before)
})

test('a call may bring headers, signed ones too, and a time limit', async () => {
  await store.putBucketEncryption('bucket-name', { SSEAlgorithm: 'AES256' })
  const client = new OSS(holder.current.clientOptions())
  const options = {
    headers: { 'X-Mine': 1, 'x-oss-meta-mine': ' 2 ', none: null },
    additionalHeaders: ['x-mine'],
    timeout: '10s',
  }
  await client.getBucketEncryption('bucket-name', options)
  const { headers } = (await holder.current.requests()).at(-1)
  assert.equal(headers['x-mine'], '1')
  assert.equal(headers['x-oss-meta-mine'], '2')
  assert.match(headers.authorization, /AdditionalHeaders=x-mine,/)
  assert(!('none' in headers))
  const error = await rejection(client.getBucketEncryption('bucket-name', { headers: { 'a b': '1' } }))
  assert.match(error.message, /"a b" cannot be sent as a header/)
})
