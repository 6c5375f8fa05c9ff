'use strict'
// The same calls through ali-oss and through this package, to the same server: what is sent and what comes back.

const assert = require('node:assert/strict')
const { describe, test } = require('node:test')
const { emulatorForFile } = require('../emulator.js')
const { difference, throughBoth } = require('./both.js')

const holder = emulatorForFile({ buckets: ['bucket-name'] })

const rule = (settings) => ({ prepare: (client) => client.putBucketEncryption('bucket-name', settings) })
const noRule = { prepare: (client) => client.deleteBucketEncryption('bucket-name') }
const noBucket = { prepare: (client) => client.deleteBucket('new-bucket').catch(() => {}) }
const someBuckets = {
  prepare: async (client) => {
    for (const name of ['list-a', 'list-b', 'list-c']) await client.putBucket(name)
  },
}
const wrongSecret = { options: { accessKeySecret: 'wrong' } }

/** @type {[string, (client: any) => Promise<any>, object?][]} */
const CASES = [
  ['put AES256', (c) => c.putBucketEncryption('bucket-name', { SSEAlgorithm: 'AES256' })],
  ['put SM4', (c) => c.putBucketEncryption('bucket-name', { SSEAlgorithm: 'SM4' })],
  ['put KMS', (c) => c.putBucketEncryption('bucket-name', { SSEAlgorithm: 'KMS' })],
  ['put KMS with a key', (c) => c.putBucketEncryption('bucket-name', { SSEAlgorithm: 'KMS', KMSMasterKeyID: 'kid' })],
  [
    'put KMS with an empty key',
    (c) => c.putBucketEncryption('bucket-name', { SSEAlgorithm: 'KMS', KMSMasterKeyID: '' }),
  ],
  [
    'put KMS with a null key',
    (c) => c.putBucketEncryption('bucket-name', { SSEAlgorithm: 'KMS', KMSMasterKeyID: null }),
  ],
  ['put an unknown algorithm', (c) => c.putBucketEncryption('bucket-name', { SSEAlgorithm: 'DES' })],
  ['put to no bucket', (c) => c.putBucketEncryption('no-such-bucket', { SSEAlgorithm: 'AES256' })],
  ['put to a malformed bucket', (c) => c.putBucketEncryption('B', { SSEAlgorithm: 'AES256' })],
  [
    'put with headers',
    (c) => c.putBucketEncryption('bucket-name', { SSEAlgorithm: 'AES256', headers: { 'X-Oss-Meta-A': 'b', other: 1 } }),
  ],
  [
    'put with a content type',
    (c) => c.putBucketEncryption('bucket-name', { SSEAlgorithm: 'AES256', headers: { 'Content-Type': 'text/xml' } }),
  ],
  [
    'put with an SSE header',
    (c) =>
      c.putBucketEncryption('bucket-name', {
        SSEAlgorithm: 'AES256',
        headers: { 'x-oss-server-side-encryption': 'AES256' },
      }),
  ],
  [
    'put with a signed header',
    (c) =>
      c.putBucketEncryption('bucket-name', {
        SSEAlgorithm: 'AES256',
        headers: { mine: '1' },
        additionalHeaders: ['mine'],
      }),
  ],
  ['get AES256', (c) => c.getBucketEncryption('bucket-name'), rule({ SSEAlgorithm: 'AES256' })],
  [
    'get KMS',
    (c) => c.getBucketEncryption('bucket-name'),
    rule({ SSEAlgorithm: 'KMS', KMSMasterKeyID: 'kid', KMSDataEncryption: 'SM4' }),
  ],
  ['get no rule', (c) => c.getBucketEncryption('bucket-name'), noRule],
  ['get of no bucket', (c) => c.getBucketEncryption('no-such-bucket')],
  ['get of a malformed bucket', (c) => c.getBucketEncryption('-ab')],
  ['delete', (c) => c.deleteBucketEncryption('bucket-name'), rule({ SSEAlgorithm: 'AES256' })],
  ['delete no rule', (c) => c.deleteBucketEncryption('bucket-name'), noRule],
  ['delete of no bucket', (c) => c.deleteBucketEncryption('no-such-bucket')],
  ['a wrong secret', (c) => c.getBucketEncryption('bucket-name'), wrongSecret],
  ['an unknown key', (c) => c.getBucketEncryption('bucket-name'), { options: { accessKeyId: 'nobody' } }],
  [
    'a token',
    (c) => c.getBucketEncryption('bucket-name'),
    { options: { stsToken: 'token', refreshSTSTokenInterval: 1e9 } },
  ],
  [
    'a skewed clock',
    (c) => c.getBucketEncryption('bucket-name'),
    { options: { amendTimeSkewed: -3_600_000, retryMax: 0 } },
  ],
  ['a slightly skewed clock', (c) => c.getBucketInfo('bucket-name'), { options: { amendTimeSkewed: 60_000 } }],
  ['who pays', (c) => c.getBucketEncryption('bucket-name'), { options: { isRequestPay: true } }],
  ['putBucket', (c) => c.putBucket('new-bucket'), noBucket],
  ['putBucket with an ACL', (c) => c.putBucket('new-bucket', { acl: 'public-read' }), noBucket],
  ['putBucket with a class', (c) => c.putBucket('new-bucket', { storageClass: 'IA' }), noBucket],
  [
    'putBucket with both',
    (c) => c.putBucket('new-bucket', { StorageClass: 'IA', dataRedundancyType: 'ZRS' }),
    noBucket,
  ],
  [
    'putBucket with a rule',
    (c) => c.putBucket('new-bucket', { headers: { 'x-oss-server-side-encryption': 'SM4' } }),
    noBucket,
  ],
  [
    'putBucket with a bad rule',
    (c) => c.putBucket('new-bucket', { headers: { 'x-oss-server-side-encryption': 'DES' } }),
    noBucket,
  ],
  ['putBucket with a bad class', (c) => c.putBucket('new-bucket', { storageClass: 'Best' }), noBucket],
  ['putBucket with a malformed name', (c) => c.putBucket('under_score')],
  ['deleteBucket', (c) => c.deleteBucket('new-bucket'), { prepare: (c) => c.putBucket('new-bucket') }],
  ['deleteBucket of none', (c) => c.deleteBucket('no-such-bucket')],
  ['getBucketInfo', (c) => c.getBucketInfo('bucket-name'), rule({ SSEAlgorithm: 'KMS', KMSMasterKeyID: 'kid' })],
  ['getBucketInfo without a rule', (c) => c.getBucketInfo('bucket-name'), noRule],
  [
    'getBucketInfo of the own bucket',
    (c) => c.getBucketInfo(undefined),
    { options: { bucket: 'bucket-name' }, ...noRule },
  ],
  ['getBucketInfo of none', (c) => c.getBucketInfo('no-such-bucket')],
  ['getBucketLocation', (c) => c.getBucketLocation('bucket-name')],
  ['getBucketLocation of none', (c) => c.getBucketLocation('no-such-bucket')],
  ['getBucketStat', (c) => c.getBucketStat('bucket-name')],
  ['getBucketStat of none', (c) => c.getBucketStat('no-such-bucket')],
  ['listBuckets of a wrong secret', (c) => c.listBuckets(), wrongSecret],
  ['listBuckets with a bad number', (c) => c.listBuckets({ 'max-keys': 0 })],
]

for (const authorizationV4 of [false, true]) {
  describe(`with ${authorizationV4 ? 'V4' : 'V1'}, both send and get the same`, () => {
    for (const [name, call, setting = {}] of CASES) {
      test(name, async () => {
        const options = { authorizationV4, ...setting.options }
        const { theirs, ours } = await throughBoth(holder.current, call, { ...setting, options })
        if (ours.error?.code === 'SignatureDoesNotMatch' || ours.error?.code === 'RequestTimeTooSkewed') {
          assert.equal(theirs.error.message, ours.error.message)
        }
        assert.deepEqual(ours, theirs)
      })
    }

    test('listBuckets', async () => {
      for (const query of [
        {},
        { prefix: 'list-' },
        { prefix: 'list-', 'max-keys': 2 },
        { marker: 'list-a' },
        { prefix: 'none' },
      ]) {
        const setting = { ...someBuckets, options: { authorizationV4 } }
        const { theirs, ours } = await throughBoth(holder.current, (c) => c.listBuckets(query), setting)
        for (const bucket of theirs.value.buckets ?? []) {
          assert.deepEqual(bucket.tag, { undefined: undefined }, difference('empty-tag'))
          bucket.tag = {}
        }
        assert.deepEqual(ours, theirs)
      }
    })
  })
}

test('only these calls are meant to differ', async () => {
  difference('params')
  difference('err-res')
  const both = (call, setting) => throughBoth(holder.current, call, setting)
  const put = (settings) => both((c) => c.putBucketEncryption('bucket-name', settings))

  difference('data-encryption')
  const sm4 = await put({ SSEAlgorithm: 'KMS', KMSDataEncryption: 'SM4' })
  assert.doesNotMatch(sm4.theirs.sent[0].body, /KMSDataEncryption/)
  assert.match(sm4.ours.sent[0].body, /<KMSDataEncryption>SM4<\/KMSDataEncryption>/)

  difference('escape')
  const hostile = await put({ SSEAlgorithm: 'KMS', KMSMasterKeyID: 'a&b' })
  assert.equal(hostile.theirs.error.code, 'MalformedXML')
  assert.match(hostile.ours.sent[0].body, /<KMSMasterKeyID>a&amp;b</)

  difference('empty-key-id')
  const emptyKey = await put({ SSEAlgorithm: 'AES256', KMSMasterKeyID: '' })
  assert.match(emptyKey.theirs.sent[0].body, /<KMSMasterKeyID><\/KMSMasterKeyID>/)
  assert.doesNotMatch(emptyKey.ours.sent[0].body, /KMSMasterKeyID/)

  difference('impossible-rule')
  for (const settings of [{}, undefined, { SSEAlgorithm: 'AES256', KMSMasterKeyID: 'kid' }]) {
    const { theirs, ours } = await put(settings)
    assert.equal(theirs.error.status, 400)
    assert.deepEqual([ours.sent.length, ours.error.code], [0, 'InvalidArgument'])
  }

  difference('bucket-name')
  const unnamed = await both((c) => c.getBucketEncryption(undefined))
  assert.equal(unnamed.theirs.sent[0].headers.host, 'undefined.oss-cn-hangzhou.aliyuncs.com')
  assert.deepEqual(
    [unnamed.ours.sent, unnamed.ours.error.message],
    [[], 'The bucket must be conform to the specifications'],
  )

  difference('call-options')
  const brought = await both((c) => c.deleteBucketEncryption('bucket-name', { headers: { mine: '1' } }))
  assert.deepEqual([brought.theirs.sent[0].headers.mine, brought.ours.sent[0].headers.mine], [undefined, '1'])

  difference('null-options')
  const nothing = await both((c) => c.listBuckets(null))
  assert.equal(nothing.theirs.error.name ?? 'TypeError', 'TypeError')
  assert.equal(nothing.ours.sent[0].status, 200)

  difference('empty-header')
  const nullHeader = await both((c) => c.getBucketInfo('bucket-name', { headers: { 'x-oss-meta-a': null } }))
  assert.equal(nullHeader.theirs.error.code, 'SignatureDoesNotMatch')
  assert.equal(nullHeader.ours.sent[0].status, 200)

  difference('sld-ip-host')
  const path = await both((c) => c.getBucketInfo('bucket-name'), { options: { sldEnable: true } })
  assert.equal(path.theirs.sent[0].headers.host, 'bucket-name.oss-cn-hangzhou.aliyuncs.com')
  assert.equal(path.ours.sent[0].headers.host, new URL(holder.current.url).host)
  assert.equal(path.ours.sent[0].path, '/bucket-name/')
})
