'use strict'
// A program's own transport: `options.urllib`, or a replaced `store.urllib.request`, as in ali-oss.

const assert = require('node:assert/strict')
const { Readable } = require('node:stream')
const { buffer } = require('node:stream/consumers')
const { describe, test } = require('node:test')
const urllib = require('urllib')
const OSS = require('..')
const { ALI } = require('./compat/both.js')
const { emulatorForFile, rejection } = require('./emulator.js')

const emulator = emulatorForFile({ buckets: ['bucket-name'] })
const store = (options, Client = OSS) => new Client({ ...emulator.current.clientOptions(), ...options })
const CONTENT = Buffer.from(Uint8Array.from({ length: 300_000 }, (_, index) => index % 253))

/** A client whose requests are recorded on their way. */
function recorded(Client = OSS, options = {}) {
  const client = store(options, Client)
  const seen = []
  const original = client.urllib.request
  client.urllib = {
    request: (url, args) => {
      seen.push({ url, args })
      return original(url, args)
    },
  }
  return { client, seen }
}

/** What a client does that uses most of it. */
async function work(client) {
  await client.put('bytes', CONTENT, { meta: { a: 'b' } })
  await client.put('stream', Readable.from([CONTENT.subarray(0, 1000), CONTENT.subarray(1000)]))
  await client.put('file', __filename)
  await client.multipartUpload('parts', CONTENT, { partSize: 102_400 })
  const { content } = await client.get('parts')
  const { stream } = await client.getStream('bytes')
  const { objects } = await client.list({})
  const missing = await rejection(client.head('nothing'))
  return [content, await buffer(stream), objects.map(({ name }) => name).sort(), missing.code]
}

describe('requests pass through store.urllib.request', () => {
  test('and do what they do otherwise, in the terms of ali-oss', async () => {
    const ours = recorded()
    const expected = [CONTENT, CONTENT, ['bytes', 'file', 'parts', 'stream'], 'NoSuchKey']
    assert.deepEqual(await work(ours.client), expected)
    const theirs = recorded(ALI)
    assert.deepEqual(await work(theirs.client), expected)
    const methods = ({ seen }) => seen.map(({ args }) => args.method)
    assert.deepEqual(methods(ours), methods(theirs))
    const [put] = ours.seen
    const [theirPut] = theirs.seen
    assert.deepEqual(put.args.content, theirPut.args.content)
    assert.equal(put.url, theirPut.url)
    for (const name of ['x-oss-meta-a', 'authorization', 'x-oss-date']) assert(put.args.headers[name], name)
    assert(ours.seen[1].args.stream instanceof Readable)
    assert(ours.seen[2].args.stream instanceof Readable)
    assert.equal(
      ours.seen.find(({ args, url }) => args.method === 'GET' && url.endsWith('/bytes')).args.customResponse,
      true,
    )
  })

  test('nothing passes it while it is the default', async () => {
    const client = store()
    assert.equal(typeof client.urllib.request, 'function')
    const { res } = await client.put('k', CONTENT)
    assert.equal(typeof res.keepAliveSocket, 'boolean')
    assert(res.remotePort > 0)
  })

  test('options.urllib: the real package', async () => {
    const { client, seen } = recorded(OSS, { urllib })
    assert.equal(store({ urllib }).urllib, urllib)
    assert.deepEqual((await work(client))[0], CONTENT)
    assert(seen.length > 8)
  })

  test('changed keys and buckets are followed', async () => {
    const { client, seen } = recorded()
    await client.listBuckets()
    client.options.accessKeyId = 'other'
    assert.equal((await rejection(client.listBuckets())).code, 'InvalidAccessKeyId')
    assert.match(seen.at(-1).args.headers.authorization, /other/)
  })
})

describe('a program answers by itself', () => {
  const answering = (request, options = {}) => {
    const client = store(options)
    client.urllib = { request }
    return client
  }

  test('with bytes', async () => {
    const client = answering(async () => ({
      status: 200,
      headers: { 'x-a': 'b', etag: '"E"' },
      data: Buffer.from('hello'),
    }))
    const { content, res } = await client.get('k')
    assert.deepEqual([content.toString(), res.headers['x-a'], res.status], ['hello', 'b', 200])
  })

  test('with a refusal', async () => {
    const data = Buffer.from('<Error><Code>AccessDenied</Code><Message>not today</Message></Error>')
    const error = await rejection(answering(async () => ({ status: 403, headers: {}, data })).get('k'))
    assert.deepEqual([error.name, error.code, error.message], ['AccessDeniedError', 'AccessDenied', 'not today'])
    assert(error instanceof OSS.OSSError)
  })

  test('with what is no answer', async () => {
    const error = await rejection(answering(async () => undefined).get('k'))
    assert.match(error.message, /urllib\.request must resolve with \{ status, headers, data, res \}/)
  })

  test('by throwing: -1 and -2 are tried again, anything else is handed on', async () => {
    for (const [status, expected] of [
      [-1, 4],
      [-2, 4],
      [undefined, 1],
    ]) {
      let calls = 0
      const cause = Object.assign(new Error('no'), status ? { status } : {})
      const client = answering(
        () => {
          calls++
          throw cause
        },
        { retryMax: 3 },
      )
      assert.equal(await rejection(client.listBuckets()), cause)
      assert.equal(calls, expected)
    }
  })

  test('by throwing what has a status: that is the answer', async () => {
    const cause = Object.assign(new Error('no'), { status: 400, code: 'Mine' })
    const error = await rejection(answering(() => Promise.reject(cause)).head('k'))
    assert.deepEqual([error.name, error.message, error.status], ['UnknownError', 'Unknow error, status: 400', 400])
  })

  test('by replacing the function, for every client that has it', async () => {
    const { urllib } = store()
    const original = urllib.request
    urllib.request = async () => ({ status: 200, headers: {}, data: Buffer.from('mine') })
    try {
      assert.equal((await store().get('k')).content.toString(), 'mine')
    } finally {
      urllib.request = original
    }
    assert.equal((await rejection(store().get('nothing'))).code, 'NoSuchKey')
  })

  test('once, and then no more', async () => {
    const client = store()
    const original = client.urllib
    let failed = false
    client.urllib = {
      request: async (url, args) => {
        if (failed) return original.request(url, args)
        failed = true
        throw Object.assign(new Error('net error'), { status: -1, code: 'ECONNRESET' })
      },
    }
    await client.put('k', CONTENT)
    client.urllib = original
    assert.deepEqual((await client.get('k')).content, CONTENT)
  })

  test('requestErrorRetryHandle is asked with what was thrown', async () => {
    const asked = []
    const cause = Object.assign(new Error('no'), { status: -1 })
    const client = answering(() => Promise.reject(cause), {
      requestErrorRetryHandle: (error) => {
        asked.push(error)
        return false
      },
    })
    assert.equal(await rejection(client.listBuckets()), cause)
    assert.deepEqual(asked, [cause])
  })
})

test('store.urllib.request is an HTTP client', async () => {
  const client = store()
  await client.put('k', Buffer.from('{"a":1}'))
  const url = await client.signatureUrlV4('GET', 60, {}, 'k')
  const { data, status, headers } = await client.urllib.request(url)
  assert.deepEqual([data.toString(), status, headers['content-length']], ['{"a":1}', 200, '7'])
  assert.deepEqual((await client.urllib.request(url, { dataType: 'json' })).data, { a: 1 })
  const put = await client.signatureUrlV4('PUT', 60, {}, 'k2')
  assert.equal((await client.urllib.request(put, { method: 'PUT', content: Buffer.from('x') })).status, 200)
  const refused = await rejection(client.urllib.request('http://127.0.0.1:1/'))
  assert.deepEqual([refused.name, refused.status], ['RequestError', -1])
})
