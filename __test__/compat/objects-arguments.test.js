'use strict'
// Arguments as callers give them: never changed, and of more kinds than ali-oss takes.

const assert = require('node:assert/strict')
const { writeFileSync } = require('node:fs')
const { join } = require('node:path')
const { Readable } = require('node:stream')
const { test } = require('node:test')
const { folderForFile } = require('../folder.js')
const { emulatorForFile } = require('../emulator.js')
const { ALI, OSS, difference, throughBoth } = require('./both.js')

const holder = emulatorForFile({ buckets: ['bucket-name'] })
const folder = folderForFile('objects-arguments')
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
  async function* pieces() {
    yield bytes
  }
  for (const method of ['put', 'append']) {
    for (const form of [() => new Uint8Array(bytes), web, pieces, () => new Blob([bytes])]) {
      const { theirs, ours } = await both((c) => c[method]('a', form()), { prepare: (c) => c.delete('a') })
      assert.match(theirs.error.message, /Must provide String\/Buffer\/ReadableStream/)
      assert.equal(ours.sent[0].body, 'content')
    }
  }
  for (const form of [() => new Uint8Array(large), () => new Blob([large]), () => new Blob([large]).stream()]) {
    const { theirs, ours } = await both((c) => c.multipartUpload('a', form(), { partSize: 102400 }))
    assert(theirs.error)
    assert.equal(ours.error, undefined)
    assert.deepEqual((await new OSS(holder.current.clientOptions()).get('a')).content, large)
  }
})

test('a web file is a body like others', async () => {
  difference('file-like')
  const sent = ({ sent: [{ headers, body }] }) => [headers['content-type'], headers['content-length'], body]
  const small = new File([bytes], 'name.html')
  const like = { size: 7, slice: () => {}, stream: () => new Blob([bytes]).stream(), arrayBuffer: async () => bytes }
  for (const [file, type] of [
    [small, 'text/html'],
    [new File([bytes], 'name.html', { type: 'text/x' }), 'text/x'],
    [new Blob([bytes], { type: 'text/x' }), 'text/x'],
    [new Blob([bytes]), 'text/plain'],
    [like, 'text/plain'],
  ]) {
    const { theirs, ours } = await both((c) => c.put('a.txt', file))
    assert.match(theirs.error.message, /Must provide String/)
    assert.deepEqual(sent(ours), [type, '7', 'content'])
    const named = await both((c) => c.put('a.txt', file, { mime: 'text/y' }))
    assert.deepEqual(sent(named.ours), ['text/y', '7', 'content'])
  }
  const parts = (c) => c.multipartUpload('a', new File([large], 'name.html'), { partSize: 102400 })
  const { theirs, ours } = await both(parts)
  assert.match(theirs.error.message, /FileReader is not defined/)
  assert.equal(ours.sent[0].headers['content-type'], 'text/html')

  const onePart = async (c) => {
    const { uploadId } = await c.initMultipartUpload('a')
    const { etag } = await c.uploadPart('a', uploadId, 1, new Blob([large]), 2, 9)
    await c.completeMultipartUpload('a', uploadId, [{ number: 1, etag }])
    return (await c.get('a')).content.toString()
  }
  assert.equal((await both(onePart)).ours.value, large.toString('utf8', 2, 9))
})

test('what is no object says nothing as options', async () => {
  for (const options of ['text', 5, true, () => {}]) {
    for (const call of [
      (c) => c.putBucket('bucket-name', options),
      (c) => c.put('a', bytes, options),
      (c) => c.get('a', null, options),
      (c) => c.list({}, options),
      (c) => c.list(typeof options === 'string' ? {} : options),
      (c) => c.listBuckets({}, options),
    ]) {
      const { theirs, ours } = await both(call, { prepare: (c) => c.put('a', bytes) })
      assert.deepEqual(theirs.error, undefined)
      assert.deepEqual([ours.error, ours.sent[0].path], [undefined, theirs.sent[0].path])
    }
  }
  difference('text-options')
  const tagged = { prepare: (c) => c.put('a', bytes, { headers: { 'x-oss-tagging': 'a=b' } }) }
  const { theirs, ours } = await both((c) => c.deleteObjectTagging('a', 'text'), tagged)
  const asked = ({ sent: [{ method, query }] }) => [method, query.map(([name]) => name)]
  assert.deepEqual(
    [asked(theirs), asked(ours)],
    [
      ['DELETE', []],
      ['DELETE', ['tagging']],
    ],
  )
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
