'use strict'
// What a bucket holds, listed through ali-oss and through this package.

const assert = require('node:assert/strict')
const { test } = require('node:test')
const { emulatorForFile } = require('../emulator.js')
const { OSS, difference, throughBoth } = require('./both.js')
const { alike } = require('./cases.js')

const holder = emulatorForFile({ buckets: ['bucket-name', 'old-versions'] })
const bytes = Buffer.from('content')
const NAMES = ['a/1.txt', 'a/2.txt', 'b/1.txt', 'c.txt', 'ä +%&.txt']

let filled = false
/** Objects are made once: when they were made is part of lists. */
const objects = {
  prepare: async (client) => {
    if (filled) return
    filled = true
    for (const name of NAMES) await client.put(name, bytes)
    const versioned = new OSS({ ...holder.current.clientOptions(), bucket: 'old-versions' })
    await versioned.putBucketVersioning('old-versions', 'Enabled')
    for (const name of ['a/1', 'a/1', 'b']) await versioned.put(name, bytes)
    await versioned.delete('b')
    await versioned.delete('c')
  },
}
const versions = { ...objects, options: { bucket: 'old-versions' } }

/** A page of a list, and the one behind it. */
const pages = async (first, next) => {
  const page = await first
  return { ...(await next(page)), page: { ...page, res: null } }
}

alike(holder, [
  ['list', (c) => c.list({}), objects],
  ['list without a query', (c) => c.list(), objects],
  ['list with null', (c) => c.list(null, null), objects],
  ['list by prefix', (c) => c.list({ prefix: 'a/' }), objects],
  ['list by delimiter', (c) => c.list({ delimiter: '/' }), objects],
  ['list by both', (c) => c.list({ prefix: 'a/', delimiter: '/' }), objects],
  ['list of nothing', (c) => c.list({ prefix: 'none' }), objects],
  ['list of one', (c) => c.list({ prefix: 'c' }), objects],
  [
    'list in pages',
    (c) => pages(c.list({ 'max-keys': 2 }), ({ nextMarker }) => c.list({ marker: nextMarker })),
    objects,
  ],
  ['list with a bad number', (c) => c.list({ 'max-keys': 'many' }), objects],
  ['list of no bucket', (c) => c.list({}), { options: { bucket: 'no-such-bucket' } }],
  ['list without a bucket', (c) => c.list({}), { options: { bucket: undefined } }],
  ['listV2', (c) => c.listV2({}), objects],
  ['listV2 without a query', (c) => c.listV2(), objects],
  ['listV2 with owners', (c) => c.listV2({ 'fetch-owner': 'true' }), objects],
  ['listV2 by both', (c) => c.listV2({ prefix: 'a/', delimiter: '/', 'start-after': 'a/1.txt' }), objects],
  ['listV2 by delimiter', (c) => c.listV2({ delimiter: '/' }), objects],
  [
    'listV2 in pages',
    (c) =>
      pages(c.listV2({ 'max-keys': 2 }), (page) =>
        c.listV2({ 'max-keys': 2, 'continuation-token': page.nextContinuationToken }),
      ),
    objects,
  ],
  [
    'listV2 with the other name of the token',
    (c) => pages(c.listV2({ 'max-keys': 2 }), (page) => c.listV2({ continuationToken: page.nextContinuationToken })),
    objects,
  ],
  ['getBucketVersions', (c) => c.getBucketVersions(), versions],
  ['getBucketVersions by prefix', (c) => c.getBucketVersions({ prefix: 'a/' }), versions],
  ['getBucketVersions by delimiter', (c) => c.getBucketVersions({ delimiter: '/' }), versions],
  ['getBucketVersions of nothing', (c) => c.getBucketVersions({ prefix: 'none' }), versions],
  [
    'listObjectVersions in pages',
    (c) =>
      pages(c.listObjectVersions({ 'max-keys': 1 }), (page) =>
        c.listObjectVersions({ keyMarker: page.nextKeyMarker, versionIdMarker: page.nextVersionIdMarker }),
      ),
    versions,
  ],
  ['getBucketVersions with half a marker', (c) => c.getBucketVersions({ versionIdMarker: 'a' }), versions],
  ['getBucketVersions of no bucket', (c) => c.getBucketVersions(), { options: { bucket: 'no-such-bucket' } }],
])

test('what is meant to differ', async () => {
  const both = (call) => throughBoth(holder.current, call, objects)
  difference('list-encoded')
  for (const method of ['list', 'listV2']) {
    const { theirs, ours } = await both((c) => c[method]({ 'encoding-type': 'url', prefix: 'ä' }))
    assert.equal(theirs.value.objects[0].name, '%C3%A4%20%2B%25%26.txt')
    assert.equal(ours.value.objects[0].name, NAMES[4])
  }
  difference('null-options')
  const nothing = await both((c) => c.listV2(null))
  assert.match(nothing.theirs.error.message, /null/)
  assert.equal(nothing.ours.value.objects.length, NAMES.length)

  const query = Object.freeze({ continuationToken: 'YS8xLnR4dA==' })
  difference('unchanged')
  const token = await both((c) => c.listV2({ ...query }))
  assert.equal(token.ours.sent[0].query.length, 2)
})
