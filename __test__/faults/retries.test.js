'use strict'
// Calls survive what passes: broken connections, busy services, silence.

const assert = require('node:assert/strict')
const { writeFile } = require('node:fs/promises')
const { join } = require('node:path')
const { Readable } = require('node:stream')
const { beforeEach, describe, test } = require('node:test')
const { folderForFile } = require('../folder.js')
const OSS = require('../..')
const { rejection } = require('../emulator.js')
const { reply, scriptedForFile } = require('../scripted.js')
const { difference } = require('../compat/both.js')
const { bytesOf, faultsForFile } = require('./setup.js')

const faults = faultsForFile()
const scripted = scriptedForFile()
const CONTENT = bytesOf(10_000)
const folder = folderForFile('retries')
beforeEach(() => faults.seen())

describe('a connection that breaks', () => {
  for (const fault of /** @type {const} */ (['reset-before', 'reset-after', 'cut-body'])) {
    test(`${fault}: the call is made again`, async () => {
      faults.proxy.plan = [fault, fault]
      const { buckets } = await faults.client().listBuckets()
      assert.deepEqual(
        buckets.map(({ name }) => name),
        ['bucket-name'],
      )
    })
  }

  test('three times: the error says so', async () => {
    faults.proxy.plan = ['reset-before', 'reset-before', 'reset-before', 'pass']
    const error = await rejection(faults.client().listBuckets())
    assert(error instanceof OSS.OSSError)
    assert.deepEqual([error.attempts, error.status, error.code], [3, -1, 'ResponseError'])
    assert.equal(error.cause.code, 'ECONNRESET')
    assert.equal(faults.proxy.plan.length, 1)
    faults.proxy.plan = []
  })

  test('nobody listens: RequestError after three attempts', async () => {
    const endpoint = 'http://127.0.0.1:1'
    const error = await rejection(faults.client({ endpoint }).listBuckets())
    assert.deepEqual([error.attempts, error.code, error.cause.code], [3, 'RequestError', 'ECONNREFUSED'])
  })

  test('bytes, files and streams that are made anew are sent whole', async () => {
    const file = join(folder, 'file')
    await writeFile(file, CONTENT)
    const made = []
    const factory = () => {
      made.push(1)
      return Readable.from([CONTENT.subarray(0, 4000), CONTENT.subarray(4000)])
    }
    for (const [name, body] of /** @type {[string, any][]} */ ([
      ['bytes', CONTENT],
      ['file', file],
      ['factory', factory],
    ])) {
      faults.proxy.plan = ['reset-before', 'reset-after']
      await faults.client().put(name, body)
      assert.deepEqual((await faults.direct().get(name)).content, CONTENT, name)
    }
    assert.equal(made.length, 3)
  })

  test('a stream is sent once, and the error is that of its one attempt', async () => {
    faults.proxy.plan = ['reset-before']
    const error = await rejection(faults.client().put('stream', Readable.from([CONTENT])))
    assert.deepEqual([error.attempts, error.code], [1, 'ResponseError'])
    assert.deepEqual(await faults.seen(), [])
  })

  test('a factory that fails is the error, and is not asked again', async () => {
    let asked = 0
    const cause = new Error('no stream today')
    const factory = async () => {
      asked++
      throw cause
    }
    assert.equal(await rejection(faults.client().put('k', factory)), cause)
    assert.equal(asked, 1)
    const error = await rejection(faults.client().put('k', () => 'text'))
    assert.match(error.message, /a body that is a function must return a stream/)
  })
})

describe('what is not to be done twice', () => {
  test('an append whose answer is lost is done once', async () => {
    difference('twice')
    const client = faults.client()
    const { nextAppendPosition } = await client.append('log', Buffer.from('first,'))
    faults.proxy.plan = ['reset-after']
    const second = await client.append('log', Buffer.from('second'), { position: nextAppendPosition })
    assert.equal(second.nextAppendPosition, '12')
    assert.equal((await faults.direct().get('log')).content.toString(), 'first,second')
  })

  test('an object that must not be overwritten, whose answer is lost, is stored; another one is in the way', async () => {
    const headers = { 'x-oss-forbid-overwrite': 'true' }
    faults.proxy.plan = ['reset-after']
    const { res } = await faults.client().put('once', CONTENT, { headers })
    assert.equal(res.status, 200)
    assert.equal(res.headers.etag, (await faults.direct().head('once')).res.headers.etag)

    faults.proxy.plan = ['reset-after']
    const error = await rejection(faults.client().put('once', Buffer.from('other'), { headers }))
    assert.deepEqual([error.code, error.attempts], ['FileAlreadyExists', 2])
    assert.deepEqual((await faults.direct().get('once')).content, CONTENT)
  })

  test('an upload in parts whose completion is answered to nobody is complete', async () => {
    const content = bytesOf(300_000)
    const client = faults.client()
    const put = client.completeMultipartUpload
    client.completeMultipartUpload = (...args) => {
      faults.proxy.plan = ['reset-after']
      return put.apply(client, args)
    }
    const { etag } = await client.multipartUpload('parts', content, { partSize: 102_400 })
    assert.equal(etag, (await faults.direct().head('parts')).res.headers.etag)
    assert.deepEqual((await faults.direct().get('parts')).content, content)
  })

  test('a bucket that is deleted, and the answer lost, is gone', async () => {
    await faults.direct().putBucket('to-delete')
    faults.proxy.plan = ['reset-after']
    await faults.client().deleteBucket('to-delete')
    assert.equal((await rejection(faults.client().deleteBucket('to-delete'))).code, 'NoSuchBucket')
  })
})

describe('what the service answers', () => {
  const busy = (headers = {}) => reply(503, headers, '<Error><Code>ServiceUnavailable</Code></Error>')
  const script = (...answers) => {
    scripted.requests.length = 0
    scripted.answer = (request, response) => (answers.shift() ?? reply(200, {}, '<A/>'))(request, response)
  }

  test('500 and 429 pass', async () => {
    difference('retries')
    script(reply(500), reply(429))
    await scripted.client.head('k')
    assert.equal(scripted.requests.length, 3)
  })

  test('403 and 404 do not', async () => {
    for (const status of [403, 404]) {
      script(reply(status))
      assert.equal((await rejection(scripted.client.head('k'))).attempts, 1)
    }
  })

  test('Retry-After is obeyed; one that is too long is an error at once', async () => {
    script(busy({ 'retry-after': '1' }))
    const before = performance.now()
    await scripted.client.head('k')
    assert(performance.now() - before >= 1000)
    script(busy({ 'retry-after': '3600' }))
    assert.equal((await rejection(scripted.client.head('k'))).attempts, 1)
  })

  test('retryMax is how often, for a client or for a call', async () => {
    script(busy({ 'retry-after': '0' }))
    assert.equal((await rejection(scripted.clientOf({ retryMax: 0 }).head('k'))).attempts, 1)
    script(...Array(4).fill(busy({ 'retry-after': '0' })))
    await scripted.clientOf({ retryMax: 4 }).head('k')
    assert.equal(scripted.requests.length, 5)
    script(busy())
    assert.equal((await rejection(scripted.client.head('k', { retryMax: 0 }))).attempts, 1)
  })

  test('requestErrorRetryHandle has the last word', async () => {
    const asked = []
    const requestErrorRetryHandle = (error) => {
      asked.push(error)
      return asked.length < 2
    }
    script(...Array(9).fill(busy({ 'retry-after': '0' })))
    const error = await rejection(scripted.clientOf({ retryMax: 5, requestErrorRetryHandle }).head('k'))
    assert.equal(error.attempts, 2)
    assert.equal(asked.length, 2)
    assert(asked[0] instanceof OSS.OSSError)
    assert.equal(asked[0].status, 503)
    // Refusals that are final are none of its business.
    script(reply(404))
    await rejection(scripted.clientOf({ requestErrorRetryHandle }).head('k'))
    assert.equal(asked.length, 2)
    assert.throws(
      () => scripted.clientOf({ requestErrorRetryHandle: true }),
      /requestErrorRetryHandle must be a function/,
    )
  })

  test('one that throws gives no permission', async () => {
    script(busy())
    const requestErrorRetryHandle = async () => {
      throw new Error('no')
    }
    assert.equal((await rejection(scripted.clientOf({ requestErrorRetryHandle }).head('k'))).attempts, 1)
  })
})

test('a clock that is wrong is set right by the service', async () => {
  difference('clock')
  faults.emulator.setClockOffset(3_600_000)
  try {
    const client = faults.client()
    await client.put('k', CONTENT)
    await client.put('k', CONTENT)
    const statuses = (await faults.emulator.requests()).slice(-3).map(({ status }) => status)
    assert.deepEqual(statuses, [403, 200, 200])
    // URLs that are signed from now on are right too.
    assert.equal((await fetch(await client.signatureUrlV4('GET', 60, {}, 'k'))).status, 200)
  } finally {
    faults.emulator.setClockOffset(0)
  }
})
