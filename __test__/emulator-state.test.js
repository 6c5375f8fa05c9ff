'use strict'
// A server driven from tests: filled, put back, waited for.

const assert = require('node:assert/strict')
const { mkdirSync, writeFileSync } = require('node:fs')
const { join } = require('node:path')
const { test } = require('node:test')
const OSS = require('ali-oss')
const { startEmulator } = require('../emulator')
const { folderForFile } = require('./folder.js')
const { rejection } = require('./emulator.js')

const home = folderForFile('emulator-state')

test('reset puts it back to its start, as a client sees it', async () => {
  await using_(await startEmulator({ buckets: ['bkt'] }), async (emulator) => {
    const store = new OSS(emulator.clientOptions())
    await store.put('a', Buffer.from('a'))
    await store.putBucketEncryption('bkt', { SSEAlgorithm: 'AES256' })
    await emulator.kms.create({ alias: 'orders' })
    await emulator.faults.add({ status: 503, times: Infinity })
    emulator.setClockOffset(3_600_000)
    await emulator.reset()
    assert.deepEqual(await emulator.requests(), [])
    assert.deepEqual((await store.list({}, {})).objects, [])
    assert.equal((await rejection(store.getBucketEncryption('bkt'))).code, 'NoSuchServerSideEncryptionRule')
    assert.deepEqual(await emulator.kms.list(), [])

    await emulator.seed({ kept: 'kept' })
    await emulator.rememberStart()
    await store.put('kept', Buffer.from('other'))
    await emulator.reset()
    assert.equal((await store.get('kept')).content.toString(), 'kept')
  })
})

test('snapshot and restore bring back what was overwritten, deleted and locked', async () => {
  await using_(await startEmulator({ buckets: ['bkt'] }), async (emulator) => {
    const store = new OSS(emulator.clientOptions())
    const key = await emulator.kms.create()
    const headers = { 'x-oss-server-side-encryption': 'KMS', 'x-oss-server-side-encryption-key-id': key.keyId }
    await store.put('sealed', Buffer.from('sealed'), { headers })
    await store.put('open', Buffer.from('open'))
    const snapshot = await emulator.snapshot()
    for (let round = 0; round < 3; round++) {
      await store.put('open', Buffer.from('other'))
      await store.delete('sealed')
      await emulator.kms.disable(key.keyId)
      await emulator.restore(snapshot)
      assert.equal((await store.get('sealed')).content.toString(), 'sealed')
      assert.equal((await store.get('open')).content.toString(), 'open')
    }
    assert.throws(() => emulator.restore({}), /restore takes what snapshot\(\) gave/)
  })
})

test('a server that was started on data knows no start', async () => {
  const dir = join(home, 'data')
  await using_(await startEmulator({ dir, durability: 'relaxed', buckets: ['bkt'] }), async (emulator) => {
    await emulator.seed({ a: 'a' })
    await emulator.reset()
    await emulator.seed({ b: 'b' })
  })
  await using_(await startEmulator({ dir, durability: 'relaxed', buckets: ['bkt'] }), async (emulator) => {
    await assert.rejects(emulator.reset(), /started on a folder that held data/)
    const { objects } = await new OSS(emulator.clientOptions()).list({}, {})
    assert.deepEqual(
      objects.map(({ name }) => name),
      ['b'],
    )
  })
})

test('seed stores folders, lists and bodies by key', async () => {
  const folder = join(home, 'seeds')
  mkdirSync(join(folder, 'deep', 'er'), { recursive: true })
  writeFileSync(join(folder, 'one.txt'), 'one')
  writeFileSync(join(folder, 'deep', 'er', 'two?#%.txt'), 'two')
  await using_(await startEmulator({ buckets: ['bkt'] }), async (emulator) => {
    await emulator.faults.add({ status: 503, times: Infinity })
    const keys = await emulator.seed(folder, { prefix: 'data/' })
    assert.deepEqual(keys.sort(), ['data/deep/er/two?#%.txt', 'data/one.txt'])
    await emulator.seed(
      { 'a/b': 'text', bytes: new Uint8Array([1, 2]) },
      { headers: { 'x-oss-server-side-encryption': 'SM4' } },
    )
    await emulator.seed([
      { bucket: 'other', key: '名', body: 'name', headers: { 'x-oss-meta-a': 'b' } },
      { key: 'file', file: join(folder, 'one.txt') },
    ])
    assert.deepEqual(await emulator.requests(), [], 'what a test is about would be hard to find')
    await emulator.faults.clear()
    const store = new OSS(emulator.clientOptions())
    const body = async (key) => (await store.get(key)).content.toString()
    assert.equal(await body('data/deep/er/two?#%.txt'), 'two')
    assert.equal(await body('file'), 'one')
    const typeOf = async (key) => (await store.head(key)).res.headers['content-type']
    assert.equal(await typeOf('data/one.txt'), 'text/plain')
    assert.equal(await typeOf('bytes'), 'application/octet-stream')
    await emulator.seed({ 'told.txt': '' }, { headers: { 'Content-Type': 'text/markdown' } })
    assert.equal(await typeOf('told.txt'), 'text/markdown')
    assert.equal((await store.head('a/b')).res.headers['x-oss-server-side-encryption'], 'SM4')
    assert.deepEqual([...(await store.get('bytes')).content], [1, 2])
    store.useBucket('other')
    assert.equal((await store.head('名')).meta.a, 'b')
    assert.equal((await rejection(emulator.seed({ ['x'.repeat(1_024)]: '' }))).code, 'InvalidObjectName')
    await assert.rejects(emulator.seed(5), /seed takes a folder, a list, or an object/)
  })
  await using_(await startEmulator(), async (emulator) => {
    await assert.rejects(emulator.seed({ a: 'a' }), /a is of no bucket; name one/)
  })
})

test('waitFor gives the request that came, or that comes', async () => {
  await using_(await startEmulator({ buckets: ['bkt'] }), async (emulator) => {
    const store = new OSS(emulator.clientOptions())
    await store.put('before', Buffer.from('x'))
    const isPut = (key) => (request) => request.operation === 'PutObject' && request.key === key
    const before = await emulator.waitFor(isPut('before'))
    assert.equal(before.number, 1)
    assert.ok(Math.abs(before.time - Date.now()) < 60_000)
    const coming = emulator.waitFor(isPut('after'))
    await store.put('other', Buffer.from('x'))
    await store.put('after', Buffer.from('x'))
    assert.equal((await coming).number, 3)
    const never = await rejection(emulator.waitFor(isPut('never'), { timeout: 1 }))
    assert.match(
      never.message,
      /no such request came within 1 ms; the last of 3 were:\n {2}PutObject bkt\/before \(200\)/,
    )
    const reason = new Error('enough')
    assert.equal(await rejection(emulator.waitFor(isPut('never'), { signal: AbortSignal.abort(reason) })), reason)
  })
})

/** What `await using` does, in Node 20. */
async function using_(emulator, work) {
  try {
    await work(emulator)
  } finally {
    await emulator[Symbol.asyncDispose ?? 'stop']()
  }
}
