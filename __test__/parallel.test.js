'use strict'
// One large object over several connections. The service is one of Node's, which sees every request and may treat parts otherwise.

const assert = require('node:assert/strict')
const { once } = require('node:events')
const { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } = require('node:fs')
const { createServer } = require('node:http')
const { tmpdir } = require('node:os')
const { join } = require('node:path')
const { after, before, describe, test } = require('node:test')
const OSS = require('..')
const { OSS: Native } = require('../lib/native.js')
const { emulatorForFile, rejection } = require('./emulator.js')

const SIZE = 1_000_000
const BYTES = Buffer.from(Uint8Array.from({ length: SIZE }, (_, index) => (index * 7 + (index >> 8)) % 251))
const PART = 102_400
const SPLIT = { parallel: 4, partSize: PART }

/** @type {import('node:http').Server} */
let server
/** @type {{ range: string | undefined, match: string | undefined, url: string }[]} */
let requests = []
/** What is done with a request for a part, in place of answering it. @type {((req: any, res: any, range: number[]) => boolean) | undefined} */
let treat
let crc = Native.crc64(BYTES)
let folder = ''

/** Answers as the service does. */
function answer(req, res, [first, last] = [0, SIZE - 1], status = 200, etag = '"one"') {
  const bytes = BYTES.subarray(first, last + 1)
  res.writeHead(status, {
    'content-length': bytes.length,
    etag,
    'x-oss-request-id': 'id',
    'x-oss-hash-crc64ecma': crc,
    ...(status === 206 && { 'content-range': `bytes ${first}-${last}/${SIZE}` }),
  })
  res.end(bytes)
}

before(async () => {
  folder = mkdtempSync(join(tmpdir(), 'parallel-'))
  server = createServer((req, res) => {
    const { range, 'if-match': match } = req.headers
    requests.push({ range, match: /** @type {string | undefined} */ (match), url: req.url ?? '' })
    const asked = /^bytes=(\d+)-(\d+)$/
      .exec(range ?? '')
      ?.slice(1)
      .map(Number)
    if (match && treat?.(req, res, asked ?? [])) return
    if (asked) answer(req, res, asked, 206)
    else answer(req, res)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
})

after(() => {
  server.closeAllConnections()
  server.close()
  rmSync(folder, { recursive: true })
})

/** @param {object} [options] */
function client(options) {
  requests = []
  treat = undefined
  crc = Native.crc64(BYTES)
  const { port } = /** @type {import('node:net').AddressInfo} */ (server.address())
  const endpoint = `http://127.0.0.1:${port}`
  return new OSS({ endpoint, region: 'oss-cn-hangzhou', accessKeyId: 'id', accessKeySecret: 'secret', bucket: 'bucket-name', cname: true, retryMax: 0, ...options }) // prettier-ignore
}

const parts = () => requests.filter(({ match }) => match)

/** Where an object goes, and what is there then. */
const WAYS = {
  memory: async (store, options) => (await store.get('k', { ...SPLIT, ...options })).content,
  file: async (store, options) => {
    const path = join(folder, 'file')
    await store.get('k', path, { ...SPLIT, ...options })
    return readFileSync(path)
  },
}

for (const [way, read] of Object.entries(WAYS)) {
  describe(`into ${way === 'file' ? 'a file' : way}`, () => {
    test('parts come over several connections at once', async () => {
      const store = client()
      /** @type {(() => void)[]} */
      const held = []
      treat = (req, res, range) => {
        // Nothing is answered before three are asked for.
        held.push(() => answer(req, res, range, 206))
        if (held.length >= 3 || parts().length > 3) for (const go of held.splice(0)) go()
        return true
      }
      assert((await read(store)).equals(BYTES))
      assert(parts().length >= 3)
      assert(parts().every(({ match }) => match === '"one"'))
      assert.equal(requests.length, parts().length + 1)
      const ranges = parts().map(({ range }) => range)
      assert.equal(new Set(ranges).size, ranges.length, 'none is asked for twice')
      assert(ranges.includes(`bytes=${9 * PART}-${SIZE - 1}`), 'the last is shorter')
    })

    test('a service that answers with the whole object, whatever is asked for', async () => {
      const store = client()
      treat = (req, res) => {
        answer(req, res)
        return true
      }
      assert((await read(store)).equals(BYTES))
    })

    test('parts that are refused', async () => {
      const store = client()
      treat = (_, res) => {
        res.writeHead(503, { 'content-length': 0, 'x-oss-request-id': 'id' }).end()
        return true
      }
      assert((await read(store)).equals(BYTES))
      assert(parts().length >= 3, 'each connection asks')
    })

    test('parts of another object are not used', async () => {
      const store = client()
      treat = (req, res, range) => {
        answer(req, res, range, 206, '"another"')
        return true
      }
      assert((await read(store)).equals(BYTES))
    })

    test('other bytes than the service has stored are refused', async () => {
      const store = client()
      crc = '1'
      const error = await rejection(read(store))
      assert.equal(error.code, 'InconsistentCrc64')
    })

    test('a part that breaks off is asked for the rest', async () => {
      const store = client({ retryMax: 2 })
      let broken = false
      treat = (req, res, [first, last]) => {
        if (broken) return false
        broken = true
        res.writeHead(206, {
          'content-length': last - first + 1,
          'content-range': `bytes ${first}-${last}/${SIZE}`,
          etag: '"one"',
        })
        res.write(BYTES.subarray(first, first + 1000), () => res.socket.destroy())
        return true
      }
      assert((await read(store)).equals(BYTES))
      assert(broken)
    })

    test('a range of the caller is divided too', async () => {
      const store = client()
      const content = await read(store, { headers: { Range: 'bytes=100-900000' } })
      assert(content.equals(BYTES.subarray(100, 900_001)))
      assert(parts().length > 0)
    })

    test('progress tells all bytes once', async () => {
      const store = client()
      /** @type {number[]} */
      const told = []
      let last
      await read(store, {
        progress: (share, moved) => {
          told.push(share)
          last = moved
        },
      })
      assert.deepEqual(told, [...told].sort())
      assert.equal(told.at(-1), 1)
      assert.deepEqual([last.loaded, last.total], [SIZE, SIZE])
    })

    test('a signal ends all connections, and leaves nothing', async () => {
      const store = client()
      const controller = new AbortController()
      /** @type {Promise<unknown>[]} */
      const closed = []
      treat = (req) => {
        closed.push(once(req.socket, 'close'))
        if (closed.length === 3) controller.abort(new Error('stop'))
        return true
      }
      const path = join(folder, 'stopped')
      const promise = way === 'file' ? store.get('k', path, { ...SPLIT, signal: controller.signal }) : read(store, { signal: controller.signal }) // prettier-ignore
      assert.equal((await rejection(promise)).message, 'stop')
      await Promise.all(closed)
      assert.deepEqual(
        readdirSync(folder).filter((name) => name !== 'file'),
        [],
      )
    })

    for (const [what, options, clientOptions] of /** @type {[string, object, object?][]} */ ([
      ['parallel: 1', { parallel: 1 }],
      ['an object of less than two parts', { partSize: SIZE - 1 }],
      ['a limit on its traffic', { headers: { 'x-oss-traffic-limit': '819200' } }],
      ['a limit on its traffic as a parameter', { subres: { 'x-oss-traffic-limit': '819200' } }],
      ['what the service makes of an object', { process: 'image/resize,w_200' }],
      ['one socket', {}, { maxSockets: 1 }],
    ])) {
      test(`${what}: one request`, async () => {
        const store = client(clientOptions)
        if ('process' in options) crc = ''
        assert((await read(store, options)).equals(BYTES))
        assert.equal(requests.length, 1)
      })
    }

    for (const options of [{ parallel: 0 }, { parallel: 1.5 }, { partSize: 1000 }]) {
      test(`${JSON.stringify(options)} is refused`, async () => {
        const error = await rejection(read(client(), options))
        assert.match(error.message, /^(parallel|partSize) must be a whole number, (1|102400) at least, not [\d.]+$/)
        assert.equal(requests.length, 0)
      })
    }
  })
}

describe('a download that can be gone on from', () => {
  const path = () => join(folder, 'resumed')
  const options = { ...SPLIT, resumable: true }
  const left = () => readdirSync(folder).filter((name) => name.startsWith('.resumed'))
  const cut = (_, res) => {
    res.socket.destroy()
    return true
  }

  /** Gets until `parts` have come, and fails then. */
  async function fail(count) {
    const store = client()
    let answered = 0
    treat = (req, res, range) => {
      if (!range.length || answered++ >= count) return cut(req, res)
      answer(req, res, range, 206)
      return true
    }
    // The first answer ends soon, and is not continued either.
    const whole = server.listeners('request')[0]
    server.removeAllListeners('request')
    server.on('request', (req, res) => {
      if (req.headers['if-match']) return whole(req, res)
      res.writeHead(200, { 'content-length': SIZE, etag: '"one"', 'x-oss-hash-crc64ecma': crc })
      res.write(BYTES.subarray(0, 1000))
      const timer = setInterval(() => {
        if (answered <= count) return
        clearInterval(timer)
        res.socket.destroy()
      }, 5)
    })
    try {
      await rejection(store.get('k', path(), options))
    } finally {
      server.removeAllListeners('request')
      server.on('request', /** @type {any} */ (whole))
    }
  }

  test('keeps what has come, and asks for the rest only', async () => {
    await fail(4)
    assert.equal(left().length, 2)
    assert(!readdirSync(folder).includes('resumed'))
    await client().get('k', path(), options)
    assert(readFileSync(path()).equals(BYTES))
    assert.equal(parts().length + 4 + 1 <= 10 + 1, true, `${parts().length} parts were asked for again`)
    assert.deepEqual(left(), [])
  })

  test('over one connection, and with progress of the whole', async () => {
    await fail(4)
    let last
    await client().get('k', path(), { ...options, parallel: 1, progress: (_, moved) => (last = moved) })
    assert(readFileSync(path()).equals(BYTES))
    assert.equal(last.loaded, SIZE)
    assert.deepEqual(left(), [])
  })

  test('of another object begins anew', async () => {
    await fail(4)
    const store = client()
    const other = Buffer.from(BYTES).reverse()
    crc = Native.crc64(other)
    const whole = server.listeners('request')[0]
    server.removeAllListeners('request')
    server.on('request', (req, res) => {
      const [first, last] = /(\d+)-(\d+)/
        .exec(req.headers.range ?? '')
        ?.slice(1)
        .map(Number) ?? [0, SIZE - 1]
      const range = req.headers.range && { 'content-range': `bytes ${first}-${last}/${SIZE}` }
      res.writeHead(range ? 206 : 200, { etag: '"two"', 'content-length': last - first + 1, 'x-oss-hash-crc64ecma': crc, ...range }) // prettier-ignore
      res.end(other.subarray(first, last + 1))
    })
    await store.get('k', path(), options)
    server.removeAllListeners('request')
    server.on('request', /** @type {any} */ (whole))
    assert(readFileSync(path()).equals(other))
    assert.deepEqual(left(), [])
  })

  test('whose bytes were changed on the disk is found out, and begins anew', async () => {
    await fail(4)
    const name = left().find((name) => name.endsWith('.partial')) ?? ''
    const kept = readFileSync(join(folder, name))
    writeFileSync(join(folder, name), kept.fill(1, SIZE - 10))
    const error = await rejection(client().get('k', path(), options))
    assert.equal(error.code, 'InconsistentCrc64')
    assert.deepEqual(left(), [])
    await client().get('k', path(), options)
    assert(readFileSync(path()).equals(BYTES))
  })

  test('is one at a time', async () => {
    const store = client()
    const held = []
    treat = (req, res, range) => {
      held.push(() => answer(req, res, range, 206))
      return true
    }
    const first = store.get('k', path(), options)
    while (held.length === 0) await new Promise((resolve) => setImmediate(resolve))
    const error = await rejection(store.get('k', path(), options))
    assert.match(error.message, /another call downloads the same object/)
    treat = undefined
    for (const go of held) go()
    await first
    assert(readFileSync(path()).equals(BYTES))
    assert.deepEqual(left(), [])
  })
})

describe('of the local server, encrypted', () => {
  const emulator = emulatorForFile({ buckets: ['bucket-name'] })

  test('is what was stored', async () => {
    const store = new OSS(emulator.current.clientOptions())
    await store.put('large', BYTES, { sse: { algorithm: 'SM4' } })
    const { content, sse } = await store.get('large', SPLIT)
    assert(content.equals(BYTES))
    assert.deepEqual(sse, { algorithm: 'SM4' })
    const path = join(folder, 'large')
    await store.get('large', path, SPLIT)
    assert(readFileSync(path).equals(BYTES))
  })
})
