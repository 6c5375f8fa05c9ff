'use strict'
// The bucket that a call about objects names itself: in place of the client's own, and where the client has none.

const assert = require('node:assert/strict')
const { describe, test } = require('node:test')
const OSS = require('..')
const { emulatorForFile, rejection } = require('./emulator.js')

const holder = emulatorForFile({ buckets: ['own-bucket', 'other-bucket'] })
const bytes = Buffer.from('content')
const large = Buffer.alloc(250_000, 'abc')
const bucket = 'other-bucket'
const names = ({ objects }) => objects.map(({ name }) => name)

/** Every call about objects, one after the other. */
const CALLS = {
  put: async (c, o) => assert.match((await c.put('a', bytes, o)).url, /\/other-bucket\/a$/),
  append: (c, o) => c.append('appended', bytes, o),
  get: async (c, o) => assert.deepEqual((await c.get('a', o)).content, bytes),
  getStream: async (c, o) => (await c.getStream('a', o)).stream.destroy(),
  head: (c, o) => c.head('a', o),
  getObjectMeta: (c, o) => c.getObjectMeta('a', o),
  copy: (c, o) => c.copy('copy', 'a', o),
  putMeta: (c, o) => c.putMeta('a', { x: 'y' }, o),
  putACL: (c, o) => c.putACL('a', 'private', o),
  getACL: (c, o) => c.getACL('a', o),
  putSymlink: (c, o) => c.putSymlink('link', 'a', o),
  getSymlink: (c, o) => c.getSymlink('link', o),
  putObjectTagging: (c, o) => c.putObjectTagging('a', { a: 'b' }, o),
  getObjectTagging: async (c, o) => assert.deepEqual((await c.getObjectTagging('a', o)).tag, { a: 'b' }),
  deleteObjectTagging: (c, o) => c.deleteObjectTagging('a', o),
  'a small multipartUpload': async (c, o) => assert.equal((await c.multipartUpload('m', bytes, o)).bucket, bucket),
  multipartUpload: async (c, o) =>
    assert.equal((await c.multipartUpload('m', large, { ...o, partSize: 102_400 })).bucket, bucket),
  multipartUploadCopy: async (c, o) => {
    const source = { sourceKey: 'm', sourceBucketName: bucket }
    assert.equal((await c.multipartUploadCopy('n', source, { ...o, partSize: 102_400 })).bucket, bucket)
  },
  parts: async (c, o) => {
    const { uploadId } = await c.initMultipartUpload('p', o)
    await c.uploadPart('p', uploadId, 1, bytes, 0, 7, o)
    assert.equal([(await c.listParts('p', uploadId, {}, o)).parts].flat().length, 1)
    assert.equal((await c.listUploads({}, o)).uploads.length, 1)
    await c.abortMultipartUpload('p', uploadId, o)
  },
  list: async (c, o) => assert.deepEqual(names(await c.list({}, o)), ['a', 'appended', 'copy', 'link', 'm', 'n']),
  listV2: async (c, o) => {
    for (const { url } of (await c.listV2({}, o)).objects) assert.match(url, /\/other-bucket\/\w+$/)
  },
  getBucketVersions: async (c, o) => assert.equal((await c.getBucketVersions({}, o)).objects.length, 6),
  delete: (c, o) => c.delete('a', o),
  deleteMulti: (c, o) => c.deleteMulti(['appended', 'copy', 'link', 'm', 'n'], o),
  'list again': async (c, o) => assert.deepEqual(names(await c.list({}, o)), []),
}

for (const own of ['own-bucket', undefined]) {
  describe(own ? 'beside the client’s own' : 'on a client without one', () => {
    for (const [name, call] of Object.entries(CALLS)) {
      test(name, async () => {
        // URLs then have the bucket in the path.
        const client = new OSS(holder.current.clientOptions({ bucket: own ?? null, sldEnable: true }))
        await call(client, Object.freeze({ bucket }))
        assert.equal(client.getBucket(), own ?? null)
      })
    }

    test('nothing went to the client’s own', async () => {
      assert.deepEqual(names(await new OSS(holder.current.clientOptions({ bucket: 'own-bucket' })).list()), [])
    })
  })
}

test('a name that no bucket has is refused', async () => {
  const client = new OSS(holder.current.clientOptions({ bucket: 'own-bucket' }))
  const before = (await holder.current.requests()).length
  for (const name of ['a/b', 'x.example.com', '', 'UPPER']) {
    const error = await rejection(client.get('a', { bucket: name }))
    assert.match(error.message, /^The bucket must be conform to the specifications/)
  }
  assert.equal((await holder.current.requests()).length, before)
  const none = new OSS(holder.current.clientOptions({ bucket: undefined }))
  assert.equal((await rejection(none.get('a', { bucket: null }))).message, 'Please create a bucket first')
})
