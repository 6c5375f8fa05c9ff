'use strict'
// What is known of OSS's answers to encryption headers, case by case, through this package and through ali-oss.

const assert = require('node:assert/strict')
const { describe, test } = require('node:test')
const ALI = require('ali-oss')
const OSS = require('../..')
const { difference } = require('../compat/both.js')
const { emulatorForFile, rejection } = require('../emulator.js')
const { asHeaders, defaultKey, expected, facts, fromHeaders } = require('./facts.js')

const holder = emulatorForFile({ buckets: ['bucket-name'] })
const bytes = Buffer.from('content')
/** What is refused here before it is sent. The service drops what does not fit, or refuses it too. */
const contradicts = ({ algorithm, keyId, dataEncryption }) =>
  difference('impossible-sse') && algorithm !== 'KMS' && Boolean(keyId || dataEncryption)

for (const Client of [OSS, ALI]) {
  const client = () => new Client(holder.current.clientOptions())
  const ours = Client === OSS
  const check = async (result, answer) => {
    const all = expected(answer, await defaultKey(holder.current))
    assert.deepEqual(fromHeaders(result.res.headers), all)
    if (ours) assert.deepEqual({ ...result.sse }, all)
    if (ours && !answer.algorithm) assert.equal(result.sse, null)
  }
  const failed = ({ status, code, ecCode }, error) => assert.deepEqual({ status, code, ecCode }, { ecCode, ...error })

  describe(ours ? 'here' : 'through ali-oss', () => {
    for (const { request, answer, error } of facts.put) {
      test(`put with ${JSON.stringify(request)}`, async () => {
        const put = client().put('a', bytes, { headers: asHeaders(request) })
        if (ours && contradicts(request)) {
          const { code, message } = await rejection(put)
          assert.equal(code, 'InvalidArgument')
          return assert.match(message, /^x-oss-server-side-\S+ is (required|only for)/)
        }
        if (error) return failed(await rejection(put), error)
        await check(await put, answer)
        await check(await client().head('a'), answer)
        const got = await client().get('a')
        await check(got, answer)
        assert.deepEqual(got.content, bytes)
        if (ours)
          await check(
            await client()
              .getStream('a')
              .then(({ stream, ...rest }) => (stream.resume(), rest)),
            answer,
          )
      })
    }

    for (const { first, second, answer } of facts.append) {
      test(`append with ${JSON.stringify(first)}, then with ${JSON.stringify(second)}`, async () => {
        await client().delete('a')
        await check(await client().append('a', bytes, { headers: asHeaders(first) }), answer)
        await check(await client().append('a', bytes, { position: 7, headers: asHeaders(second) }), answer)
        assert.equal((await client().get('a')).content.toString(), 'contentcontent')
      })
    }

    for (const { source, request, answer } of facts.copy) {
      test(`copy of ${JSON.stringify(source)} with ${JSON.stringify(request)}`, async () => {
        await client().put('a', bytes, { headers: asHeaders(source) })
        await check(await client().copy('b', 'a', { headers: asHeaders(request) }), answer)
        await check(await client().head('b'), answer)
        assert.deepEqual((await client().get('b')).content, bytes)
      })
    }
  })
}

describe('the rule of a bucket', () => {
  const store = () => new OSS(holder.current.clientOptions())
  const rules = [
    [{ SSEAlgorithm: 'AES256' }, { algorithm: 'AES256' }],
    [{ SSEAlgorithm: 'SM4' }, { algorithm: 'SM4' }],
    [{ SSEAlgorithm: 'KMS' }, { algorithm: 'KMS', keyId: 'default' }],
    [
      { SSEAlgorithm: 'KMS', KMSDataEncryption: 'SM4' },
      { algorithm: 'KMS', keyId: 'default', dataEncryption: 'SM4' },
    ],
    [
      { SSEAlgorithm: 'KMS', KMSMasterKeyID: 'rule-key' },
      { algorithm: 'KMS', keyId: 'rule-key' },
    ],
  ]
  for (const [rule, answer] of rules) {
    test(`${JSON.stringify(rule)} holds for objects that say nothing, and for no others`, async () => {
      if (answer.keyId === 'rule-key') await holder.current.kms.create({ keyId: 'rule-key' })
      await store().putBucketEncryption('bucket-name', rule)
      const told = async (result) => {
        const all = expected(answer, await defaultKey(holder.current))
        assert.deepEqual({ ...(await result).sse }, all)
      }
      await told(store().put('a', bytes))
      await told(store().put('a', bytes, { sse: false }))
      await told(store().head('a'))
      await store().delete('b')
      await told(store().append('b', bytes))
      const own = rule.SSEAlgorithm === 'AES256' ? 'SM4' : 'AES256'
      assert.deepEqual({ ...(await store().put('a', bytes, { sse: { algorithm: own } })).sse }, { algorithm: own })
      await store().deleteBucketEncryption('bucket-name')
      assert.deepEqual({ ...(await store().get('a')).sse }, { algorithm: own })
      assert.equal((await store().put('a', bytes)).sse, null)
    })
  }
})
