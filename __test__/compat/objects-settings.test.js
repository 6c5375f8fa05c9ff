'use strict'
// Access, tags, links, versions and archives through ali-oss and through this package.

const assert = require('node:assert/strict')
const { test } = require('node:test')
const { emulatorForFile } = require('../emulator.js')
const { difference, throughBoth } = require('./both.js')
const { alike } = require('./cases.js')

const holder = emulatorForFile({ buckets: ['bucket-name'] })
const bytes = Buffer.from('content')
const present = { prepare: (client) => client.put('a.txt', bytes) }
const tagged = { prepare: (client) => client.put('a.txt', bytes, { headers: { 'x-oss-tagging': 'a=1&b=2%20c' } }) }
const linked = {
  prepare: async (client) => {
    await client.put('ä b/target', bytes)
    await client.putSymlink('link', 'ä b/target')
  },
}
const archived = (storageClass) => ({
  prepare: async (client) => {
    await client.delete('archived')
    await client.put('archived', bytes, { headers: { 'x-oss-storage-class': storageClass } })
  },
})
const unversioned = { prepare: (client) => client.putBucketVersioning('bucket-name', 'Suspended') }

alike(holder, [
  ['putACL', (c) => c.putACL('a.txt', 'public-read'), present],
  ['putACL with null', (c) => c.putACL('a.txt', 'private', null), present],
  ['putACL of a version', (c) => c.putACL('a.txt', 'private', { versionId: 'null' }), present],
  ['putACL of nothing', (c) => c.putACL('none', 'private')],
  ['putACL unknown', (c) => c.putACL('a.txt', 'everybody'), present],
  ['getACL', (c) => c.getACL('a.txt'), present],
  ['getACL of a version', (c) => c.getACL('a.txt', { versionId: 'null' }), present],
  ['getACL of nothing', (c) => c.getACL('none')],
  ['putSymlink', (c) => c.putSymlink('link', '/ä b/+target')],
  ['putSymlink with null', (c) => c.putSymlink('link', 'target', null)],
  [
    'putSymlink with everything',
    (c) =>
      c.putSymlink('link', 'target', {
        storageClass: 'IA',
        meta: { a: 'b' },
        headers: { 'x-oss-object-acl': 'private' },
      }),
  ],
  ['getSymlink', (c) => c.getSymlink('link'), linked],
  ['getSymlink of a version', (c) => c.getSymlink('link', { versionId: 'null' }), linked],
  ['getSymlink of no link', (c) => c.getSymlink('a.txt'), present],
  ['getSymlink of nothing', (c) => c.getSymlink('none')],
  ['get through a link', (c) => c.get('link'), linked],
  ['head of a link', (c) => c.head('link'), linked],
  ['putObjectTagging', (c) => c.putObjectTagging('a.txt', { a: '1', 'b c': '2+:/=._-' }), present],
  ['putObjectTagging of a version', (c) => c.putObjectTagging('a.txt', { a: '1' }, { versionId: 'null' }), present],
  ['putObjectTagging of nothing', (c) => c.putObjectTagging('none', { a: '1' })],
  ...[5, [], 'a', null, { a: 1 }, { a: '&' }, { ä: 'b' }, { ['a'.repeat(129)]: 'b' }, { a: 'b'.repeat(257) }].map(
    (tag) => [
      `putObjectTagging with ${JSON.stringify(tag).slice(0, 20)}`,
      (c) => c.putObjectTagging('a.txt', tag),
      present,
    ],
  ),
  [
    'putObjectTagging with too many',
    (c) => c.putObjectTagging('a.txt', Object.fromEntries(Array.from({ length: 11 }, (_, i) => [`a${i}`, 'b']))),
    present,
  ],
  ['getObjectTagging', (c) => c.getObjectTagging('a.txt'), tagged],
  [
    'getObjectTagging of one',
    (c) => c.getObjectTagging('a.txt'),
    { prepare: (c) => c.put('a.txt', bytes, { headers: { 'x-oss-tagging': 'a=1' } }) },
  ],
  ['getObjectTagging of none', (c) => c.getObjectTagging('a.txt'), present],
  ['getObjectTagging of a version', (c) => c.getObjectTagging('a.txt', { versionId: 'null' }), tagged],
  ['getObjectTagging of nothing', (c) => c.getObjectTagging('none')],
  ['deleteObjectTagging', (c) => c.deleteObjectTagging('a.txt'), tagged],
  ['deleteObjectTagging of nothing', (c) => c.deleteObjectTagging('none')],
  ['restore', (c) => c.restore('archived'), archived('Archive')],
  ['restore with null', (c) => c.restore('archived', null), archived('Archive')],
  ['restore for some days', (c) => c.restore('archived', { Days: 3 }), archived('Archive')],
  ['restore of a version', (c) => c.restore('archived', { type: 'Archive', versionId: 'null' }), archived('Archive')],
  ['restore from the cold', (c) => c.restore('archived', { type: 'ColdArchive' }), archived('ColdArchive')],
  [
    'restore from the cold in a hurry',
    (c) => c.restore('archived', { type: 'ColdArchive', Days: 2, JobParameters: 'Expedited' }),
    archived('ColdArchive'),
  ],
  ['restore of what is not archived', (c) => c.restore('a.txt'), present],
  ['restore of nothing', (c) => c.restore('none')],
  ['get of an archived object', (c) => c.get('archived'), archived('Archive')],
  ['putBucketVersioning', (c) => c.putBucketVersioning('bucket-name', 'Enabled'), unversioned],
  ['putBucketVersioning, suspended', (c) => c.putBucketVersioning('bucket-name', 'Suspended'), unversioned],
  ['putBucketVersioning unknown', (c) => c.putBucketVersioning('bucket-name', 'On')],
  ['getBucketVersioning', (c) => c.getBucketVersioning('bucket-name'), unversioned],
  ['getBucketVersioning of no bucket', (c) => c.getBucketVersioning('no-such-bucket')],
])

test('what is meant to differ', async () => {
  difference('silent-errors')
  const missing = await throughBoth(holder.current, (c) => c.putBucketVersioning('no-such-bucket', 'Enabled'))
  assert.deepEqual([missing.theirs.value.status, missing.ours.error.code], [404, 'NoSuchBucket'])
})
