'use strict'
// Uploads in parts that are resumed, cancelled or fail, and answers that ali-oss trips over: what is meant to differ.

const assert = require('node:assert/strict')
const { test } = require('node:test')
const { emulatorForFile, rejection } = require('../emulator.js')
const { scriptedForFile, reply } = require('../scripted.js')
const { ALI, OSS, difference, throughBoth } = require('./both.js')

const holder = emulatorForFile({ buckets: ['bucket-name'] })
const server = scriptedForFile()
const large = Buffer.alloc(350_000, 'abc')
const PART = { partSize: 102400 }
/** Runs with both, and gives what each came to. */
async function each(call) {
  const outcomes = {}
  for (const [name, Client] of Object.entries({ theirs: ALI, ours: OSS })) {
    try {
      outcomes[name] = { value: await call(new Client(server.clientOptions())) }
    } catch (error) {
      outcomes[name] = { error }
    }
  }
  return /** @type {any} */ (outcomes)
}

test('progress reaches 1 only at the end', async () => {
  difference('progress')
  const shares = async (c) => {
    const seen = []
    await c.put('source', large)
    const source = { sourceKey: 'source', sourceBucketName: 'bucket-name' }
    await c.multipartUploadCopy('a', source, { ...PART, parallel: 1, progress: async (share) => void seen.push(share) })
    return seen
  }
  const { theirs, ours } = await throughBoth(holder.current, shares)
  const early = ({ value }) => value.slice(0, -1).some((share) => share >= 1)
  assert.deepEqual([early(theirs), early(ours), ours.value.at(-1)], [true, false, 1])
})

test('a resumed upload asks which parts are there', async () => {
  difference('resume')
  const resumed = async (c) => {
    const { uploadId } = await c.initMultipartUpload('a')
    const { etag } = await c.uploadPart('a', uploadId, 1, large, 0, 102400)
    const doneParts = [
      { number: 1, etag },
      { number: 2, etag: '"lost"' },
    ]
    const checkpoint = { file: large, name: 'a', fileSize: large.length, partSize: 102400, uploadId, doneParts }
    await c.multipartUpload('a', large, { checkpoint })
    return (await c.get('a')).content.equals(large)
  }
  const { theirs, ours } = await throughBoth(holder.current, resumed)
  assert.equal(theirs.error.code, 'InvalidPart')
  assert.equal(ours.value, true)
  assert(ours.sent.some(({ method, query }) => method === 'GET' && query.some(([name]) => name === 'uploadId')))
})

test('cancelling one upload, and the next goes on', async () => {
  difference('cancel')
  const cancelled = async (c) => {
    const first = c.multipartUpload('a', large, { ...PART, parallel: 1, progress: async () => c.cancel() })
    const error = await first.catch((reason) => reason)
    const flags = [c.isCancel(), c.resetCancelFlag() ?? c.isCancel()]
    const { etag } = await c.multipartUpload('b', large, { ...PART })
    return { name: error.name, status: error.status, flags, done: Boolean(etag) }
  }
  const after = await throughBoth(holder.current, cancelled)
  assert.deepEqual(after.ours.value, { name: 'cancel', status: 0, flags: [true, false], done: true })
  assert.deepEqual(after.theirs.value, after.ours.value)

  const revived = async (c) => {
    let second
    const progress = async () => {
      if (second) return
      c.cancel()
      second = c.multipartUpload('b', large, { ...PART })
    }
    const first = await c.multipartUpload('a', large, { ...PART, parallel: 1, progress }).catch((reason) => reason)
    return [first.name, (await second).name]
  }
  const { theirs, ours } = await throughBoth(holder.current, revived)
  assert.deepEqual(
    [theirs.value, ours.value],
    [
      ['a', 'b'],
      ['cancel', 'b'],
    ],
  )
})

test('a source that cannot be asked about leaves the client its bucket', async () => {
  difference('copy-bucket')
  const missing = async (c) => {
    await rejection(c.multipartUploadCopy('a', { sourceKey: 'none', sourceBucketName: 'other-bucket' }, { ...PART }))
    return c.getBucket()
  }
  const { theirs, ours } = await throughBoth(holder.current, missing)
  assert.deepEqual([theirs.value, ours.value], ['other-bucket', 'bucket-name'])
})

test('objects without an owner are listed', async () => {
  difference('no-owner')
  server.answer = reply(200, {}, '<ListBucketResult><Contents><Key>a</Key><Size>1</Size></Contents></ListBucketResult>')
  const { theirs, ours } = await each((c) => c.list({}))
  assert.match(theirs.error.message, /'ID'/)
  assert.deepEqual(
    ours.value.objects.map(({ name, size, owner }) => [name, size, owner]),
    [['a', 1, null]],
  )
})

test('an object that is readable already', async () => {
  difference('restore-200')
  server.answer = reply(200)
  const { theirs, ours } = await each((c) => c.restore('a'))
  assert.equal(theirs.error.status, 200)
  assert.equal(ours.value.res.status, 200)
})

test('bytes that arrive as others', async () => {
  difference('crc64')
  server.answer = reply(200, { 'x-oss-hash-crc64ecma': '1' }, 'content')
  const read = await each((c) => c.get('a'))
  assert.equal(read.theirs.value.content.toString(), 'content')
  assert.equal(read.ours.error.code, 'InconsistentCrc64')
  const written = await each((c) => c.put('a', large))
  assert.equal(written.theirs.error, undefined)
  assert.equal(written.ours.error.code, 'InconsistentCrc64')
})

test('parts that are there when another fails stand in the checkpoint', async () => {
  difference('failed-part')
  const uploadId = '<InitiateMultipartUploadResult><UploadId>id</UploadId></InitiateMultipartUploadResult>'
  const run = async (c) => {
    let [checkpoint, failed] = [/** @type {any} */ (undefined), false]
    const held = []
    server.answer = (request, response) => {
      const number = /partNumber=(\d)/.exec(String(request.url))?.[1]
      if (!number) return reply(200, {}, uploadId)(request, response)
      if (number === '1') {
        response.on('finish', () => {
          failed = true
          for (const goOn of held) goOn()
        })
        return reply(403, {}, '<Error><Code>AccessDenied</Code></Error>')(request, response)
      }
      const later = () => reply(200, { etag: `"${number}"` })(request, response)
      if (failed) later()
      else held.push(later)
    }
    const progress = async (_, now) => {
      checkpoint = now
    }
    const error = await c.multipartUpload('a', large, { ...PART, parallel: 4, progress }).catch((reason) => reason)
    return { part: error.partNum, code: error.code, done: checkpoint.doneParts.map(({ number }) => number).sort() }
  }
  const { theirs, ours } = await each(run)
  assert.deepEqual(theirs.value, { part: 1, code: 'AccessDenied', done: [] })
  assert.deepEqual(ours.value, { part: 1, code: 'AccessDenied', done: [2, 3, 4] })
})
