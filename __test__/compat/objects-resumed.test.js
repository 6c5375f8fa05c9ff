'use strict'
// What becomes of uploads that are gone on with, and of answers that are not what they should be.

const assert = require('node:assert/strict')
const { writeFileSync } = require('node:fs')
const { join } = require('node:path')
const { Readable } = require('node:stream')
const { describe, test } = require('node:test')
const { emulatorForFile, rejection } = require('../emulator.js')
const { bytesOf } = require('../faults/setup.js')
const { folderForFile } = require('../folder.js')
const { reply, scriptedForFile } = require('../scripted.js')
const { ALI, OSS, difference } = require('./both.js')

const holder = emulatorForFile({ buckets: ['bucket-name'] })
const server = scriptedForFile()
const folder = folderForFile('objects-resumed')
const PART = 102_400
const content = bytesOf(4 * PART)

const both = () => {
  const options = holder.current.clientOptions({ bucket: 'bucket-name' })
  return { theirs: new ALI(options), ours: new OSS(options) }
}

/** What an upload has left behind that broke off after its second part. */
async function broken(client, source) {
  let kept
  const progress = async (_, checkpoint) => {
    kept = JSON.stringify(checkpoint)
    if (checkpoint?.doneParts.length === 2) throw new Error('broken off')
  }
  await rejection(client.multipartUpload('key', source, { partSize: PART, parallel: 1, progress }))
  return JSON.parse(kept)
}

describe('an upload that is gone', () => {
  const path = join(folder, 'gone')
  writeFileSync(path, content)

  test('is told by the service', async () => {
    difference('gone')
    const { theirs, ours } = both()
    for (const doneParts of [undefined, []]) {
      const resumed = async (client) => {
        const checkpoint = await broken(client, path)
        await client.abortMultipartUpload('key', checkpoint.uploadId)
        return rejection(
          client.multipartUpload('key', path, { checkpoint: { ...checkpoint, ...(doneParts && { doneParts }) } }),
        )
      }
      assert.equal((await resumed(theirs)).name, 'abort')
      const error = await resumed(ours)
      assert(error instanceof OSS.OSSError)
      assert.deepEqual([error.code, error.status, typeof error.requestId], ['NoSuchUpload', 404, 'string'])
    }
  })

  test('while it is under way is the event that ali-oss makes', async () => {
    const { theirs, ours } = both()
    for (const client of [theirs, ours]) {
      let aborted
      const progress = async (_, checkpoint) => {
        aborted ??= both().ours.abortMultipartUpload('key', checkpoint.uploadId)
        await aborted
      }
      const error = await rejection(client.multipartUpload('key', path, { partSize: PART, parallel: 1, progress }))
      assert.deepEqual([error.name, error.status], ['abort', 0])
      if (client === ours) assert.equal(error.code, 'NoSuchUpload')
    }
  })

  test('is no other thing that is gone', async () => {
    const { ours } = both()
    const checkpoint = await broken(ours, path)
    const options = { checkpoint, bucket: 'no-such-bucket' }
    assert.equal((await rejection(ours.multipartUpload('key', path, options))).code, 'NoSuchBucket')
  })
})

test('a file that changed', async () => {
  difference('changed')
  const { theirs, ours } = both()
  for (const client of [theirs, ours]) {
    const path = join(folder, 'changed')
    writeFileSync(path, content)
    const checkpoint = await broken(client, path)
    await new Promise((resolve) => setTimeout(resolve, 20)) // so that its time differs
    writeFileSync(path, Buffer.alloc(content.length, 1))
    const resumed = client.multipartUpload('key', path, { checkpoint })
    if (client === theirs) await resumed
    else assert.equal((await rejection(resumed)).code, 'FileChanged')
  }
  const mixed = (await ours.get('key')).content
  assert(mixed.subarray(0, PART).equals(content.subarray(0, PART)) && mixed.at(-1) === 1)
})

describe('a function that makes a stream', () => {
  test('is asked once by an upload, and again by one that goes on', async () => {
    const { ours } = both()
    let made = 0
    const make = () => {
      made++
      return Readable.from([content.subarray(0, 150_000), content.subarray(150_000)])
    }
    await ours.multipartUpload('whole', make, { partSize: PART })
    assert.equal(made, 1)
    assert(content.equals((await ours.get('whole')).content))

    const checkpoint = await broken(ours, make)
    const before = (await holder.current.requests()).length
    await ours.multipartUpload('key', make, { checkpoint })
    assert.equal(made, 3)
    assert(content.equals((await ours.get('key')).content))
    const operations = (await holder.current.requests()).slice(before).map(({ operation }) => operation)
    assert.equal(operations.filter((name) => name === 'UploadPart').length, 2)
  })

  test('that makes another content the second time is refused', async () => {
    const { ours } = both()
    const checkpoint = await broken(ours, async () => Readable.from([content]))
    const other = () => Readable.from([Buffer.alloc(content.length, 1)])
    assert.equal((await rejection(ours.multipartUpload('key', other, { checkpoint }))).code, 'FileChanged')
  })

  test('may make a small one, and none', async () => {
    const { ours } = both()
    await ours.multipartUpload('small', () => Readable.from([Buffer.from('small')]))
    assert.equal(`${(await ours.get('small')).content}`, 'small')
    assert.match((await rejection(ours.multipartUpload('none', () => 5))).message, /must return a stream/)
    const failing = () => Promise.reject(new Error('no source'))
    assert.match((await rejection(ours.multipartUpload('none', failing))).message, /no source/)
  })
})

describe('a callback that answers what is not JSON', () => {
  const callback = { url: 'http://127.0.0.1/callback', body: 'a=b' }
  const calls = {
    put: (client) => client.put('key', Buffer.from('content'), { callback }),
    completeMultipartUpload: (client) =>
      client.completeMultipartUpload('key', 'id', [{ number: 1, etag: 'e' }], { callback }),
  }
  for (const [name, call] of Object.entries(calls)) {
    for (const answer of ['OK', '', '<html>', '{"a":']) {
      test(`${answer || 'nothing'}, to ${name}`, async () => {
        difference('not-json')
        server.answer = reply(200, { 'x-oss-request-id': 'the-id', etag: '"e"' }, answer)
        const error = await rejection(call(server.client))
        assert(error instanceof OSS.OSSError)
        const { code, status, requestId, data } = /** @type {any} */ (error)
        assert.deepEqual([code, status, requestId, data], ['CallbackAnswer', 200, 'the-id', answer])
        assert.match(error.message, /The object is stored/)
        assert((await rejection(call(new ALI(server.clientOptions())))) instanceof SyntaxError)
      })
    }
  }
})
