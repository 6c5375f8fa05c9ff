'use strict'
// Lists that come in pages, read as one: everything once, in order, and no page before it is needed.

const assert = require('node:assert/strict')
const { before, describe, test } = require('node:test')
const OSS = require('..')
const { emulatorForFile, rejection } = require('./emulator.js')

const BUCKETS = ['bucket-name', 'empty-bucket', 'old-versions']
const holder = emulatorForFile({ buckets: BUCKETS })
/** In the service's order, which is that of UTF-8 bytes; the first holds what XML cannot. */
const NAMES = ['\u0001 control', 'a/1 +%&?.txt', 'a/2', 'b', 'ä', '中文', '😀']
const bytes = Buffer.from('content')
const clientOf = (bucket = 'bucket-name') => new OSS(holder.current.clientOptions({ bucket }))

async function all(list) {
  const items = []
  for await (const item of list) items.push(item)
  return items
}
const namesOf = (items) => items.map(({ name }) => name)
/** How many requests `work` makes. */
async function counted(work) {
  const before = (await holder.current.requests()).length
  await work()
  return (await holder.current.requests()).length - before
}

describe('objects', () => {
  before(async () => {
    for (const name of NAMES) await clientOf().put(name, bytes)
  })

  test('are all given, in pages of any size', async () => {
    for (const size of [1, 2, 3, 7, 100]) {
      const objects = await all(clientOf().objects({ 'max-keys': size }))
      assert.deepEqual(namesOf(objects), NAMES)
      assert.equal(objects[1].size, bytes.length)
    }
  })

  test('are those that the query asks for', async () => {
    assert.deepEqual(namesOf(await all(clientOf().objects({ prefix: 'a/', 'max-keys': 1 }))), NAMES.slice(1, 3))
    assert.deepEqual(namesOf(await all(clientOf().objects({ 'start-after': 'b', 'max-keys': 2 }))), NAMES.slice(4))
    const { nextContinuationToken } = await clientOf().listV2({ 'max-keys': 3 })
    const rest = clientOf().objects({ continuationToken: nextContinuationToken, 'max-keys': 2 })
    assert.deepEqual(namesOf(await all(rest)), NAMES.slice(3))
    assert.deepEqual(await all(clientOf('empty-bucket').objects()), [])
    assert.deepEqual(await all(clientOf().objects({ prefix: 'none' })), [])
  })

  test('are of the bucket that the call names', async () => {
    const objects = await all(clientOf('empty-bucket').objects({ prefix: 'a/' }, { bucket: 'bucket-name' }))
    assert.deepEqual(namesOf(objects), NAMES.slice(1, 3))
  })

  test('are asked for page by page, and no further than they are wanted', async () => {
    const list = clientOf().objects({ 'max-keys': 2 })
    assert.equal(await counted(async () => {}), 0)
    const left = await counted(async () => {
      for await (const { name } of list) if (name === NAMES[2]) break
    })
    assert.equal(left, 2)
    assert.equal(await counted(() => all(list)), 4)
  })

  test('come in whole pages too', async () => {
    const pages = await all(clientOf().objects({ 'max-keys': 3, delimiter: '/' }).byPage())
    assert.deepEqual(
      pages.map(({ objects, prefixes }) => [namesOf(objects), prefixes]),
      [
        [[NAMES[0], 'b'], ['a/']],
        [NAMES.slice(4), null],
      ],
    )
    assert.deepEqual(
      pages.map(({ isTruncated, res }) => [isTruncated, res.status]),
      [
        [true, 200],
        [false, 200],
      ],
    )
  })

  test('are no longer given when the signal fires', async () => {
    const controller = new AbortController()
    const seen = []
    const listing = async () => {
      for await (const { name } of clientOf().objects({ 'max-keys': 1 }, { signal: controller.signal })) {
        seen.push(name)
        if (seen.length === 2) controller.abort(new Error('enough'))
      }
    }
    assert.equal((await rejection(listing())).message, 'enough')
    assert.deepEqual(seen, NAMES.slice(0, 2))
  })

  test('make an error of a page that fails', async () => {
    const error = await rejection(all(clientOf('no-such-bucket').objects()))
    assert.equal(error.code, 'NoSuchBucket')
  })
})

describe('every page', () => {
  const CASES = {
    objects: ['listV2', { isTruncated: true, objects: [] }, 'nextContinuationToken'],
    buckets: ['listBuckets', { isTruncated: true, buckets: null }, 'nextMarker'],
    uploads: ['listUploads', { isTruncated: true, uploads: [] }, 'nextKeyMarker'],
    parts: ['listParts', { isTruncated: 'true', parts: [] }, 'nextPartNumberMarker'],
  }
  for (const [name, [method, page, marker]] of /** @type {[string, any[]][]} */ (Object.entries(CASES))) {
    const scripted = (markers) => {
      const client = /** @type {any} */ (clientOf())
      const calls = []
      client[method] = async (...args) => {
        calls.push(args)
        return { ...page, [marker]: markers(calls.length) }
      }
      const [query, options] = [Object.freeze({ prefix: 'a' }), Object.freeze({ timeout: 5 })]
      const list = name === 'parts' ? client.parts('a', 'id', query, options) : client[name](query, options)
      return { list, calls, options }
    }

    test(`of ${name} is asked for with the query and the options`, async () => {
      const { list, calls, options } = scripted((count) => String(count))
      const pages = list.byPage()
      for (let count = 0; count < 3; count++) await pages.next()
      await pages.return()
      assert.equal(calls.length, 3)
      for (const call of calls) {
        assert.equal(call.at(-1), options)
        assert.equal(call.at(-2).prefix, 'a')
      }
      assert(Object.values(calls[2].at(-2)).includes('2'))
    })

    test(`of ${name} is another`, async () => {
      const circles = [() => 'same', (count) => String(count % 5), (count) => String(Math.min(count, 9)), () => null]
      for (const markers of circles) {
        const { list, calls } = scripted(markers)
        const error = await rejection(all(list))
        assert.equal(error.code, 'MalformedResponse')
        assert.match(error.message, /^the list does not end: .* more behind \{.*\}, where it was before$/)
        assert(calls.length < 30)
      }
    })
  }
})

describe('versions', () => {
  /** Of each: name, whether it is a delete marker, whether it is the latest. */
  const seen = (versions) => versions.map(({ name, isDeleteMarker, isLatest }) => [name, isDeleteMarker, isLatest])
  const EXPECTED = [
    ['a +&', true, true],
    ['a +&', false, false],
    ['a +&', true, false],
    ['a +&', false, false],
    ['b', false, true],
    ['c', true, true],
    ['c', false, false],
  ]
  before(async () => {
    const client = clientOf('old-versions')
    await client.putBucketVersioning('old-versions', 'Enabled')
    let seconds = 0
    // Lists tell times in seconds.
    const later = () => holder.current.setClockOffset(++seconds * 1000)
    for (const name of ['a +&', 'c', 'b']) await client.put(name, bytes)
    for (const change of [
      () => client.delete('a +&'),
      () => client.put('a +&', bytes),
      () => client.delete('a +&'),
      () => client.delete('c'),
    ]) {
      later()
      await change()
    }
  })

  test('and delete markers are given in the service’s order', async () => {
    for (const maxKeys of [1, 2, 3, 100]) {
      const versions = await all(clientOf('old-versions').versions({ maxKeys }))
      assert.deepEqual(seen(versions), EXPECTED)
      assert.equal(new Set(versions.map(({ versionId }) => versionId)).size, EXPECTED.length)
    }
  })

  test('are those that the query asks for', async () => {
    const client = clientOf('old-versions')
    assert.deepEqual(seen(await all(client.versions({ prefix: 'b' }))), [['b', false, true]])
    const behind = client.versions({ 'key-marker': 'b', 'max-keys': 1 })
    assert.deepEqual(seen(await all(behind)), EXPECTED.slice(5))
    assert.deepEqual(await all(clientOf('empty-bucket').versions()), [])
  })

  test('come in pages, as getBucketVersions gives them', async () => {
    const [page] = await all(clientOf('old-versions').versions().byPage())
    const { versions, res: _, ...rest } = page
    const { res: __, ...known } = await clientOf('old-versions').getBucketVersions()
    assert.deepEqual(rest, known)
    assert.deepEqual(seen(versions), EXPECTED)
  })
})

test('buckets', async () => {
  const names = async (query) => namesOf(await all(clientOf().buckets(query)))
  assert.deepEqual(await names({ 'max-keys': 1 }), BUCKETS)
  assert.deepEqual(await names({ prefix: 'e' }), ['empty-bucket'])
  assert.deepEqual(await names({ prefix: 'none' }), [])
})

test('uploads and their parts', async () => {
  const client = clientOf('empty-bucket')
  assert.deepEqual(await all(client.uploads()), [])
  const names = [NAMES[0], NAMES[1], NAMES[1], 'b']
  for (const name of names) await client.initMultipartUpload(name)
  const uploads = await all(client.uploads({ 'max-uploads': 1 }))
  assert.deepEqual(namesOf(uploads), names)
  assert.equal(new Set(uploads.map(({ uploadId }) => uploadId)).size, names.length)

  const { name, uploadId } = uploads[1]
  const numbers = async (size) =>
    (await all(client.parts(name, uploadId, { 'max-parts': size }))).map(({ PartNumber }) => PartNumber)
  assert.deepEqual(await numbers(2), [])
  for (const number of [1, 2, 5]) {
    await client.uploadPart(name, uploadId, number, bytes, 0, bytes.length)
    if (number === 1) assert.deepEqual(await numbers(2), ['1'])
  }
  for (const size of [1, 2, 3]) assert.deepEqual(await numbers(size), ['1', '2', '5'])
  for (const upload of uploads) await client.abortMultipartUpload(upload.name, upload.uploadId)
})
