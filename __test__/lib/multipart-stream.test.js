'use strict'
// Uploads in parts of streams, which have no size and can be read only once.

const assert = require('node:assert/strict')
const { Readable } = require('node:stream')
const { test } = require('node:test')
const { FakeClient } = require('./fake-client.js')
const { PART, bytes, caught } = require('./uploads.js')

const content = bytes(3 * PART + 17)
function* pieces(size) {
  for (let at = 0; at < content.length; at += size) yield content.subarray(at, at + size)
}

test('streams of each kind are cut into the same parts, whatever their chunks', async () => {
  const web = () =>
    new ReadableStream({ start: (to) => ([...pieces(1000)].forEach((piece) => to.enqueue(piece)), to.close()) })
  for (const stream of [Readable.from(pieces(7777)), Readable.from([content]), web(), Readable.from(pieces(PART))]) {
    const client = new FakeClient()
    const progress = []
    const result = await client.multipartUpload('key', stream, { partSize: PART, progress: (p) => progress.push(p) })
    assert.deepEqual(client.stored, content)
    assert.deepEqual(
      [...client.parts.values()].map(({ length }) => length).sort((a, b) => a - b),
      [17, PART, PART, PART],
    )
    assert.equal(result.etag, '"WHOLE"')
    assert.equal(progress[0], 0)
    assert.equal(progress.at(-1), 1)
    assert.equal(progress.filter((p) => p === 1).length, 1)
    assert.deepEqual(
      progress,
      [...progress].sort((a, b) => a - b),
    )
  }
})

test('with a known length, progress is that of a file', async () => {
  const client = new FakeClient()
  const progress = []
  const options = { partSize: PART, contentLength: content.length, progress: (p) => progress.push(p) }
  await client.multipartUpload('key', Readable.from(pieces(5000)), options)
  assert.deepEqual(progress, [0, 1 / 5, 2 / 5, 3 / 5, 4 / 5, 1])
  const wrong = client.multipartUpload('key', Readable.from(pieces(5000)), { ...options, contentLength: 4 * PART })
  assert.match((await caught(wrong)).message, /the stream gave 307217 bytes, and contentLength says 409600/)
})

test('a short stream is put', async () => {
  for (const text of ['', 'short']) {
    const client = new FakeClient()
    await client.multipartUpload('key', Readable.from([text]))
    const [[body]] = client.named('put')
    assert.equal(body.toString(), text)
    assert.equal(client.named('init').length, 0)
  }
})

test('no more is read than the parts under way hold', async () => {
  const client = new FakeClient()
  let read = 0
  const source = (async function* () {
    for (; read < 10; read++) yield Buffer.alloc(PART)
  })()
  client.onPart = (partNo) => assert(read < partNo + 2, `part ${partNo} with ${read} read`)
  await client.multipartUpload('key', source, { partSize: PART, parallel: 2 })
  assert.equal(client.mostActive, 2)
  assert.equal(client.parts.size, 10)
})

test('a failing stream is the reason, and nothing is made of what came before', async () => {
  const client = new FakeClient()
  const broken = new Error('disk')
  const source = Readable.from(
    (async function* () {
      yield content
      throw broken
    })(),
  )
  assert.equal(await caught(client.multipartUpload('key', source, { partSize: PART })), broken)
  assert.equal(broken.message, 'disk')
  assert.equal(client.named('complete').length, 0)
})

test('a failing part ends the stream, and does not wait for it', async () => {
  const client = new FakeClient()
  client.onPart = () => {
    throw new Error('no')
  }
  const source = new Readable({ read() {} })
  source.push(content.subarray(0, PART + 1))
  const error = await caught(client.multipartUpload('key', source, { partSize: PART }))
  assert.equal(error.message, 'Failed to upload some parts with error: Error: no part_num: 1')
  assert.equal(source.destroyed, true)
})

test('stopping ends the stream', async () => {
  for (const stop of ['cancel', 'signal', 'aborted']) {
    const client = new FakeClient()
    const controller = new AbortController()
    const source = new Readable({ read() {} })
    if (stop === 'aborted') controller.abort()
    const upload = caught(client.multipartUpload('key', source, { signal: controller.signal }))
    if (stop === 'cancel') client.cancel()
    else controller.abort()
    assert.equal((await upload).name, stop === 'cancel' ? 'cancel' : 'AbortError')
    assert.equal(source.destroyed, true)
  }
})

test('a checkpoint of a stream cannot be gone on from', async () => {
  const client = new FakeClient()
  let checkpoint
  const progress = (_, given) => (checkpoint ??= given)
  await client.multipartUpload('key', Readable.from(pieces(5000)), { partSize: PART, progress })
  const error = await caught(client.multipartUpload('key', Readable.from(['x']), { checkpoint }))
  assert(error instanceof TypeError)
  assert.match(error.message, /has to begin again/)
})

test('parts grow, so that 10,000 are enough', async () => {
  const client = new FakeClient()
  const sizes = []
  client._uploadPart = async (name, id, number, { size }) => {
    sizes[number] = size
    return { etag: 'e', res: {}, crc64: '1' }
  }
  const chunk = Buffer.alloc(PART)
  const source = Readable.from(
    (function* () {
      for (let count = 0; count < 1004; count++) yield chunk
    })(),
  )
  await client.multipartUpload('key', source, { partSize: PART, crc64: false })
  assert.deepEqual(sizes.slice(999), [PART, PART, 2 * PART, 2 * PART])
})
