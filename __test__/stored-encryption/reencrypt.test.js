'use strict'
// Objects encrypted otherwise: nothing else of them changes, what cannot be changed is told, and what somebody writes meanwhile stays.

const assert = require('node:assert/strict')
const { appendFileSync, readFileSync } = require('node:fs')
const { connect } = require('node:net')
const { join } = require('node:path')
const { test } = require('node:test')
const OSS = require('../..')
const { emulatorForFile, rejection } = require('../emulator.js')
const { folderForFile } = require('../folder.js')
const { fill, inventoryRule, stateOf } = require('./objects.js')

const holder = emulatorForFile()
const folder = folderForFile('reencrypt')
let buckets = 0

/** A client of a new bucket. */
async function newStore(options) {
  const bucket = `bucket-${buckets++}`
  const store = new OSS(holder.current.clientOptions({ bucket, ...options }))
  await store.putBucket(bucket)
  return store
}

const newKey = async () => (await holder.current.kms.create()).keyId

/** What a run gives, by name. */
async function outcomes(run) {
  const outcomes = {}
  for await (const { name, outcome, why } of run) outcomes[name] = why ? `${outcome}: ${why}` : outcome
  return outcomes
}

test('all of an object stays but its encryption', async () => {
  const store = await newStore()
  const keyId = await newKey()
  const names = await fill(holder.current.clientOptions({ bucket: store.options.bucket }), keyId)
  const before = {}
  for (const name of names) before[name] = await stateOf(store, name)

  const to = `KMS:${keyId}`
  const dry = store.reencrypt({ to })
  const planned = await outcomes(dry)
  for (const name of names) assert.deepEqual((await stateOf(store, name)).sse, before[name].sse, name)
  const summary = dry.summary()
  assert.equal(summary.would.objects, names.length - 6)
  assert.equal(summary.would.requests, 3 * summary.would.objects)
  assert.deepEqual(Object.keys(summary.left.why).sort(), ['appendable', 'archived', 'symlink'])

  const done = await outcomes(store.reencrypt({ to, apply: true, parallel: 4 }))
  assert.deepEqual(
    done,
    Object.fromEntries(Object.entries(planned).map(([name, what]) => [name, what.replace('would', 'done')])),
  )
  assert.equal(done['archive/0'], 'left: archived')
  assert.equal(done['appended/0'], 'left: appendable')
  assert.equal(done['link/0'], 'left: symlink')
  assert.equal(done['kms/0'], 'already')
  for (const name of names) {
    const { state, sse } = await stateOf(store, name)
    assert.deepEqual(state, before[name].state, name)
    if (done[name] === 'done') assert.deepEqual(sse, { algorithm: 'KMS', keyId }, name)
    else assert.deepEqual(sse, name === 'link/0' ? sse : before[name].sse, name)
  }
  // Again: nothing is left to do.
  const again = await store.reencrypt({ to, apply: true }).run()
  assert.equal(again.done.objects, 0)
  // All is as required, or told with its reason.
  const audited = await store.auditEncryption({ require: to }).run()
  assert.equal(audited.notOk.objects, 4)
})

/** A request that nobody signs, byte for byte, and the head of its answer. */
function bare(lines, body = '') {
  const { port } = holder.current
  return new Promise((resolve, reject) => {
    let answer = ''
    const socket = connect(port, '127.0.0.1', () => {
      const head = [...lines, 'Host: 127.0.0.1', 'Connection: close', `Content-Length: ${body.length}`]
      socket.write(Buffer.from(`${head.join('\r\n')}\r\n\r\n${body}`, 'latin1'))
    })
    socket.on('data', (data) => (answer += data.toString('latin1')))
    socket.on('end', () => resolve(answer))
    socket.on('error', reject)
  })
}

test('metadata of any bytes stay as they are', async () => {
  const store = await newStore()
  const { bucket } = store.options
  await store.putBucketACL(bucket, 'public-read-write')
  // Latin-1, as programs of other languages write it: no UTF-8, and so no text of JavaScript's.
  const value = 'caf\xe9 \xff'
  const stored = await bare([`PUT /${bucket}/latin HTTP/1.1`, `x-oss-meta-n: ${value}`], 'x')
  assert.match(stored, /^HTTP\/1.1 200/)
  const now = async () => /x-oss-meta-n: (.*)\r/i.exec(await bare([`HEAD /${bucket}/latin HTTP/1.1`]))?.[1]
  assert.equal(await now(), value)
  assert.equal((await store.reencrypt({ to: 'AES256', apply: true }).run()).done.objects, 1)
  assert.equal(await now(), value)
})

test('an appendable object is converted where that is asked for', async () => {
  const store = await newStore()
  await store.append('log', Buffer.from('one'), { meta: { a: '1' }, headers: { 'x-oss-tagging': 'k=v' } })
  await store.append('log', Buffer.from('two'), { position: 3 })
  await store.append('empty', Buffer.alloc(0))
  const before = await stateOf(store, 'log')
  const done = await outcomes(store.reencrypt({ to: 'AES256', apply: true, convertAppendable: true }))
  assert.equal(done.log, 'done')
  const { state, sse } = await stateOf(store, 'log')
  assert.deepEqual(state, before.state)
  assert.deepEqual(sse, { algorithm: 'AES256' })
  assert.equal((await rejection(store.append('log', Buffer.from('x'), { position: 6 }))).code, 'ObjectNotAppendable')
})

test('objects under keys that cannot be used are left, and told; a target that cannot be used ends it', async () => {
  const store = await newStore()
  const [gone, target] = [await newKey(), await newKey()]
  await store.put('locked', Buffer.from('x'), { sse: { algorithm: 'KMS', keyId: gone } })
  await store.put('plain', Buffer.from('x'))
  await holder.current.kms.disable(gone)
  for (const apply of [false, true]) {
    const done = await outcomes(store.reencrypt({ to: `KMS:${target}`, apply }))
    assert.deepEqual(done, { locked: 'left: key-disabled', plain: apply ? 'done' : 'would' })
  }
  await holder.current.kms.enable(gone)
  const unusable = await rejection(store.reencrypt({ to: 'KMS:missing', apply: true }).run())
  assert.equal(unusable.code, 'KeyNotFound')
  const nobody = new OSS(holder.current.clientOptions({ bucket: store.options.bucket, accessKeySecret: 'x' }))
  assert.equal((await rejection(nobody.reencrypt({ to: 'AES256' }).run())).code, 'SignatureDoesNotMatch')
})

test('what is under a retention policy is left', async () => {
  const store = await newStore()
  await store.put('kept', Buffer.from('x'))
  await store.initiateBucketWorm(store.options.bucket, '1')
  assert.deepEqual(await outcomes(store.reencrypt({ to: 'AES256', apply: true })), { kept: 'left: worm' })
})

test('old versions are told, and stay; the newest is copied', async () => {
  const store = await newStore()
  await store.putBucketVersioning(store.options.bucket, 'Enabled')
  await store.put('k', Buffer.from('old'))
  await store.put('k', Buffer.from('new'))
  const items = []
  for await (const item of store.reencrypt({ to: 'AES256', apply: true, versions: true })) items.push(item)
  assert.deepEqual(
    items.map(({ outcome, why }) => [outcome, why]),
    [
      ['done', undefined],
      ['left', 'old-version'],
    ],
  )
  assert.equal((await store.get('k')).content.toString(), 'new')
})

test('what somebody writes meanwhile is not overwritten', async () => {
  const store = await newStore()
  const writer = new OSS(holder.current.clientOptions({ bucket: store.options.bucket }))
  const names = Array.from({ length: 40 }, (_, index) => `k${String(index).padStart(2, '0')}`)
  for (const name of names) await store.put(name, Buffer.from('0'))
  let writing = true
  const last = {}
  const writes = (async () => {
    for (let round = 1; writing; round++) {
      for (const name of names) {
        await writer.put(name, Buffer.from(String(round)))
        last[name] = String(round)
      }
    }
  })()
  for (const algorithm of ['AES256', 'SM4', 'KMS']) {
    const { failed, done } = await store.reencrypt({ to: algorithm, apply: true, parallel: 8 }).run()
    assert.deepEqual(
      Object.keys(failed.why).filter((why) => why !== 'changed-meanwhile'),
      [],
    )
    assert(done.objects > 0)
  }
  writing = false
  await writes
  for (const name of names) assert.equal((await store.get(name)).content.toString(), last[name], name)
})

test('an object that changes between the parts of its copy stays as it was written', async () => {
  const store = await newStore()
  await store.append('log', Buffer.from('one'))
  const fault = await holder.current.faults.add({ operation: 'UploadPartCopy', delay: 400 })
  const run = outcomes(store.reencrypt({ to: 'AES256', apply: true, convertAppendable: true }))
  while (fault.hits === 0) await new Promise((resolve) => setTimeout(resolve, 5))
  await store.append('log', Buffer.from('two'), { position: 3 })
  assert.deepEqual(await run, { log: 'done' })
  assert.equal((await store.get('log')).content.toString(), 'onetwo')
  // Nothing is left of the first upload.
  assert.deepEqual((await store.listUploads({ 'max-uploads': 10 })).uploads, [])
})

test('a journal says where to go on, and what was left', async () => {
  const store = await newStore()
  const path = join(folder, 'journal')
  const names = Array.from({ length: 1200 }, (_, index) => `k${String(index).padStart(4, '0')}`)
  await Promise.all(names.map((name) => store.put(name, Buffer.from('x'))))
  await store.append('a-log', Buffer.from('x'))
  const controller = new AbortController()
  const options = { to: 'AES256', apply: true, journal: path, parallel: 8 }
  let count = 0
  const first = (async () => {
    for await (const _ of store.reencrypt({ ...options, signal: controller.signal })) {
      if (++count === 700) controller.abort(new Error('stopped'))
    }
  })()
  assert.match((await rejection(first)).message, /stopped/)
  // A machine that stops in the middle of a line.
  appendFileSync(path, '{"name":"k0')
  const rest = store.reencrypt(options)
  let seen = 0
  for await (const _ of rest) seen++
  assert(seen <= 1201 - 699, `${seen}`)
  const { done, already, left, objects } = rest.summary()
  assert.equal(objects, 1201)
  assert.equal(done.objects + already.objects, 1200)
  assert.deepEqual(left.why, { appendable: { objects: 1, bytes: 1 } })
  assert.match(readFileSync(path, 'utf8'), /"name":"a-log".*"appendable"/)
  assert.equal((await store.auditEncryption({ prefix: 'k' }).run()).notOk.objects, 0)
  const other = rejection(store.reencrypt({ ...options, to: 'SM4' }).run())
  assert.match((await other).message, /is of another run/)
})

test('from an inventory, only what it names is looked at', async () => {
  const store = await newStore()
  const { bucket } = store.options
  for (const name of ['a', 'b', 'c']) await store.put(`in/${name}`, Buffer.from('x'))
  await store.putBucketInventory(bucket, inventoryRule(bucket, ['Size']))
  const { manifest } = await holder.current.inventory.run(bucket, 'i')
  await store.put('in/later', Buffer.from('x'))
  await store.delete('in/b')
  const done = await outcomes(store.reencrypt({ to: 'AES256', apply: true, inventory: `oss://${bucket}/${manifest}` }))
  assert.deepEqual(done, { 'in/a': 'done', 'in/b': 'gone', 'in/c': 'done' })
})

test('what it is asked for must make sense', async () => {
  const store = await newStore()
  for (const options of [undefined, {}, { to: 'DES' }, { to: 'AES256:key' }])
    assert.throws(() => store.reencrypt(options), TypeError)
  for (const options of [{ parallel: 0 }, { rate: -1 }, { bandwidth: 'x' }]) {
    assert.throws(() => store.reencrypt({ to: 'AES256', ...options }), RangeError)
  }
  assert.equal((await store.reencrypt({ to: 'AES256', rate: 1000, bandwidth: 1e6 }).run()).objects, 0)
})
