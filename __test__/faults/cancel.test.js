'use strict'
// Every call can be called off: it rejects with the signal's reason, and its connection is closed.

const assert = require('node:assert/strict')
const { once } = require('node:events')
const { Readable, Writable } = require('node:stream')
const { describe, test } = require('node:test')
const { rejection } = require('../emulator.js')
const { bytesOf, faultsForFile } = require('./setup.js')

const faults = faultsForFile()
const source = { sourceKey: 'k', sourceBucketName: 'bucket-name' }

/** Every method that asks the service, with arguments that would do. */
const CALLS = {
  abortBucketWorm: ['bucket-name'],
  abortMultipartUpload: ['k', 'id'],
  append: ['k', Buffer.from('x')],
  completeBucketWorm: ['bucket-name', 'id'],
  completeMultipartUpload: ['k', 'id', []],
  copy: ['k', 'other'],
  createVod: ['k', 'list', { startTime: 1, endTime: 2 }],
  delete: ['k'],
  deleteBucket: ['bucket-name'],
  deleteBucketCORS: ['bucket-name'],
  deleteBucketEncryption: ['bucket-name'],
  deleteBucketInventory: ['bucket-name', 'id'],
  deleteBucketLifecycle: ['bucket-name'],
  deleteBucketLogging: ['bucket-name'],
  deleteBucketPolicy: ['bucket-name'],
  deleteBucketReferer: ['bucket-name'],
  deleteBucketTags: ['bucket-name'],
  deleteBucketWebsite: ['bucket-name'],
  deleteChannel: ['k'],
  deleteMulti: [['k']],
  deleteObjectTagging: ['k'],
  extendBucketWorm: ['bucket-name', 'id', 2],
  get: ['k'],
  getACL: ['k'],
  getAsyncFetch: ['id'],
  getBucketACL: ['bucket-name'],
  getBucketCORS: ['bucket-name'],
  getBucketEncryption: ['bucket-name'],
  getBucketInfo: ['bucket-name'],
  getBucketInventory: ['bucket-name', 'id'],
  getBucketLifecycle: ['bucket-name'],
  getBucketLocation: ['bucket-name'],
  getBucketLogging: ['bucket-name'],
  getBucketPolicy: ['bucket-name'],
  getBucketReferer: ['bucket-name'],
  getBucketRequestPayment: ['bucket-name'],
  getBucketStat: ['bucket-name'],
  getBucketTags: ['bucket-name'],
  getBucketVersioning: ['bucket-name'],
  getBucketVersions: [{}],
  getBucketWebsite: ['bucket-name'],
  getBucketWorm: ['bucket-name'],
  getChannel: ['k'],
  getChannelHistory: ['k'],
  getChannelStatus: ['k'],
  getObjectMeta: ['k'],
  getObjectTagging: ['k'],
  getStream: ['k'],
  getSymlink: ['k'],
  head: ['k'],
  initMultipartUpload: ['k'],
  // Of another bucket: what the service has done all the same would protect the objects of the next tests.
  initiateBucketWorm: ['another-bucket', 1],
  list: [{}],
  listBucketInventory: ['bucket-name'],
  listBuckets: [{}],
  listChannels: [{}],
  listObjectVersions: [{}],
  listParts: ['k', 'id', {}],
  listUploads: [{}],
  listV2: [{}],
  multipartUpload: ['k', bytesOf(200_000)],
  multipartUploadCopy: ['k', source],
  postAsyncFetch: ['k', 'http://a.com'],
  processObjectSave: ['k', 'other', 'image/info', undefined],
  put: ['k', Buffer.from('x')],
  putACL: ['k', 'private'],
  putBucket: ['bucket-name'],
  putBucketACL: ['bucket-name', 'private'],
  putBucketCORS: ['bucket-name', [{ allowedOrigin: '*', allowedMethod: 'GET' }]],
  putBucketEncryption: ['bucket-name'],
  putBucketInventory: ['bucket-name', { id: 'id', OSSBucketDestination: {} }],
  putBucketLifecycle: ['bucket-name', []],
  putBucketLogging: ['bucket-name', 'logs/'],
  putBucketPolicy: ['bucket-name', {}],
  putBucketReferer: ['bucket-name', true, []],
  putBucketRequestPayment: ['bucket-name', 'Requester'],
  putBucketTags: ['bucket-name', { a: '1' }],
  putBucketWebsite: ['bucket-name', {}],
  putBucketVersioning: ['bucket-name', 'Enabled'],
  putChannel: ['k', {}],
  putChannelStatus: ['k', 'enabled'],
  putMeta: ['k', { a: '1' }],
  putObjectTagging: ['k', { a: '1' }],
  putStream: ['k', () => Readable.from([Buffer.from('x')])],
  putSymlink: ['k', 'other'],
  restore: ['k'],
  uploadPart: ['k', 'id', 1, bytesOf(10), 0, 10],
  uploadPartCopy: ['k', 'id', 1, '0-9', source],
}
/** Those that ask nobody, or are not about one request. */
const OTHERS =
  /^(_.*|constructor|(set|use|get)Bucket|cancel|isCancel|resetCancelFlag|.*[uU]rl(V4)?|calculatePost.*|signPost.*|parseXML|request(Error)?|signature|authorization(V4)?|setSLDEnabled|checkBrowserAndVersion)$/

test('all of them are here', () => {
  const methods = Object.keys(Object.getPrototypeOf(faults.direct())).filter((name) => !OTHERS.test(name))
  // Lists ask page by page; of folders, directories.test.js; of many objects, stored-encryption.
  const many = ['auditEncryption', 'reencrypt', 'downloadDirectory', 'uploadDirectory']
  const several = [...many, 'buckets', 'objects', 'parts', 'uploads', 'versions']
  assert.deepEqual(methods.filter((name) => !several.includes(name)).sort(), Object.keys(CALLS).sort())
})

describe('a call whose answer does not come', () => {
  for (const [method, given] of Object.entries(CALLS)) {
    test(method, { timeout: 5000 }, async () => {
      const args = given.map((arg) => (typeof arg === 'function' ? arg() : arg))
      const controller = new AbortController()
      const reason = new Error('not wanted any more')
      const options = { SSEAlgorithm: 'AES256', signal: controller.signal }
      faults.proxy.plan = ['stall-head']
      const asked = faults.proxy.requests + 1
      const client = faults.client()
      const promise = client[method](...args, options)
      await until(() => faults.proxy.requests >= asked)
      controller.abort(reason)
      assert.equal(await rejection(promise), reason)
      await until(() => faults.proxy.open === 0)
      assert.equal(faults.proxy.requests, asked, 'and nothing is tried again')
    })
  }
})

async function until(holds) {
  while (!holds()) await new Promise((resolve) => setImmediate(resolve))
}

describe('a signal', () => {
  test('that has fired: nothing is sent', async () => {
    const before = faults.proxy.requests
    const signal = AbortSignal.abort('enough')
    assert.equal(await rejection(faults.client().head('k', { signal })), 'enough')
    assert.equal(await rejection(faults.client().put('k', Buffer.from('x'), { signal })), 'enough')
    assert.equal(faults.proxy.requests, before)
  })

  test('without a reason: an AbortError, as from everything in Node', async () => {
    assert.equal((await rejection(faults.client().head('k', { signal: AbortSignal.abort() }))).name, 'AbortError')
  })

  test('that fires late changes nothing', async () => {
    const controller = new AbortController()
    const client = faults.client()
    await client.put('late', bytesOf(10), { signal: controller.signal })
    const { content } = await client.get('late', { signal: controller.signal })
    controller.abort()
    assert.equal(content.length, 10)
  })

  test('of a pause between attempts ends it', async () => {
    const controller = new AbortController()
    const started = faults.proxy.requests
    faults.proxy.plan = ['reset-before', 'reset-before']
    const promise = faults.client().head('k', { signal: controller.signal })
    await until(() => faults.proxy.requests > started)
    controller.abort('now')
    assert.equal(await rejection(promise), 'now')
    faults.proxy.plan = []
  })

  test('ends an upload in the middle of its stream, and closes the stream', async () => {
    const controller = new AbortController()
    let given = 0
    const stream = new Readable({
      read() {
        given++
        this.push(Buffer.alloc(64 * 1024))
      },
    })
    const promise = faults.client().put('endless', stream, { signal: controller.signal })
    await until(() => given > 10)
    controller.abort(new Error('stop'))
    assert.equal((await rejection(promise)).message, 'stop')
    if (!stream.closed) await once(stream, 'close')
    assert.equal((await rejection(faults.direct().head('endless'))).status, 404)
  })

  test('ends a download: into a stream, and as a stream', async () => {
    await faults.direct().put('k', bytesOf(100_000))
    for (const into of [true, false]) {
      const controller = new AbortController()
      faults.proxy.plan = ['stall-body']
      const reason = new Error('stop')
      const target = new Writable({
        write(_chunk, _encoding, done) {
          setImmediate(() => controller.abort(reason))
          done()
        },
      })
      target.on('error', () => {})
      const client = faults.client()
      if (into) {
        assert.equal(await rejection(client.get('k', target, { signal: controller.signal })), reason)
        assert(target.destroyed)
      } else {
        const { stream } = await client.getStream('k', { signal: controller.signal })
        stream.pipe(target)
        assert.equal((await once(stream, 'error'))[0], reason)
      }
      await until(() => faults.proxy.open === 0)
    }
  })
})
