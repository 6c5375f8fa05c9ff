'use strict'
// Objects copied, and many deleted at once, through ali-oss and through this package.

const assert = require('node:assert/strict')
const { test } = require('node:test')
const { emulatorForFile } = require('../emulator.js')
const { difference, throughBoth } = require('./both.js')
const { alike } = require('./cases.js')

const holder = emulatorForFile({ buckets: ['bucket-name', 'source-bucket'] })
const bytes = Buffer.from('content')
const source = 'ä +/source.txt'
const sse = { 'x-oss-server-side-encryption': 'AES256' }
const present = {
  prepare: async (client) => {
    await client.put(source, bytes, { meta: { a: 'b' } })
    await client.put('a.txt', bytes, { meta: { a: 'b' } })
    client.useBucket('source-bucket')
    await client.put(source, bytes)
    client.useBucket('bucket-name')
  },
}
const several = {
  prepare: async (client) => {
    for (const name of ['a', 'b', 'c & <d>']) await client.put(name, bytes)
  },
}

alike(holder, [
  ['copy', (c) => c.copy('b.txt', source), present],
  ['copy with null', (c) => c.copy('b.txt', source, null, null), present],
  ['copy from a named bucket', (c) => c.copy('b.txt', source, 'source-bucket'), present],
  ['copy from a bucket in the name', (c) => c.copy('b.txt', `/source-bucket/${source}`), present],
  ['copy onto a leading slash', (c) => c.copy('/b.txt', 'a.txt'), present],
  ['copy with metadata', (c) => c.copy('b.txt', 'a.txt', { meta: { c: 'd' } }), present],
  ['copy of a version', (c) => c.copy('b.txt', 'a.txt', { versionId: 'null' }), present],
  [
    'copy from a named bucket, with metadata',
    (c) => c.copy('b.txt', source, 'source-bucket', { meta: { c: 'd' } }),
    present,
  ],
  ['copy of nothing', (c) => c.copy('b.txt', 'none'), present],
  ['copy from no bucket', (c) => c.copy('b.txt', '/no-such-bucket/a'), present],
  ['copy from a malformed bucket', (c) => c.copy('b.txt', 'a', 'B'), present],
  ['copy onto itself', (c) => c.copy('a.txt', 'a.txt'), present],
  ['deleteMulti', (c) => c.deleteMulti(['a', 'b', 'c & <d>', 'none']), several],
  ['deleteMulti of one', (c) => c.deleteMulti(['a']), several],
  ['deleteMulti quietly', (c) => c.deleteMulti(['a', 'b'], { quiet: true }), several],
  ['deleteMulti of versions', (c) => c.deleteMulti([{ key: 'a', versionId: 'null' }, { key: 'b' }]), several],
  ['deleteMulti of nothing', (c) => c.deleteMulti([])],
  ['deleteMulti of undefined', (c) => c.deleteMulti()],
  ['deleteMulti of no bucket', (c) => c.deleteMulti(['a']), { options: { bucket: 'no-such-bucket' } }],
])

const both = (call, setting = present) => throughBoth(holder.current, call, setting)
/** Headers of a copy, without those that every request has. */
function copying({ sent }) {
  const names = Object.entries(sent.at(-1).headers).filter(([name]) =>
    /^x-oss-(?!date|content)|^if-|type|cache/.test(name),
  )
  return Object.fromEntries(names)
}

test('headers of a copy', async () => {
  difference('copy-headers')
  const tag = () => ({ 'If-None-Match': '"other"', ...sse, 'Cache-Control': 'no-cache' })
  const { theirs, ours } = await both((c) => c.copy('b.txt', 'a.txt', { headers: tag() }))
  const sent = {
    'x-oss-copy-source': '/bucket-name/a.txt',
    'x-oss-copy-source-if-none-match': '"other"',
    'x-oss-server-side-encryption': 'AES256',
    'x-oss-metadata-directive': 'REPLACE',
    'cache-control': 'no-cache',
    'content-type': 'text/plain',
  }
  assert.deepEqual(copying(ours), sent)
  assert.deepEqual(copying(theirs), {
    ...sent,
    'if-none-match': '"other"',
    'x-oss-copy-source-cache-control': 'no-cache',
    'x-oss-copy-source-x-oss-server-side-encryption': 'AES256',
  })
})

test('putMeta keeps the encryption', async () => {
  difference('put-meta')
  const encrypted = { prepare: (c) => c.put('a.txt', bytes, { headers: sse }) }
  const { theirs, ours } = await both((c) => c.putMeta('a.txt', { c: 'd' }), encrypted)
  assert.deepEqual(
    theirs.sent.map(({ method }) => method),
    ['PUT'],
  )
  assert.deepEqual(
    ours.sent.map(({ method }) => method),
    ['HEAD', 'PUT'],
  )
  assert.equal(copying(theirs)['x-oss-server-side-encryption'], undefined)
  assert.equal(copying(ours)['x-oss-server-side-encryption'], 'AES256')
  const told = ({ value }) => value.res.headers['x-oss-server-side-encryption']
  assert.deepEqual([told(theirs), told(ours)], [undefined, 'AES256'])
  assert.deepEqual(ours.value.data.etag, theirs.value.data.etag)
  const chosen = await both(
    (c) => c.putMeta('a.txt', null, { headers: { 'X-Oss-Server-Side-Encryption': 'SM4' } }),
    encrypted,
  )
  assert.equal(chosen.ours.sent.length, 1)
})

test('names are names', async () => {
  difference('delete-list')
  const { theirs, ours } = await both((c) => c.deleteMulti('ab'), several)
  assert.equal(theirs.sent.length, 1)
  assert.deepEqual([ours.sent, ours.error.message], [[], 'names must be an array'])
})
