'use strict'
// The same uploads by ali-oss, against a small server, and by us, against a fake: parts, progress, results, failures.

const assert = require('node:assert/strict')
const { once } = require('node:events')
const { createServer } = require('node:http')
const { after, before, test } = require('node:test')
const ALI = require('ali-oss')
const { FakeClient } = require('./fake-client.js')

const PART = 100 * 1024
const REFUSED = { 403: 'AccessDenied', 404: 'NoSuchUpload' }
/** What part is answered with a failure, and with which. */
let failing = {}
let parts = []
const server = createServer(async (request, response) => {
  const url = new URL(request.url ?? '', 'http://a')
  let size = 0
  for await (const chunk of request) size += chunk.length
  const number = Number(url.searchParams.get('partNumber'))
  const status = failing[number] ?? 200
  if (number) parts.push([number, request.headers['x-oss-copy-source-range'] ?? size])
  response.statusCode = status
  response.setHeader('etag', number ? `"ETAG${number}"` : '"WHOLE"')
  if (request.method === 'HEAD') response.setHeader('content-length', 1048576)
  const document = '<R><Bucket>bucket</Bucket><Key>key</Key><UploadId>id</UploadId></R>'
  response.end(status === 200 ? document : `<Error><Code>${REFUSED[status]}</Code><Message>no</Message></Error>`)
})
let endpoint = ''
before(async () => {
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  endpoint = `http://127.0.0.1:${/** @type {any} */ (server.address()).port}`
})
after(() => {
  server.closeAllConnections()
  server.close()
})

/** Runs an upload and tells of it what both must have in common. */
async function watch(client, sentParts, run, options) {
  const progress = []
  let checkpoint
  const given = {
    ...options,
    progress: (p, at) => {
      progress.push(p)
      checkpoint = at ?? checkpoint
      if (p > options.cancelAt) client.cancel()
    },
  }
  let result
  let failure
  try {
    const { bucket, name, etag } = await run(client, given)
    result = { bucket, name, etag }
  } catch (/** @type {any} */ error) {
    const { name, message, code, status, partNum } = error
    // An event has no code in ali-oss; here it has what the service said.
    const told = name === 'abort' ? {} : { code }
    failure = { isError: error instanceof Error, name, message, ...told, status, partNum }
  }
  const doneParts = checkpoint?.doneParts.map(({ number, etag }) => [number, etag]).sort(([a], [b]) => a - b)
  const sent = sentParts().sort(([a], [b]) => a - b)
  return { progress, result, failure, checkpoint: checkpoint && { ...checkpoint, doneParts }, sent }
}

function theirs(run, options) {
  parts = []
  failing = options.failing ?? {}
  const client = new ALI({ accessKeyId: 'i', accessKeySecret: 's', bucket: 'bucket', endpoint })
  return watch(client, () => parts, run, options)
}

function ours(run, options) {
  const client = new FakeClient()
  client.onPart = (partNo) => {
    const status = options.failing?.[partNo]
    if (!status) return
    const code = REFUSED[status]
    throw Object.assign(new Error('no'), { name: `${code}Error`, code, status })
  }
  const put = client.put
  client.put = async (...args) => {
    const result = await put.apply(client, args)
    result.res.headers.etag = '"WHOLE"'
    return result
  }
  client.head = async () => ({ res: { headers: { 'content-length': '1048576' } } })
  const sentParts = () => [
    ...client.named('part').map(([number, data]) => [number, data.size]),
    ...client.named('copy').map(([number, range]) => [number, `bytes=${range}`]),
  ]
  return watch(client, sentParts, run, options)
}

const upload = (size) => (client, options) => client.multipartUpload('key', Buffer.alloc(size), options)

test('whole uploads are alike', async () => {
  const cases = [
    [0, {}],
    [PART - 1, {}],
    [PART, {}],
    [4 * PART, { partSize: PART }],
    [4 * PART + 1, { partSize: PART, parallel: 1 }],
    [4 * PART - 1, { partSize: PART, parallel: 2 }],
    [1024 * 1024, {}],
    [1024 * 1024 + 1, {}],
    [PART, { partSize: 1 }],
    [PART, { partSize: 102400.5 }],
    [PART - 1, { partSize: 1 }],
  ]
  for (const [size, options] of /** @type {Array<[number, object]>} */ (cases)) {
    const expected = await theirs(upload(size), options)
    assert.deepEqual(await ours(upload(size), options), expected, `${size} ${JSON.stringify(options)}`)
  }
})

test('resumed uploads are alike', async () => {
  for (const parallel of [1, 3]) {
    // The parts that are done are not asked for here: ali-oss trusts its checkpoint.
    const run = async (client, options) => {
      client.listParts = async () => {
        throw Object.assign(new Error('denied'), { status: 403 })
      }
      const doneParts = [1, 3].map((number) => ({ number, etag: `"ETAG${number}"` }))
      const rest = { file: Buffer.alloc(4 * PART), name: 'key', fileSize: 4 * PART, partSize: PART, uploadId: 'id' }
      return client.multipartUpload('other', 'other', { ...options, checkpoint: { ...rest, doneParts } })
    }
    assert.deepEqual(await ours(run, { parallel }), await theirs(run, { parallel }))
  }
})

test('failures are alike', async () => {
  for (const parallel of [1, 2, undefined]) {
    for (const status of [403, 404]) {
      const options = { partSize: PART, parallel, failing: { 2: status } }
      const { failure: expected } = await theirs(upload(4 * PART), options)
      assert(expected)
      const { failure } = await ours(upload(4 * PART), options)
      assert.deepEqual(failure, expected, `${parallel} ${status}`)
    }
  }
})

test('cancelled uploads are alike', async () => {
  for (const parallel of [1, 2]) {
    const options = { partSize: PART, parallel, cancelAt: 0.3 }
    const expected = await theirs(upload(9 * PART), options)
    const actual = await ours(upload(9 * PART), options)
    assert.deepEqual(actual.failure, expected.failure)
    assert.equal(actual.failure?.isError, false)
    assert.deepEqual(actual.progress, expected.progress)
    // With more than one under way, which of them end first is the server's affair.
    if (parallel === 1) assert.deepEqual(actual.checkpoint, expected.checkpoint)
  }
})

test('copies are alike, except that the last part is not the end', async () => {
  const source = { sourceKey: 'source', sourceBucketName: 'other' }
  const copy = (range) => (client, options) =>
    client.multipartUploadCopy('key', { ...source, ...range }, { ...options, crc64: false })
  const cases = [
    [{}, {}],
    [{}, { partSize: 3 * PART }],
    [
      { startOffset: 5, endOffset: 5 + 4 * PART },
      { partSize: PART, parallel: 1 },
    ],
    [{ endOffset: 5 }, {}],
    [{}, { partSize: 5 }],
    [{}, { partSize: PART, failing: { 2: 403 } }],
    [{}, { partSize: PART, failing: { 2: 404 } }],
    [{}, { partSize: PART, parallel: 1, failing: { 2: 403 } }],
  ]
  for (const [range, options] of /** @type {any[]} */ (cases)) {
    const expected = await theirs(copy(range), options)
    const actual = await ours(copy(range), options)
    const about = JSON.stringify([range, options])
    assert.deepEqual(actual.failure, expected.failure, about)
    assert.deepEqual(actual.result, expected.result, about)
    if (options.failing) continue
    assert.deepEqual(actual.sent, expected.sent, about)
    const count = expected.sent.length
    if (count > 0) {
      assert.equal(expected.progress.at(-2), 1)
      expected.progress.splice(-2, 1, count / (count + 1))
    }
    assert.deepEqual(actual.progress, expected.progress, about)
  }
})

test('helpers are alike', () => {
  const client = new FakeClient()
  const ali = new ALI({ accessKeyId: 'i', accessKeySecret: 's', endpoint })
  for (const [size, partSize] of [
    [0, 5],
    [1, 5],
    [5, 5],
    [11, 5],
    [1024, 100],
  ]) {
    // prettier-ignore
    assert.deepEqual(client._divideParts(size, partSize), ali._divideParts(size, partSize))
    const [mine, other] = [client, ali].map((one) => one._divideMultipartCopyParts(size, partSize, 7))
    assert.deepEqual(mine, other)
  }
  const { warn } = console
  const warned = []
  console.warn = (text) => warned.push(text)
  try {
    for (const [size, partSize] of [
      [5, undefined],
      [5, null],
      [5, 7],
      [10 * 2 ** 30, PART],
      [2 ** 40, 0],
    ]) {
      // prettier-ignore
      assert.equal(client._getPartSize(size, partSize), ali._getPartSize(size, partSize))
    }
  } finally {
    console.warn = warn
  }
  assert.equal(warned.length, 4)
  assert.equal(warned[0], warned[1])
  assert.deepEqual(client._makeCancelEvent(), ali._makeCancelEvent())
  assert.deepEqual(client._makeAbortEvent(), ali._makeAbortEvent())
})
