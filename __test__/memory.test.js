'use strict'
// Memory of JavaScript: its owner may transfer, resize or refill it as soon as a call has returned its promise. What is stored is
// what it was, or the call rejects.

const assert = require('node:assert/strict')
const diagnosticsChannel = require('node:diagnostics_channel')
const { readdirSync, readFileSync } = require('node:fs')
const { join } = require('node:path')
const { describe, test } = require('node:test')
const OSS = require('..')
const { bytesOf } = require('./faults/setup.js')
const { emulatorForFile, rejection } = require('./emulator.js')

const emulator = emulatorForFile({ buckets: ['bucket-name'] })
const client = () => new OSS(emulator.current.clientOptions({ bucket: 'bucket-name' }))

/** Bytes in a store of their own, which can be transferred. */
function own(size) {
  const bytes = new Uint8Array(size)
  bytes.set(bytesOf(size))
  return bytes
}

/** Bytes in a store that can be resized. */
function resizable(size) {
  const Resizable = /** @type {any} */ (ArrayBuffer)
  const bytes = new Uint8Array(new Resizable(size, { maxByteLength: size + 1 }))
  bytes.set(bytesOf(size))
  return bytes
}

/** Bytes in a store that can be resized, which are gone then. */
function fixed(size) {
  return resizable(size).subarray(0, size)
}

const TAKEN = {
  'resized away': [fixed, (bytes) => bytes.buffer.resize(bytes.length - 1)],
  'transferred to another thread': [own, (bytes) => structuredClone(bytes.buffer, { transfer: [bytes.buffer] })],
  resized: [resizable, (bytes) => bytes.buffer.resize(0)],
  refilled: [own, (bytes) => bytes.fill(0xee)],
  ...('transfer' in ArrayBuffer.prototype
    ? { 'transferred in place': [own, (bytes) => /** @type {any} */ (bytes.buffer).transfer(1)] }
    : {}),
}
const CALLS = {
  put: (name, bytes) => client().put(name, bytes),
  'put with a signal': (name, bytes) => client().put(name, bytes, { signal: new AbortController().signal }),
  'put with progress': (name, bytes) => client().put(name, bytes, { progress: () => {} }),
  append: (name, bytes) => client().append(name, bytes),
  multipartUpload: (name, bytes) => client().multipartUpload(name, bytes),
}

async function stored(name) {
  return (await client().get(name)).content
}

for (const [how, [make, take]] of Object.entries(TAKEN)) {
  for (const [method, call] of Object.entries(CALLS)) {
    for (const size of [1, 60_000, 300_000, 5_000_000, 2 ** 25]) {
      // Large ones are memory of their own, which a collection gives back to the system.
      if (size === 2 ** 25 && method !== 'put' && method !== 'multipartUpload') continue
      test(`${size} bytes that are ${how} right after ${method}`, async () => {
        const name = `${how} ${method} ${size}`
        const bytes = make(size)
        const promise = call(name, bytes)
        take(bytes)
        globalThis.gc?.()
        // What is large is not copied.
        if ((method === 'multipartUpload' && size > 102_400) || size > 16 << 20) {
          const error = await rejection(promise)
          assert(error.code === 'FileChanged' || /memory of these bytes/.test(error.message), error)
          assert.equal((await rejection(client().head(name))).status, 404)
          return
        }
        await promise
        assert(bytesOf(size).equals(await stored(name)))
      })
    }
  }

  test(`a part of bytes that are ${how}`, async () => {
    const name = `part ${how}`
    const { uploadId } = await client().initMultipartUpload(name)
    const bytes = make(200_000)
    const part = client().uploadPart(name, uploadId, 1, bytes, 0, 150_000)
    take(bytes)
    const { etag } = await part
    await client().completeMultipartUpload(name, uploadId, [{ number: 1, etag }])
    assert(
      bytesOf(200_000)
        .subarray(0, 150_000)
        .equals(await stored(name)),
    )
  })
}

describe('bytes whose memory is gone already', () => {
  const gone = () => {
    const bytes = own(1000)
    structuredClone(bytes.buffer, { transfer: [bytes.buffer] })
    return bytes
  }
  async function* giving() {
    yield Buffer.from('first')
    yield gone()
  }
  const calls = {
    ...CALLS,
    'a generator': (name) => client().put(name, giving()),
    'a generator, in parts': (name) => client().multipartUpload(name, giving()),
  }
  for (const [method, call] of Object.entries(calls)) {
    test(`${method} does not store them as empty`, async () => {
      const error = await rejection(call(`gone ${method}`, gone()))
      assert.match(error.message, /the memory of these bytes was transferred or resized away/)
      assert.equal((await rejection(client().head(`gone ${method}`))).status, 404)
    })
  }

  test('empty bytes are stored', async () => {
    await client().put('empty', new Uint8Array(0))
    assert.equal((await stored('empty')).length, 0)
  })
})

describe('bytes whose memory is taken by code of the program that the call itself runs', () => {
  const header = () => '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01'
  /** Each is given what takes the memory, and returns the options of the call. */
  const moments = {
    'a getter of the options': (take) => ({
      get headers() {
        take()
        return {}
      },
    }),
    'a getter of a header': (take) => ({
      headers: {
        get 'x-oss-name'() {
          take()
          return 'value'
        },
      },
    }),
    'the text of a header': (take) => ({ headers: { 'x-oss-name': { toString: () => (take(), 'value') } } }),
    traceparent(take, store) {
      store.options.traceparent = () => (take(), header())
      return {}
    },
    'a subscriber of the tracing channel'(take, _, t) {
      const channel = diagnosticsChannel.channel('tracing:ali-oss:request:start')
      const once = () => {
        channel.unsubscribe(once)
        take()
      }
      channel.subscribe(once)
      t.after(() => channel.unsubscribe(once))
      return {}
    },
    'the signal'(take) {
      const { signal } = new AbortController()
      return { signal: Object.defineProperty(signal, 'throwIfAborted', { value: take }) }
    },
    'an option of the client'(take, store) {
      const { bucket } = store.options
      Object.defineProperty(store.options, 'bucket', { get: () => (take(), bucket) })
      return {}
    },
  }
  for (const [how, [make, take]] of Object.entries(TAKEN)) {
    if (how === 'refilled') continue
    for (const [moment, prepare] of Object.entries(moments)) {
      for (const method of ['put', 'append', 'multipartUpload', 'uploadPart']) {
        test(`${how}, by ${moment}, in ${method}`, async (t) => {
          const name = `${how} ${moment} ${method}`
          const store = client()
          const size = 150_000
          const bytes = make(size)
          const uploadId = method === 'uploadPart' ? (await store.initMultipartUpload(name)).uploadId : ''
          let left = 1
          const options = prepare(() => left-- > 0 && take(bytes), store, t)
          const call = () =>
            method === 'uploadPart'
              ? store.uploadPart(name, uploadId, 1, bytes, 0, size, options)
              : store[method](name, bytes, options)
          const outcome = await Promise.resolve()
            .then(call)
            .catch((error) => error)
          if (method === 'uploadPart') {
            const { parts } = await client().listParts(name, uploadId)
            for (const part of [parts].flat()) assert.equal(Number(part.Size), size)
          } else {
            const found = await stored(name).catch((error) => error.status)
            assert(found === 404 || bytesOf(size).equals(found), `${found.length} bytes were stored`)
          }
          if (outcome instanceof Error) assert.match(outcome.message, /memory of these bytes|bytes have changed/)
        })
      }
    }
  }

  test('a part of no bytes is one only where no bytes were meant', async () => {
    const { uploadId } = await client().initMultipartUpload('none')
    const bytes = own(1000)
    const end = { valueOf: () => (structuredClone(bytes.buffer, { transfer: [bytes.buffer] }), 500) }
    await rejection(client().uploadPart('none', uploadId, 1, bytes, 0, /** @type {any} */ (end)))
    assert.deepEqual((await client().listParts('none', uploadId)).parts, [])
  })

  test('certificates are copied', () => {
    const certificate = own(1000)
    const options = emulator.current.clientOptions()
    const sse = {
      get algorithm() {
        structuredClone(certificate.buffer, { transfer: [certificate.buffer] })
        return 'AES256'
      },
    }
    const { ca } = require('../lib/network/trust.js').trustOf({ ca: certificate }, {}, {})
    new OSS({ ...options, sse: /** @type {any} */ (sse) })
    assert(bytesOf(1000).equals(ca[0]))
  })
})

describe('chunks whose memory is taken before they are read', () => {
  const sources = {
    'a web stream': (chunk) =>
      new ReadableStream({
        start(controller) {
          controller.enqueue(chunk)
          controller.enqueue(new Uint8Array(120_000))
          controller.close()
        },
      }),
    async *'a generator'(chunk) {
      yield chunk
      yield new Uint8Array(120_000)
    },
  }
  const calls = {
    put: (name, source) => client().put(name, source),
    append: (name, source) => client().append(name, source),
    multipartUpload: (name, source) => client().multipartUpload(name, source),
  }
  for (const [kind, source] of Object.entries(sources)) {
    for (const [method, call] of Object.entries(calls)) {
      // At each turn of the queue of promises on the way from the source to the copy.
      for (let turns = 0; turns < 12; turns++) {
        test(`${kind} by ${method}, after ${turns} turns`, async () => {
          const name = `${kind} ${method} ${turns}`
          const chunk = fixed(1000)
          const promise = call(name, source(chunk)).catch((error) => error)
          for (let turn = 0; turn < turns; turn++) await null
          chunk.buffer.resize(0)
          await promise
          const size = (await stored(name).catch(() => ({ length: 0 }))).length
          assert([0, 121_000].includes(size), `${size} bytes of 121,000 were stored`)
        })
      }
    }
  }
})

describe('a source that fills the same memory again', () => {
  const CHUNK = 65_536
  const CHUNKS = 50
  const expected = Buffer.concat(Array.from({ length: CHUNKS }, (_, index) => Buffer.alloc(CHUNK, index + 1)))

  async function* generator() {
    const chunk = Buffer.alloc(CHUNK)
    for (let index = 1; index <= CHUNKS; index++) {
      yield chunk.fill(index)
      chunk.fill(0xee)
    }
  }
  function webStream() {
    const chunk = new Uint8Array(CHUNK)
    let index = 0
    return new ReadableStream(
      {
        async pull(controller) {
          await null
          if (++index > CHUNKS) return controller.close()
          controller.enqueue(chunk.fill(index))
        },
      },
      { highWaterMark: 0 },
    )
  }
  const sources = { 'a generator': generator, 'a web stream': webStream }
  const calls = {
    put: (name, source) => client().put(name, source()),
    putStream: (name, source) => client().putStream(name, source()),
    append: (name, source) => client().append(name, source()),
    'put with a function': (name, source) => client().put(name, source),
    multipartUpload: (name, source) => client().multipartUpload(name, source(), { partSize: 150_000 }),
  }
  for (const [kind, source] of Object.entries(sources)) {
    for (const [method, call] of Object.entries(calls)) {
      test(`${kind}, by ${method}`, async () => {
        await call(`${kind} ${method}`, source)
        assert(expected.equals(await stored(`${kind} ${method}`)))
      })
    }
  }
})

test('no native code holds on to memory of JavaScript', () => {
  const folder = join(__dirname, '..', 'src')
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.rs'))
  // These types of napi's do; slices end with the call. What stands here makes them, or reads them before the call returns.
  const HOLDERS = /\b(?:Buffer|(?:Big)?U?[Ii]nt\d+(?:Clamped)?Array|ArrayBuffer|TypedArray)\b/
  const ALLOWED = ['client_encryption.rs', 'content.rs', 'network.rs', 'seam.rs']
  const code = (file) => readFileSync(join(folder, file), 'utf8').replace(/\/\/.*$|ts_\w+ = "[^"]*"/gm, '')
  const holding = files.filter((file) => HOLDERS.test(code(file)))
  assert.deepEqual(holding.sort(), ALLOWED)
})
