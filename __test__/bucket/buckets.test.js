'use strict'
// Buckets come and go, are listed and described.

const assert = require('node:assert/strict')
const { test } = require('node:test')
const OSS = require('../..')
const { difference } = require('../compat/both.js')
const { emulatorForFile, rejection } = require('../emulator.js')

const holder = emulatorForFile()
const connect = (options) => new OSS(holder.current.clientOptions(options))

test('a bucket is created, described, and deleted', async () => {
  const store = connect()
  const created = await store.putBucket('bucket-name', {
    acl: 'public-read',
    storageClass: 'IA',
    dataRedundancyType: 'ZRS',
  })
  assert.deepEqual(Object.keys(created), ['bucket', 'res'])
  assert.equal(created.bucket, 'bucket-name')
  const { bucket } = await store.getBucketInfo('bucket-name')
  assert.equal(bucket.StorageClass, 'IA')
  assert.equal(bucket.DataRedundancyType, 'ZRS')
  assert.equal(bucket.AccessControlList.Grant, 'public-read')
  assert.equal(bucket.Location, 'oss-cn-hangzhou')
  assert.equal((await store.getBucketLocation('bucket-name')).location, 'oss-cn-hangzhou')
  assert.equal((await store.getBucketStat('bucket-name')).stat.ObjectCount, '0')
  assert.deepEqual(Object.keys(await store.deleteBucket('bucket-name')), ['res'])
  const error = await rejection(store.deleteBucket('bucket-name'))
  assert.equal(error.code, 'NoSuchBucket')
})

test('what cannot be sent as it was asked is not sent otherwise', async () => {
  const store = connect()
  const error = await rejection(store.putBucket('new-bucket', { acl: /** @type {any} */ ('private\n') }))
  assert.equal(error.message, 'x-oss-acl holds characters no header can carry')
  assert.equal((await rejection(store.getBucketInfo('new-bucket'))).code, 'NoSuchBucket')
  await store.putBucket('new-bucket', { headers: { 'Content-Length': 7, 'Transfer-Encoding': 'chunked' } })
  await store.deleteBucket('new-bucket')
})

test('a bucket can be created with an encryption rule', async () => {
  const store = connect()
  await store.putBucket('encrypted', {
    headers: { 'x-oss-server-side-encryption': 'KMS', 'X-OSS-Server-Side-Data-Encryption': 'SM4' },
  })
  const { encryption } = await store.getBucketEncryption('encrypted')
  assert.deepEqual(encryption, { SSEAlgorithm: 'KMS', KMSDataEncryption: 'SM4' })
  await store.deleteBucket('encrypted')
})

test("reports are about the client's own bucket if none is named", async () => {
  difference('own-bucket')
  const store = connect({ bucket: 'own-bucket' })
  await store.putBucket('own-bucket')
  assert.equal((await store.getBucketInfo()).bucket.Name, 'own-bucket')
  assert.equal((await store.getBucketInfo(undefined, { timeout: 5000 })).bucket.Name, 'own-bucket')
  assert.equal((await store.getBucketLocation(null)).location, 'oss-cn-hangzhou')
  assert.equal((await store.getBucketStat()).stat.Storage, '0')
  await store.deleteBucket('own-bucket')
  const without = connect()
  assert.equal((await rejection(without.getBucketInfo())).message, 'The bucket must be conform to the specifications')
})

test('buckets are listed page by page', async () => {
  const store = connect()
  assert.equal((await store.listBuckets()).buckets, null)
  for (const name of ['list-a', 'list-b', 'list-c', 'other']) await store.putBucket(name)
  const names = ({ buckets }) => buckets.map(({ name }) => name)
  assert.deepEqual(names(await store.listBuckets()), ['list-a', 'list-b', 'list-c', 'other'])
  const first = await store.listBuckets({ prefix: 'list-', 'max-keys': 2 })
  assert.deepEqual([names(first), first.isTruncated, first.nextMarker], [['list-a', 'list-b'], true, 'list-b'])
  const second = await store.listBuckets({ prefix: 'list-', 'max-keys': '2', marker: first.nextMarker })
  assert.deepEqual([names(second), second.isTruncated, second.nextMarker], [['list-c'], false, null])
  assert.equal((await rejection(store.listBuckets({ 'max-keys': 0 }))).code, 'InvalidArgument')
})

test('every way to reach a server works', async () => {
  const { port } = holder.current
  const ways = [
    { endpoint: `http://127.0.0.1:${port}` },
    { endpoint: `http://127.0.0.1:${port}`, sldEnable: true },
    { endpoint: `http://localhost:${port}` },
    { endpoint: `http://localhost:${port}`, sldEnable: true },
    { endpoint: `localhost:${port}`, secure: false },
  ]
  for (const way of ways) {
    for (const authorizationV4 of [true, false]) {
      const store = connect({ ...way, authorizationV4 })
      await store.putBucket('reached')
      assert.equal((await store.getBucketInfo('reached')).bucket.Name, 'reached')
      assert((await store.listBuckets()).buckets.some(({ name }) => name === 'reached'))
      await store.deleteBucket('reached')
    }
  }
})

test('a custom domain stands for its bucket', async () => {
  const { startEmulator } = require('../../emulator')
  const emulator = await startEmulator({ buckets: ['mine'], cnames: { 'cdn.localhost': 'mine' } })
  const endpoint = `http://cdn.localhost:${emulator.port}`
  const store = new OSS(emulator.clientOptions({ endpoint, cname: true }))
  await store.putBucketEncryption('mine', { SSEAlgorithm: 'AES256' })
  assert.equal((await store.getBucketInfo('mine')).bucket.ServerSideEncryptionRule.SSEAlgorithm, 'AES256')
  assert.equal((await emulator.requests())[0].headers.host, `cdn.localhost:${emulator.port}`)
  await emulator.stop()
})

test('res has the fifteen fields, and knows its connection', async () => {
  const { startEmulator } = require('../../emulator')
  const emulator = await startEmulator()
  const store = new OSS(emulator.clientOptions())
  const { res: first } = await store.listBuckets()
  const { res } = await store.listBuckets()
  assert.deepEqual([first.keepAliveSocket, res.keepAliveSocket], [false, true])
  assert.deepEqual([first.socketHandledRequests, res.socketHandledResponses], [1, 2])
  assert.equal(res.status, 200)
  assert.equal(res.statusMessage, 'OK')
  assert.equal(res.headers['content-type'], 'application/xml')
  assert.equal(res.size, res.data.length)
  assert(Buffer.isBuffer(res.data))
  assert.deepEqual(res.requestUrls, [`${emulator.url}/`])
  assert.equal(res.remoteAddress, '127.0.0.1')
  assert.equal(res.remotePort, emulator.port)
  await emulator.stop()
})
