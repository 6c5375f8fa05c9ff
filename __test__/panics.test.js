'use strict'
// A panic, wherever it happens, ends its call with an error, and nothing else: no process, no other call, no client.

const assert = require('node:assert/strict')
const { readdirSync, readFileSync } = require('node:fs')
const { join } = require('node:path')
const { Readable } = require('node:stream')
const { buffer } = require('node:stream/consumers')
const { describe, test } = require('node:test')
const { OSS: native } = /** @type {any} */ (require('../native.js'))
const OSS = require('..')
const { bytesOf } = require('./faults/setup.js')
const { emulatorForFile, rejection } = require('./emulator.js')

const emulator = emulatorForFile({ buckets: ['bucket-name'] })
const client = () => new OSS(emulator.current.clientOptions({ bucket: 'bucket-name' }))

const CALLS = {
  put: (store) => store.put('key', Buffer.from('content')),
  get: (store) => store.get('key'),
  'get to a stream': (store) => store.get('key', new (require('node:stream').PassThrough)()),
  list: (store) => store.list(null, {}),
  getBucketInfo: (store) => store.getBucketInfo('bucket-name', {}),
  delete: (store) => store.delete('other', {}),
}

for (const place of ['argument', 'task', 'outcome']) {
  describe(`a panic at the place "${place}"`, () => {
    for (const [name, call] of Object.entries(CALLS)) {
      test(`of ${name} rejects, and the client goes on`, async () => {
        const store = client()
        await store.put('key', Buffer.from('content'))
        // Calls beside it, some of which are delivered together with it.
        const before = Array.from({ length: 5 }, () => store.head('key'))
        native.panicNext(place)
        const panicked = call(store)
        const after = Array.from({ length: 5 }, () => store.head('key'))
        const settled = await Promise.allSettled([...before, panicked, ...after])
        const failures = settled.filter(({ status }) => status === 'rejected')
        assert.equal(failures.length, 1, 'exactly one call fails')
        const { reason } = /** @type {PromiseRejectedResult} */ (failures[0])
        assert.match(reason.message, /on purpose/)
        assert(reason instanceof Error)
        if (place !== 'argument') assert.equal(reason.code, 'Panic')
        assert.equal((await store.head('key')).status, 200)
      })
    }
  })
}

describe('a panic while a body is read', () => {
  test('of a stream that is put', async () => {
    const store = client()
    native.panicNext('body')
    const error = await rejection(store.put('stream', Readable.from([bytesOf(100_000)]), { timeout: 5000 }))
    assert(error instanceof Error)
    assert.equal((await rejection(store.head('stream'))).status, 404)
    await store.put('stream', Readable.from([bytesOf(100_000)]))
  })

  test('of a function that makes streams', async () => {
    const store = client()
    native.panicNext('body')
    const made = () => Readable.from([bytesOf(100_000)])
    assert.match((await rejection(store.put('made', made))).message, /on purpose/)
    await store.put('made', made)
    assert(bytesOf(100_000).equals((await store.get('made')).content))
  })
})

describe('a panic while an object is read as a stream', () => {
  test('ends the stream with an error, never with a shorter object', async () => {
    const store = client()
    await store.put('large', bytesOf(3_000_000))
    const { stream } = await store.getStream('large')
    native.panicNext('task') // that of the first read
    const error = await rejection(buffer(stream))
    assert.match(error.message, /on purpose/)
    assert.equal(error.code, 'Panic')
  })
})

test('every method of the addon catches its panics', () => {
  for (const root of ['src', 'emulator/src']) {
    const folder = join(__dirname, '..', root)
    const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.rs'))
    for (const file of files) {
      const text = readFileSync(join(folder, file), 'utf8')
      const attributes = text.matchAll(
        /#\[napi(\([^\]]*\))?\]\s*(?:(?:#\[[^\]]*\]|\/\/[^\n]*)\s*)*pub (?:async )?fn (\w+)/g,
      )
      for (const [, said, name] of attributes) assert.match(said ?? '', /catch_unwind/, `${root}/${file}: ${name}`)
    }
  }
})

describe('what is no signal', () => {
  const fakes = {
    'an object': {},
    'one that only throws': { throwIfAborted() {} },
    'one without the event': { aborted: true, throwIfAborted() {}, removeEventListener() {} },
    'a number': 1,
  }
  for (const [kind, signal] of Object.entries(fakes)) {
    test(`${kind} is an error of the call, and nothing is left to fail by itself`, async (t) => {
      const unhandled = t.mock.fn()
      process.on('unhandledRejection', unhandled)
      t.after(() => process.off('unhandledRejection', unhandled))
      const store = client()
      for (const call of [
        () => store.head('none', { signal }),
        () => store.put('x', Readable.from(['a']), { signal }),
      ]) {
        assert((await rejection(call())) instanceof TypeError)
      }
      await rejection(store.head('none'))
      await new Promise((resolve) => setImmediate(resolve))
      assert.equal(unhandled.mock.callCount(), 0)
    })
  }
})

test('a signal that is aborted while the options are read ends the call', async () => {
  const controller = new AbortController()
  const headers = { 'x-oss-name': { toString: () => (controller.abort(), 'value') } }
  const error = await rejection(client().put('aborted', Buffer.from(''), { signal: controller.signal, headers }))
  assert.equal(error.name, 'AbortError')
})

describe('more than can be sent', () => {
  const many = (count) => Object.fromEntries(Array.from({ length: count }, (_, index) => [`x-oss-${index}`, '1']))
  const calls = {
    get: (store, headers) => store.get('key', { headers }),
    put: (store, headers) => store.put('key', Buffer.from(''), { headers }),
    list: (store, headers) => store.list(null, { headers }),
    copy: (store, headers) => store.copy('key', 'other', { headers }),
    multipartUpload: (store, headers) => store.multipartUpload('key', bytesOf(200_000), { headers }),
    signatureUrlV4: async (store, headers) => store.signatureUrlV4('GET', 60, { headers }, 'key'),
  }
  for (const [name, call] of Object.entries(calls)) {
    test(`headers, by ${name}`, async () => {
      assert.match((await rejection(call(client(), many(30_000)))).message, /headers: 30000 are too many/)
      assert.match((await rejection(call(client(), 'a'.repeat(40_000)))).message, /headers/)
    })
  }

  const meta = (count) => Object.fromEntries(Array.from({ length: count }, (_, index) => [`name-${index}`, '1']))
  const writes = {
    put: (store, given) => store.put('key', Buffer.from(''), { meta: given }),
    append: (store, given) => store.append('key', Buffer.from(''), { meta: given }),
    copy: (store, given) => store.copy('key', 'other', { meta: given }),
    putMeta: (store, given) => store.putMeta('key', given),
    putSymlink: (store, given) => store.putSymlink('key', 'other', { meta: given }),
    multipartUpload: (store, given) => store.multipartUpload('key', bytesOf(200_000), { meta: given }),
    initMultipartUpload: (store, given) => store.initMultipartUpload('key', { meta: given }),
  }
  for (const [name, call] of Object.entries(writes)) {
    test(`metadata, by ${name}`, async () => {
      const store = client()
      await store.put('key', Buffer.from('content'))
      for (const count of [2_000, 30_000]) assert.match((await rejection(call(store, meta(count)))).message, /meta/)
    })
  }
})
