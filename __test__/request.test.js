'use strict'
// `store.request` as tracers and tests use it: wrapped, replaced, and asked by hand.

const assert = require('node:assert/strict')
const diagnostics = require('node:diagnostics_channel')
const { PassThrough } = require('node:stream')
const { buffer } = require('node:stream/consumers')
const { test } = require('node:test')
const OSS = require('..')
const { emulatorForFile, rejection } = require('./emulator.js')

const holder = emulatorForFile({ buckets: ['bucket-name'] })
const client = () => new OSS(holder.current.clientOptions())
const bucket = 'bucket-name'

test('a wrapped request sees every call with the parameters of ali-oss, and may change its headers', async () => {
  const store = client()
  const seen = []
  const own = store.request
  store.request = async function (params) {
    seen.push(params)
    const answer = await own.call(this, { ...params, headers: { ...params.headers, 'x-oss-meta-seen': 'yes' } })
    seen.push(answer.status)
    return answer
  }
  await store.put('a.txt', Buffer.from('text'))
  const { meta } = await store.head('a.txt')
  assert.deepEqual(meta, { seen: 'yes' })
  assert.equal((await store.get('a.txt')).content.toString(), 'text')
  assert.equal((await buffer((await store.getStream('a.txt')).stream)).toString(), 'text')
  await store.list({ prefix: 'a' })
  await store.putBucketEncryption(bucket, { SSEAlgorithm: 'AES256' })
  await store.deleteMulti(['a.txt'])
  await store.listBuckets()
  const told = seen
    .filter((entry) => typeof entry === 'object')
    .map(({ method, bucket, object, subres, query }) => [method, bucket, object, subres, ...(query ? [query] : [])])
  assert.deepEqual(told, [
    ['PUT', bucket, 'a.txt', ''],
    ['HEAD', bucket, 'a.txt', ''],
    ['GET', bucket, 'a.txt', ''],
    ['GET', bucket, 'a.txt', ''],
    ['GET', bucket, undefined, '', { prefix: 'a' }],
    ['PUT', bucket, undefined, 'encryption'],
    ['POST', bucket, undefined, 'delete'],
    ['GET', undefined, undefined, ''],
  ])
  assert.deepEqual(new Set(seen.filter((entry) => typeof entry === 'number')), new Set([200]))
})

test('every part of an upload goes through it', async () => {
  const store = client()
  const own = store.request
  const asked = []
  store.request = function (params) {
    asked.push(`${params.method} ${params.subres}`)
    return own.call(this, params)
  }
  await store.multipartUpload('parts', Buffer.alloc(250 * 1024), { partSize: 100 * 1024 })
  assert.deepEqual(asked.sort(), ['POST uploadId', 'POST uploads', ...Array(3).fill('PUT partNumber&uploadId')])
})

test('one on the prototype is used too', async () => {
  class Traced extends OSS {
    async request(params) {
      this.asked = params.method
      return super.request(params)
    }
  }
  const store = new Traced(holder.current.clientOptions())
  await store.getBucketLocation(bucket)
  assert.equal(store.asked, 'GET')
})

test('an answer without a request is read as that of the service', async () => {
  const store = client()
  const answer = (status, text, headers = {}) => ({
    status,
    headers,
    data: Buffer.from(text),
    res: { status, headers, data: Buffer.from(text) },
  })
  const before = (await holder.current.requests()).length
  store.request = async () => answer(200, 'stubbed', { etag: '"1"' })
  const { content, res } = await store.get('none')
  assert.equal(content.toString(), 'stubbed')
  assert.equal(res.headers.etag, '"1"')
  store.request = async () => answer(200, '<LocationConstraint>oss-mine</LocationConstraint>')
  assert.equal((await store.getBucketLocation(bucket)).location, 'oss-mine')
  const gone = Object.assign(new Error('mine'), { code: 'Mine' })
  store.request = async () => {
    throw gone
  }
  assert.equal(await rejection(store.head('none')), gone)
  assert.equal((await holder.current.requests()).length, before)
})

test('an error of the service passes through it', async () => {
  const store = client()
  const own = store.request
  let failed
  store.request = async function (params) {
    try {
      return await own.call(this, params)
    } catch (error) {
      failed = error
      throw error
    }
  }
  assert.equal((await rejection(store.get('none'))).code, 'NoSuchKey')
  assert.equal(failed.code, 'NoSuchKey')
})

test('streams go out and come in', async () => {
  const store = client()
  const stream = new PassThrough()
  stream.end('streamed')
  const sent = await store.request({ method: 'PUT', bucket, object: 's.txt', stream, successStatuses: [200] })
  assert.equal(sent.status, 200)
  const { res } = await store.request({ method: 'GET', bucket, object: 's.txt', customResponse: true })
  assert.equal(res.statusCode, 200)
  assert.equal((await buffer(res)).toString(), 'streamed')
  const target = new PassThrough()
  const [answer, written] = await Promise.all([
    store.request({ method: 'GET', bucket, object: 's.txt', writeStream: target }),
    buffer(target),
  ])
  assert.equal(answer.data, null)
  assert.equal(written.toString(), 'streamed')
})

test('a name stands once in the query, and what chooses the operation wins', async () => {
  const store = client()
  await store.request({ method: 'GET', bucket, query: { prefix: 'a', acl: '1' }, subres: { prefix: 'b' } })
  const { target } = /** @type {any} */ ((await holder.current.requests()).at(-1))
  assert.deepEqual(new URL(target, 'http://a').searchParams.getAll('prefix'), ['b'])
})

test('the default encryption of the client is that of what a request of its own stores', async () => {
  const store = new OSS(holder.current.clientOptions({ sse: { algorithm: 'AES256' } }))
  const { headers } = await store.request({ method: 'PUT', bucket, object: 'sealed', content: 'x' })
  assert.equal(headers['x-oss-server-side-encryption'], 'AES256')
})

test('tracing tells the method that makes a request, once', async () => {
  const store = client()
  const started = []
  const note = (context) => started.push(context.method)
  diagnostics.subscribe('tracing:ali-oss:request:start', note)
  try {
    await store.getBucketACL(bucket).catch(() => {})
    await store.request({ method: 'GET', bucket, subres: 'location' })
  } finally {
    diagnostics.unsubscribe('tracing:ali-oss:request:start', note)
  }
  assert.deepEqual(started, ['getBucketACL', 'request'])
})

test('a signal stops a setting', async () => {
  const reason = new Error('enough')
  const failed = await rejection(client().getBucketCORS(bucket, { signal: AbortSignal.abort(reason) }))
  assert.equal(failed, reason)
})

test('what no request can be says so', async () => {
  const store = client()
  assert.match((await rejection(store.request({ method: 'G T', bucket }))).message, /no HTTP method/)
  assert.match(
    (await rejection(store.request({ method: 'GET', bucket, successStatuses: [99999] }))).message,
    /status|number/,
  )
  assert.match(
    (await rejection(store.putBucketWebsite(bucket, { routingRules: [{ 'a b': 1 }] }))).message,
    /name of an element/,
  )
})
