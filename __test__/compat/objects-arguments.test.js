'use strict'
// Arguments as callers give them: never changed, and of more kinds than ali-oss takes.

const assert = require('node:assert/strict')
const { mkdtempSync, rmSync, writeFileSync } = require('node:fs')
const { tmpdir } = require('node:os')
const { join } = require('node:path')
const { Readable } = require('node:stream')
const { after, test } = require('node:test')
const { emulatorForFile } = require('../emulator.js')
const { ALI, OSS, difference, throughBoth } = require('./both.js')

const holder = emulatorForFile({ buckets: ['bucket-name'] })
const folder = mkdtempSync(join(tmpdir(), 'objects-arguments-'))
after(() => rmSync(folder, { recursive: true }))
const bytes = Buffer.from('content')
const large = Buffer.alloc(250_000, 'abc')
const both = (call, setting) => throughBoth(holder.current, call, setting)

/** Something that cannot be changed, all the way down. */
function frozen(value) {
  for (const inner of Object.values(value))
    if (inner && typeof inner === 'object' && !Buffer.isBuffer(inner)) frozen(inner)
  return Object.freeze(value)
}

test('options are never changed', async () => {
  difference('unchanged')
  const options = () => ({ headers: { 'Cache-Control': 'no-cache' }, meta: { a: 'b' }, subres: {} })
  const changed = options()
  await new ALI(holder.current.clientOptions()).put('a', bytes, changed)
  assert.notDeepEqual(changed, options())

  const store = new OSS(holder.current.clientOptions({ endpoint: `http://localhost:${holder.current.port}` }))
  const c = new OSS(holder.current.clientOptions())
  const source = { sourceKey: 'b', sourceBucketName: 'bucket-name' }
  const given = () => frozen(options())
  await c.put('b', large, given())
  await c.putStream('a', Readable.from([bytes]), given())
  await c.delete('new', given())
  await c.append('new', bytes, given())
  await c.get('a', given())
  const { stream } = await c.getStream('a', given())
  stream.resume()
  await c.head('a', given())
  await c.getObjectMeta('a', given())
  await c.copy('c', 'a', given())
  await c.putMeta('c', frozen({ x: 'y' }), given())
  await c.list(frozen({ prefix: 'a', 'max-keys': 1 }), given())
  await c.listV2(frozen({ continuationToken: undefined, prefix: 'a' }), given())
  await c.getBucketVersions(frozen({ prefix: 'a' }), given())
  await c.putACL('a', 'private', given())
  await c.getACL('a', given())
  await c.putSymlink('link', 'a', given())
  await c.getSymlink('link', given())
  await c.putObjectTagging('a', frozen({ a: 'b' }), given())
  await c.getObjectTagging('a', given())
  await c.deleteObjectTagging('a', given())
  const { uploadId } = await c.initMultipartUpload('m', given())
  const { etag } = await c.uploadPart('m', uploadId, 1, bytes, 0, 7, given())
  await c.uploadPartCopy('m', uploadId, 2, '0-9', frozen(source), given())
  await c.listParts('m', uploadId, frozen({ 'max-parts': 5 }), given())
  await c.completeMultipartUpload('m', uploadId, frozen([{ number: 1, etag }]), given())
  await c.multipartUpload('m', large, frozen({ ...options(), partSize: 102400 }))
  await c.multipartUploadCopy('m', frozen(source), frozen({ ...options(), partSize: 102400 }))
  await c.deleteMulti(frozen(['m', { key: 'c' }]), given())
  store.signatureUrl('a', frozen({ ...options(), subResource: { acl: null }, response: { expires: 'a' } }))
  await store.signatureUrlV4('GET', 60, frozen({ headers: {}, queries: { acl: null } }), 'a', frozen([]))
})

test('bytes of any kind are bytes', async () => {
  difference('file-forms')
  const web = () => new Blob([bytes]).stream()
  for (const form of [() => new Uint8Array(bytes), web]) {
    const { theirs, ours } = await both((c) => c.put('a', form()))
    assert.match(theirs.error.message, /Must provide String\/Buffer\/ReadableStream for put/)
    assert.equal(ours.sent[0].body, 'content')
  }
  for (const form of [() => new Uint8Array(large), () => new Blob([large]), () => new Blob([large]).stream()]) {
    const { theirs, ours } = await both((c) => c.multipartUpload('a', form(), { partSize: 102400 }))
    assert(theirs.error)
    assert.equal(ours.error, undefined)
    assert.deepEqual((await new OSS(holder.current.clientOptions()).get('a')).content, large)
  }
})

test('an empty file has a length', async () => {
  difference('empty-file')
  const path = join(folder, 'empty')
  writeFileSync(path, '')
  const { theirs, ours } = await both((c) => c.put('a', path))
  assert.equal(theirs.sent[0].headers['transfer-encoding'], 'chunked')
  assert.deepEqual(
    [ours.sent[0].headers['content-length'], ours.sent[0].headers['transfer-encoding']],
    ['0', undefined],
  )
})

test('a length among the headers is the length', async () => {
  difference('length-header')
  const headers = { 'Content-Length': 7 }
  const { theirs, ours } = await both((c) => c.put('a', Readable.from([bytes]), { headers: { ...headers } }))
  const framing = ({ sent }) => [sent[0]?.headers['content-length'], sent[0]?.headers['transfer-encoding']]
  assert.notDeepEqual(framing(theirs), ['7', undefined])
  assert.deepEqual(framing(ours), ['7', undefined])
})
