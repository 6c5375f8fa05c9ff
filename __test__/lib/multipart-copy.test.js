'use strict'
// Copies in parts.

const assert = require('node:assert/strict')
const { describe, test } = require('node:test')
const { FakeClient } = require('./fake-client.js')
const { KIB, caught } = require('./uploads.js')

describe('a copy', () => {
  const source = Object.freeze({ sourceKey: 'src', sourceBucketName: 'other' })

  test('asks in ranges, with its headers on parts alone, and never changes the bucket', async () => {
    const client = new FakeClient()
    client.headers = { 'x-oss-hash-crc64ecma': '7' }
    const progress = []
    await client.multipartUploadCopy('key', source, {
      partSize: 400 * KIB,
      headers: { 'x-oss-storage-class': 'IA' },
      copyheaders: { 'x-oss-copy-source-if-match': 'e' },
      versionId: 'v',
      requireEncryption: true,
      progress: (p) => progress.push(p),
    })
    const [[, head]] = client.named('head')
    assert.equal(head.bucket, 'other')
    assert.equal(head.versionId, 'v')
    // The source need not be encrypted.
    assert.equal(head.requireEncryption, undefined)
    const copies = client.named('copy')
    assert.deepEqual(
      copies.map(([, range]) => range),
      ['0-409599', '409600-819199', '819200-1048575'],
    )
    assert.deepEqual(copies[0][3].headers, { 'x-oss-copy-source-if-match': 'e' })
    assert.equal(copies[0][3].versionId, 'v')
    assert.equal(copies[0][3].requireEncryption, true)
    const [[, initiate]] = client.named('init')
    assert.deepEqual(initiate.headers, { 'x-oss-storage-class': 'IA' })
    assert.deepEqual(progress, [0, 1 / 3, 2 / 3, 3 / 4, 1])
    assert.equal(client.options.bucket, 'bucket')
  })

  test('of a source that changed meanwhile is an error', async () => {
    const client = new FakeClient()
    client.headers = { 'x-oss-hash-crc64ecma': '8' }
    assert.equal((await caught(client.multipartUploadCopy('key', source))).code, 'InconsistentCrc64')
    client.headers = { 'x-oss-hash-crc64ecma': '9' }
    await client.multipartUploadCopy('key', { ...source, startOffset: 1 })
  })

  test('fails with the words of ali-oss', async () => {
    const client = new FakeClient()
    const small = await caught(client.multipartUploadCopy('key', { ...source, endOffset: 5 }))
    assert.equal(small.message, 'copySize must not be smaller than 102400')
    client.onPart = () => {
      throw new Error('no')
    }
    const error = await caught(client.multipartUploadCopy('key', source))
    assert.equal(error.message, 'Failed to copy some parts with error: Error: no part_num: 1')
  })
})
