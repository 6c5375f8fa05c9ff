'use strict'
// The requests of which uploads in parts are made, through ali-oss and through this package.

const assert = require('node:assert/strict')
const { writeFileSync } = require('node:fs')
const { join } = require('node:path')
const { test } = require('node:test')
const { folderForFile } = require('../folder.js')
const { emulatorForFile } = require('../emulator.js')
const { difference, throughBoth } = require('./both.js')
const { alike } = require('./cases.js')

const holder = emulatorForFile({ buckets: ['bucket-name'] })
const folder = folderForFile('objects-parts')
const path = join(folder, 'file')
const large = Buffer.alloc(250_000, 'abc')
writeFileSync(path, large)
const part = Buffer.from('content')
const SSE = 'x-oss-server-side-encryption'
const present = { prepare: (client) => client.put('source', large) }

/** Ids are the service's; they are seen as `id`. */
const plain = (result, id) => JSON.parse(JSON.stringify(result, (_, value) => (value === id ? 'id' : value)))

/** Begins an upload, does something with it, and tells what came of that. */
const begun = (work, options) => async (c) => {
  const { uploadId } = await c.initMultipartUpload('a.txt', options)
  try {
    const { res, ...result } = (await work(c, uploadId)) ?? {}
    return { ...plain(result, uploadId), status: res?.status }
  } finally {
    await c.abortMultipartUpload('a.txt', uploadId).catch(() => {})
    c.resetCancelFlag()
  }
}

const twoParts = async (c, id) => {
  const parts = []
  for (const number of [1, 2]) {
    const { etag } = await c.uploadPart('a.txt', id, number, large, (number - 1) * 125_000, number * 125_000)
    parts.push({ number, etag })
  }
  return parts
}

/** What both give. What they send has ids in it. */
const CASES = {
  init: begun(() => undefined),
  'uploadPart of a buffer': begun((c, id) => c.uploadPart('a.txt', id, 1, part, 0, 7)),
  'uploadPart of a part of a buffer': begun((c, id) => c.uploadPart('a.txt', id, 1, part, 2, 5)),
  'uploadPart of a file': begun((c, id) => c.uploadPart('a.txt', id, 1, path, 0, 100)),
  'uploadPart to no upload': (c) => c.uploadPart('a.txt', 'none', 1, part, 0, 7),
  'uploadPart of a bad number': begun((c, id) => c.uploadPart('a.txt', id, 10001, part, 0, 7)),
  uploadPartCopy: begun((c, id) =>
    c.uploadPartCopy('a.txt', id, 1, '0-9', { sourceKey: 'source', sourceBucketName: 'bucket-name' }),
  ),
  'uploadPartCopy of all': begun((c, id) =>
    c.uploadPartCopy('a.txt', id, 1, '', { sourceKey: 'source', sourceBucketName: 'bucket-name' }),
  ),
  'uploadPartCopy of nothing': begun((c, id) =>
    c.uploadPartCopy('a.txt', id, 1, '0-9', { sourceKey: 'none', sourceBucketName: 'bucket-name' }),
  ),
  complete: begun(async (c, id) => c.completeMultipartUpload('a.txt', id, await twoParts(c, id))),
  'complete out of order, twice': begun(async (c, id) => {
    const parts = await twoParts(c, id)
    return c.completeMultipartUpload('a.txt', id, [parts[1], parts[0], parts[1]])
  }),
  'complete with a wrong tag': begun(async (c, id) => {
    await twoParts(c, id)
    return c.completeMultipartUpload('a.txt', id, [{ number: 1, etag: '"wrong"' }])
  }),
  'complete no upload': (c) => c.completeMultipartUpload('a.txt', 'none', [{ number: 1, etag: '"a"' }]),
  abort: begun((c, id) => c.abortMultipartUpload('a.txt', id)),
  'abort no upload': (c) => c.abortMultipartUpload('a.txt', 'none'),
  listParts: begun(async (c, id) => {
    await twoParts(c, id)
    const { parts, ...rest } = await c.listParts('a.txt', id)
    return { ...rest, parts: parts.map((one) => ({ ...one, LastModified: '' })) }
  }),
  'listParts of one': begun(async (c, id) => {
    await twoParts(c, id)
    const { parts, ...rest } = await c.listParts('a.txt', id, { 'max-parts': 1 })
    return { ...rest, parts: { ...parts, LastModified: '' } }
  }),
  'listParts of none': begun((c, id) => c.listParts('a.txt', id)),
  'listParts of no upload': (c) => c.listParts('a.txt', 'none'),
  listUploads: begun(async (c) => {
    const { uploads, ...rest } = await c.listUploads({})
    return { ...rest, nextUploadIdMarker: '', uploads: uploads.map((one) => Object.keys(one)) }
  }),
  'listUploads of none': (c) => c.listUploads({ prefix: 'none' }),
  'multipartUpload of little': (c) => c.multipartUpload('a.txt', part),
  'multipartUpload of a file': async (c) => {
    const { res, ...result } = await c.multipartUpload('a.txt', path, { partSize: 102400, parallel: 1 })
    return { ...result, status: res.status }
  },
  'multipartUpload of a buffer': async (c) => {
    const { res, ...result } = await c.multipartUpload('a.txt', large, { partSize: 102400 })
    return { ...result, status: res.status }
  },
  'multipartUpload of too small parts': (c) => c.multipartUpload('a.txt', large, { partSize: 1 }),
  multipartUploadCopy: async (c) => {
    const from = { sourceKey: 'source', sourceBucketName: 'bucket-name' }
    const { res, ...result } = await c.multipartUploadCopy('a.txt', from, { partSize: 102400 })
    return { ...result, status: res.status }
  },
  'multipartUploadCopy of nothing': (c) =>
    c.multipartUploadCopy('a.txt', { sourceKey: 'none', sourceBucketName: 'bucket-name' }),
}

/** Requests in an order that does not depend on which part was faster. */
const requests = (sent) =>
  sent
    .map(({ headers, body: _, query, ...rest }) => ({
      ...rest,
      query: query.map(([name, value]) => [name, name === 'uploadId' ? 'id' : value]),
      headers: Object.entries({ ...headers, 'content-length': 0, 'transfer-encoding': 0 })
        .filter(([name]) => name !== 'x-oss-copy-source-if-match')
        .sort(),
    }))
    .map((request) => JSON.stringify(request))
    .sort()

for (const authorizationV4 of [false, true]) {
  for (const [name, call] of Object.entries(CASES)) {
    test(`${name}, with ${authorizationV4 ? 'V4' : 'V1'}`, async () => {
      const setting = { ...present, options: { authorizationV4 } }
      const { theirs, ours } = await throughBoth(holder.current, call, setting)
      if (ours.value) {
        const { sse: _, crc64, size, ...rest } = ours.value
        if (crc64 || size) difference('part-result')
        ours.value = rest
      }
      assert.deepEqual(ours.value ?? ours.error, theirs.value ?? theirs.error)
      assert.deepEqual(requests(ours.sent), requests(theirs.sent))
      const conditions = ours.sent.filter(({ headers }) => headers['x-oss-copy-source-if-match'])
      if (conditions.length > 0) difference('copy-if-match')
      assert.equal(conditions.length, name === 'multipartUploadCopy' ? 3 : 0)
    })
  }
}

alike(holder, [
  ['a malformed upload', (c) => c.abortMultipartUpload('a.txt', 'none')],
  ['uploads of no bucket', (c) => c.listUploads({}), { options: { bucket: 'no-such-bucket' } }],
])

test('no step carries encryption, however it is written', async () => {
  difference('part-headers')
  const names = [SSE, 'X-Oss-Server-Side-Encryption', 'X-OSS-SERVER-SIDE-ENCRYPTION']
  for (const name of names) {
    const headers = { [name]: 'KMS', 'x-oss-server-side-data-encryption': 'SM4' }
    const { theirs, ours } = await throughBoth(holder.current, (c) =>
      c.multipartUpload('a.txt', large, { partSize: 102400, headers, meta: { a: 'b' } }),
    )
    const told = ({ sent }) =>
      sent.map((one) => Object.keys(one.headers).filter((header) => /encryption|meta/.test(header)))
    const [first, ...rest] = told(ours)
    assert.deepEqual(first.sort(), ['x-oss-meta-a', 'x-oss-server-side-data-encryption', SSE])
    assert.deepEqual(rest, [[], [], [], []])
    assert(
      told(theirs)
        .slice(1)
        .every((found) => found.length > 0),
    )
  }
})
