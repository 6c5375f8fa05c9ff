'use strict'
// Objects read, described and deleted through ali-oss and through this package.

const assert = require('node:assert/strict')
const { existsSync, readFileSync } = require('node:fs')
const { join } = require('node:path')
const { PassThrough } = require('node:stream')
const { buffer } = require('node:stream/consumers')
const { test } = require('node:test')
const { gzipSync } = require('node:zlib')
const { folderForFile } = require('../folder.js')
const { emulatorForFile } = require('../emulator.js')
const { OSS, difference, throughBoth } = require('./both.js')
const { alike } = require('./cases.js')

const holder = emulatorForFile({ buckets: ['bucket-name'] })
const folder = folderForFile('objects-get')

const file = join(folder, 'file')
const headers = { 'x-oss-server-side-encryption': 'AES256', 'Content-Disposition': 'inline' }
const present = { prepare: (client) => client.put('a.txt', Buffer.from('0123456789'), { meta: { a: 'b' }, headers }) }
const plain = { prepare: (client) => client.put('a.txt', Buffer.from('0123456789')) }
const packed = {
  prepare: (client) => client.put('a.txt', gzipSync('packed'), { headers: { 'content-encoding': 'gzip' } }),
}
/** What the service packs on the way, for who takes it. */
const text = Buffer.from('0123456789'.repeat(500))
const onTheWay = { prepare: (client) => client.put('a.txt', text, { mime: 'text/plain' }) }
const gzip = { headers: { 'Accept-Encoding': 'gzip' } }
const notSince = { headers: { 'If-Modified-Since': new Date(Date.now() + 1e6).toUTCString() } }
const otherTag = { headers: { 'If-Match': '"other"' } }

/** What is in a stream that was read, or in a file or a stream that was written. */
async function streamed(c, options, name = 'a.txt') {
  const { stream, ...rest } = await c.getStream(name, options)
  return {
    ...rest,
    read: (await buffer(stream)).toString(),
    code: stream.statusCode,
    headers: Object.keys(stream.headers),
  }
}
async function intoFile(c, options) {
  const result = await c.get('a.txt', file, options)
  return { ...result, read: readFileSync(file, 'utf8') }
}
async function intoStream(c, options) {
  const target = new PassThrough()
  const result = await c.get('a.txt', target, options)
  return { ...result, read: (await buffer(target)).toString() }
}

alike(holder, [
  ['get', (c) => c.get('a.txt'), present],
  ['get with a leading slash', (c) => c.get('/a.txt'), present],
  ['get with null', (c) => c.get('a.txt', null, null), present],
  ['get with options alone', (c) => c.get('a.txt', { headers: { Range: 'bytes=2-4' } }), present],
  ['get with a file that is none', (c) => c.get('a.txt', 5, { headers: { Range: 'bytes=2-4' } }), present],
  ['get a range that is not there', (c) => c.get('a.txt', { headers: { Range: 'bytes=20-' } }), present],
  ['get what was packed', (c) => c.get('a.txt'), packed],
  ['get what is packed on the way', (c) => c.get('a.txt', gzip), onTheWay],
  ['get what was packed, taking it', (c) => c.get('a.txt', gzip), packed],
  ['get what could be packed', (c) => c.get('a.txt'), onTheWay],
  [
    'get a range of what could be packed',
    (c) => c.get('a.txt', { headers: { ...gzip.headers, Range: 'bytes=2-2000' } }),
    onTheWay,
  ],
  ['get with response headers', (c) => c.get('a.txt', { subres: { 'response-content-type': 'x/y' } }), present],
  ['get a version', (c) => c.get('a.txt', { versionId: 'null' }), present],
  ['get a malformed version', (c) => c.get('a.txt', { versionId: 'bad' }), present],
  ['get what did not change', (c) => c.get('a.txt', notSince), present],
  ['get on a condition', (c) => c.get('a.txt', otherTag), present],
  ['get nothing', (c) => c.get('none')],
  ['get of no bucket', (c) => c.get('a.txt'), { options: { bucket: 'no-such-bucket' } }],
  ['get of an unknown client', (c) => c.get('a.txt'), { ...present, options: { accessKeyId: 'nobody' } }],
  ['get for a payer', (c) => c.get('a.txt'), { ...present, options: { isRequestPay: true } }],
  ['get into a file', intoFile, present],
  ['get a range into a file', (c) => intoFile(c, { headers: { Range: 'bytes=2-4' } }), present],
  ['get what was packed into a file', intoFile, packed],
  ['get what is packed on the way into a file', (c) => intoFile(c, gzip), onTheWay],
  ['get into a stream', intoStream, present],
  ['get what is packed on the way into a stream', (c) => intoStream(c, gzip), onTheWay],
  ['get what was packed into a stream', intoStream, packed],
  ['getStream', streamed, present],
  ['getStream with null', (c) => streamed(c, null), present],
  ['getStream of a range', (c) => streamed(c, { headers: { Range: 'bytes=0-1' } }), present],
  ['getStream of what was packed', streamed, packed],
  ['getStream of what is packed on the way', (c) => streamed(c, gzip), onTheWay],
  ['getStream of what did not change', (c) => streamed(c, notSince), present],
  ['head', (c) => c.head('a.txt'), present],
  ['head without metadata', (c) => c.head('a.txt'), plain],
  ['head what is packed on the way', (c) => c.head('a.txt', gzip), onTheWay],
  ['head a version', (c) => c.head('a.txt', { versionId: 'null' }), present],
  ['head what did not change', (c) => c.head('a.txt', notSince), present],
  ['head on a condition', (c) => c.head('a.txt', otherTag), present],
  ['head nothing', (c) => c.head('none')],
  ['head with a wrong secret', (c) => c.head('a.txt'), { options: { accessKeySecret: 'wrong' } }],
  ['getObjectMeta', (c) => c.getObjectMeta('a.txt'), present],
  ['getObjectMeta with null', (c) => c.getObjectMeta('a.txt', null), present],
  ['getObjectMeta of a version', (c) => c.getObjectMeta('a.txt', { versionId: 'null' }), present],
  ['getObjectMeta of nothing', (c) => c.getObjectMeta('none')],
  ['delete', (c) => c.delete('a.txt'), present],
  ['delete a version', (c) => c.delete('a.txt', { versionId: 'null' }), present],
  ['delete nothing', (c) => c.delete('none')],
  ['delete of no bucket', (c) => c.delete('a.txt'), { options: { bucket: 'no-such-bucket' } }],
])

const both = (call, setting = present) => throughBoth(holder.current, call, setting)

test('names and options', async () => {
  difference('object-name')
  for (const name of [undefined, 5]) {
    const { theirs, ours } = await both((c) => c.get(name))
    assert.match(theirs.error.message, /replace/)
    assert.deepEqual([ours.error.message, ours.sent], ['the object name must be a string', []])
  }
  difference('empty-name')
  for (const call of [(c) => c.delete(''), (c) => c.get('/'), (c) => c.put('', Buffer.from('a'))]) {
    const { theirs, ours } = await both(call)
    assert.equal(theirs.sent[0].path, '/')
    assert.deepEqual([ours.error.message, ours.sent], ['the object name is empty', []])
  }
  difference('null-options')
  for (const method of ['head', 'delete']) {
    const { theirs, ours } = await both((c) => c[method]('a.txt', null))
    assert.match(theirs.error.message, /null/)
    assert.equal(ours.error, undefined)
  }
})

test('errors are the same for every target', async () => {
  difference('stream-errors')
  const written = []
  const calls = [
    (c) => c.getStream('none'),
    (c) => c.get('none', file),
    async (c) => {
      const target = new PassThrough()
      await c.get('none', target).finally(() => written.push(target.writableEnded, String(target.read())))
    },
  ]
  const { ours: known } = await both((c) => c.get('none'))
  for (const call of calls) {
    const { theirs, ours } = await both(call)
    assert.equal(theirs.error.message, 'Object not exists')
    assert.deepEqual(ours.error, known.error)
  }
  assert.equal(written[0], true)
  assert.match(written[1], /<Code>NoSuchKey<\/Code>/)
  assert.deepEqual(written.slice(2), [false, 'null'])
  assert(!existsSync(file))

  difference('stream-version')
  const version = await both((c) => streamed(c, { versionId: 'null' }))
  assert.deepEqual([version.theirs.sent[0].query, version.ours.sent[0].query], [[], [['versionId', 'null']]])

  difference('file-target')
  const path = join(folder, 'none', 'file')
  const { ours } = await both((c) => c.get('a.txt', path))
  const { name, code, message } = ours.error
  assert.deepEqual(
    [name ?? 'Error', code, message],
    ['Error', 'ENOENT', `ENOENT: no such file or directory, open '${path}'`],
  )
})

test('control characters among several keys to delete', async () => {
  difference('delete-controls')
  const controls = String.fromCharCode(...Array.from({ length: 31 }, (_, index) => index + 1))
  const { theirs, ours } = await throughBoth(holder.current, (c) => c.deleteMulti(['a\u0001', controls]), {
    prepare: async (client) => {
      for (const key of ['a\u0001', controls]) await client.put(key, Buffer.from('a'))
    },
  })
  assert(theirs.sent[0].body.includes('a\u0001'))
  assert(ours.sent[0].body.includes('<Key>a&#1;</Key>'))
  assert.deepEqual(ours.sent[0].query, [
    ['delete', ''],
    ['encoding-type', 'url'],
  ])
  assert.deepEqual(
    ours.value.deleted.map(({ Key }) => Key),
    ['a\u0001', controls],
  )
  const store = new OSS(holder.current.clientOptions())
  for (const key of ['a\u0001', controls]) assert.equal(await store.head(key).catch(({ status }) => status), 404)
  await assert.rejects(store.deleteMulti(['a\u0000']), /has a character that XML cannot carry/)
})

test('what is not packed, or damaged, though it says that it is packed', async () => {
  difference('not-packed')
  const stored = (bytes) => ({ prepare: (c) => c.put('a.txt', bytes, { headers: { 'content-encoding': 'gzip' } }) })
  const unpacked = await both((c) => c.get('a.txt'), stored(text))
  assert.match(unpacked.theirs.error.message, /Non-whitespace before first tag/)
  assert.deepEqual(unpacked.ours.value.content, text)
  const damaged = await both((c) => c.get('a.txt'), stored(gzipSync(text).subarray(0, 20)))
  assert.match(damaged.theirs.error.message, /Non-whitespace before first tag/)
  assert.equal(damaged.ours.error.code, 'NotUnpacked')
  assert.match(damaged.ours.error.message, /cannot be unpacked, though it has Content-Encoding: gzip/)
})
