'use strict'
// The local server's own face: in process and as a command, its storage, its clock, its end.

const assert = require('node:assert/strict')
const { execFile } = require('node:child_process')
const { mkdtempSync, rmSync } = require('node:fs')
const { tmpdir } = require('node:os')
const { join } = require('node:path')
const { describe, test } = require('node:test')
const { promisify } = require('node:util')
const OSS = require('..')
const { startEmulator, Emulator } = require('../emulator')
const { CLI, serve } = require('./emulator-command.js')
const { rejection } = require('./emulator.js')

const run = promisify(execFile)

describe('in process', () => {
  test('several servers run at once, each with its own data', async () => {
    const emulators = await Promise.all([1, 2, 3].map((n) => startEmulator({ buckets: [`bucket-${n}`] })))
    assert.equal(new Set(emulators.map(({ port }) => port)).size, 3)
    for (const [index, emulator] of emulators.entries()) {
      assert(emulator instanceof Emulator)
      const { buckets } = await new OSS(emulator.clientOptions()).listBuckets()
      assert.deepEqual(
        buckets?.map(({ name }) => name),
        [`bucket-${index + 1}`],
      )
    }
    await Promise.all(emulators.map((emulator) => emulator.stop()))
  })

  test('a stopped server is gone, and can be stopped again', async () => {
    const emulator = await startEmulator()
    await emulator.stop()
    await emulator.stop()
    assert.equal((await rejection(new OSS(emulator.clientOptions()).listBuckets())).name, 'RequestError')
  })

  test('accounts, tokens and the region are what it was told', async () => {
    const account = { accessKeyId: 'id', accessKeySecret: 'secret', stsToken: 'token' }
    const emulator = await startEmulator({ accounts: [account], region: 'oss-cn-beijing', buckets: ['bucket-name'] })
    const options = emulator.clientOptions()
    assert.deepEqual(options, { endpoint: emulator.url, region: 'oss-cn-beijing', bucket: 'bucket-name', ...account })
    assert.equal((await new OSS(options).getBucketLocation()).location, 'oss-cn-beijing')
    const stranger = new OSS({ ...options, region: 'oss-cn-hangzhou' })
    assert.equal((await rejection(stranger.getBucketLocation())).ecCode, '0002-00000226')
    await emulator.stop()
  })

  test('its clock can be set', async () => {
    const emulator = await startEmulator({ clockOffset: 16 * 60 * 1000 })
    // One for each call: a client learns the server's time from a refusal.
    const list = () => new OSS({ ...emulator.clientOptions(), retryMax: 0 }).listBuckets()
    assert.equal((await rejection(list())).code, 'RequestTimeTooSkewed')
    emulator.setClockOffset(-14 * 60 * 1000)
    await list()
    const nowhere = /before 1970 or after the year 9999/
    for (const offset of [NaN, Infinity, -1e15, 1e15]) assert.throws(() => emulator.setClockOffset(offset), nowhere)
    await assert.rejects(startEmulator({ clockOffset: 1e15 }), nowhere)
    await list()
    await emulator.stop()
  })

  test('who takes nothing, and who rests while others wait, is let go', async () => {
    const emulator = await startEmulator({ buckets: ['bucket-name'], maxConnections: 2, writeTimeout: 500 })
    const clients = Array.from({ length: 6 }, () => new OSS(emulator.clientOptions()))
    for (const round of ['a', 'b'])
      await Promise.all(clients.map((store, n) => store.put(`${round}${n}`, Buffer.alloc(9))))
    assert((await emulator.connections()) <= 2)
    await emulator.stop()
    for (const wrong of [{ maxConnections: 0 }, { writeTimeout: -1 }, { writeTimeout: NaN }]) {
      await assert.rejects(startEmulator(wrong), /must be a positive whole number/)
    }
  })

  test('a folder is forced to the disk or not, and nothing else', async (t) => {
    const dir = mkdtempSync(join(tmpdir(), 'oss-durability-'))
    t.after(() => rmSync(dir, { recursive: true, force: true }))
    for (const durability of ['full', 'relaxed', undefined]) {
      const emulator = await startEmulator({ buckets: ['bucket-name'], dir, durability })
      const store = new OSS(emulator.clientOptions())
      await store.put(`of ${durability}`, Buffer.from('content'))
      assert.equal(String((await store.get('of full')).content), 'content')
      await emulator.stop()
    }
    await assert.rejects(
      startEmulator({ dir, durability: 'half' }),
      /durability must be 'full' or 'relaxed', and is 'half'/,
    )
  })

  test('temporary keys are good with their token until they expire', async () => {
    const emulator = await startEmulator({ buckets: ['bucket-name'] })
    const client = (key) => new OSS({ ...emulator.clientOptions(), retryMax: 0, ...key })
    const key = await emulator.sts.issue({ durationSeconds: 600 })
    assert(Math.abs(Date.parse(key.expiration) - Date.now() - 600_000) < 60_000)
    await client(key).put('k', Buffer.from('content'))
    assert.equal((await rejection(client({ ...key, stsToken: 'other' }).get('k'))).code, 'InvalidSecurityToken')
    assert.equal((await rejection(client({ ...key, stsToken: undefined }).get('k'))).code, 'InvalidAccessKeyId')
    const other = await emulator.sts.issue()
    emulator.setClockOffset(601_000)
    assert.equal((await rejection(client(key).get('k'))).code, 'SecurityTokenExpired')
    await client(other).get('k')
    await emulator.sts.expire(other)
    const late = await emulator.sts.issue({ expiration: new Date(0) })
    assert.equal(late.expiration, '1970-01-01T00:00:00.000Z')
    for (const expired of [other, late]) {
      assert.equal((await rejection(client(expired).get('k'))).code, 'SecurityTokenExpired')
    }
    await assert.rejects(emulator.sts.issue({ durationSeconds: 43_201 }), /at most twelve hours/)
    await assert.rejects(emulator.sts.issue({ expiration: 'soon' }), /expiration must be a date, not soon/)
    await assert.rejects(emulator.sts.expire('other'), /no temporary access key has this token/)
    await emulator.stop()
  })

  test('a port that is taken, a bucket that cannot be, an address that is none', async () => {
    const emulator = await startEmulator()
    await assert.rejects(startEmulator({ port: emulator.port }), /cannot listen on 127\.0\.0\.1:\d+/)
    await assert.rejects(startEmulator({ buckets: ['B'] }), /cannot make the bucket "B"/)
    await assert.rejects(startEmulator({ host: 'nowhere' }), /nowhere:0 is no address to listen on/)
    await emulator.stop()
  })
})

describe('processes', () => {
  const program = (body) => `
    const OSS = require(${JSON.stringify(require.resolve('..'))})
    const { startEmulator } = require(${JSON.stringify(require.resolve('../emulator'))})
    startEmulator({ buckets: ['bucket-name'] }).then(async (emulator) => {
      const store = new OSS(emulator.clientOptions())
      ${body}
    })`

  test('end when nothing is left to do, with server and client still there', async () => {
    const { stdout } = await run(process.execPath, ['-e', program('await store.getBucketInfo(); console.log("done")')])
    assert.equal(stdout, 'done\n')
  })

  test('stay alive while a call is open', async () => {
    const { stdout } = await run(process.execPath, [
      '-e',
      program('store.getBucketInfo().then(() => console.log("done"))'),
    ])
    assert.equal(stdout, 'done\n')
  })

  test('may end in the middle of a call', async () => {
    await run(process.execPath, ['-e', program('store.getBucketInfo(); process.exit(0)')])
  })

  test('may use both in a worker that ends', async () => {
    const worker = `
      const { Worker } = require('node:worker_threads')
      const worker = new Worker(${JSON.stringify(program('await store.getBucketInfo(); store.getBucketInfo(); process.exit(0)'))}, { eval: true })
      worker.on('exit', (code) => console.log(code))`
    const { stdout } = await run(process.execPath, ['-e', worker])
    assert.equal(stdout, '0\n')
  })
})

test('workers that end with bodies on their way harm nobody', async () => {
  // The main thread loads the server only: the client is loaded, and left, by each worker anew.
  const worker = `
    const OSS = require(${JSON.stringify(require.resolve('..'))})
    const { PassThrough } = require('node:stream')
    const store = new OSS(require('node:worker_threads').workerData)
    store.put('a', Buffer.alloc(1 << 20)).then(async () => {
      await store.get('a')
      for (let n = 0; n < 4; n++) {
        store.put('b', Buffer.alloc(1 << 20)).catch(() => {})
        store.getStream('a').catch(() => {})
        store.get('a').catch(() => {})
        const stream = new PassThrough()
        stream.write(Buffer.alloc(1 << 20))
        store.putStream('c', stream).catch(() => {})
      }
      setImmediate(() => process.exit(0))
    })`
  const main = `
    const { Worker } = require('node:worker_threads')
    require(${JSON.stringify(require.resolve('../emulator'))}).startEmulator({ buckets: ['bucket-name'] }).then(async (emulator) => {
      for (let n = 0; n < 6; n++) {
        const worker = new Worker(${JSON.stringify(worker)}, { eval: true, workerData: emulator.clientOptions() })
        await new Promise((done) => worker.on('exit', done))
      }
      console.log('done')
    })`
  const { stdout } = await run(process.execPath, ['-e', main])
  assert.equal(stdout, 'done\n')
})

describe('as a command', () => {
  test('prints what to set, and ends on a signal', async (t) => {
    const { server, ended, printed, store } = await serve(t, '--bucket', 'bucket-name', '--region', 'cn-beijing')
    assert.match(printed, /^export OSS_REGION=oss-cn-beijing$/m)
    await store.putBucketEncryption('bucket-name', { SSEAlgorithm: 'AES256' })
    server.kill('SIGTERM')
    assert.equal(await ended, 0)
  })

  test('keeps what it answered when it is killed', async (t) => {
    const folder = mkdtempSync(join(tmpdir(), 'oss-emulator-'))
    try {
      for (let round = 0; round < 5; round++) {
        const { server, ended, store } = await serve(t, '--dir', folder, '--bucket', 'bucket-name')
        if (round > 0) {
          const { encryption } = await store.getBucketEncryption('bucket-name')
          assert.deepEqual(encryption, { SSEAlgorithm: 'KMS', KMSMasterKeyID: `key-${round - 1}` })
        }
        await store.putBucketEncryption('bucket-name', { SSEAlgorithm: 'KMS', KMSMasterKeyID: `key-${round}` })
        server.kill('SIGKILL')
        await ended
      }
    } finally {
      rmSync(folder, { recursive: true })
    }
  })

  test('says what is wrong with its arguments', async () => {
    for (const args of [['--port', 'many'], ['--nonsense'], ['--bucket', 'B', '--port', '0']]) {
      const error = /** @type {any} */ (await rejection(run(process.execPath, [CLI, ...args])))
      assert.equal(error.code, 1)
      assert.match(error.stderr, /^oss-emulator: /)
    }
    assert.match((await run(process.execPath, [CLI, '--help'])).stdout, /--access-key-id/)
  })

  test('does not print a secret that somebody chose', async (t) => {
    const { server, ended, printed } = await serve(t, '--access-key-id', 'mine', '--access-key-secret', 'hidden-secret')
    assert.match(printed, /OSS_ACCESS_KEY_ID=mine/)
    server.kill('SIGINT')
    assert.equal(await ended, 0)
    assert.doesNotMatch(printed, /hidden/)
  })
})
