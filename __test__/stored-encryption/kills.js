'use strict'
// A bucket of objects of all kinds is audited, re-encrypted while others write to it and the command is killed again and again, and audited
// again: all is as required or told with its reason, and nothing else of any object has changed.

const assert = require('node:assert/strict')
const { join } = require('node:path')
const { Readable } = require('node:stream')
const OSS = require('../..')
const { begin } = require('./command.js')
const { fill, stateOf } = require('./objects.js')

/** Runs work for each item, some at a time. */
async function each(items, parallel, work) {
  const iterator = items[Symbol.iterator]()
  const lane = async () => {
    for (let next = iterator.next(); !next.done; next = iterator.next()) await work(next.value)
  }
  await Promise.all(Array.from({ length: parallel }, lane))
}

/**
 * @param {import('../../emulator').Emulator} emulator
 * @param {{ objects: number, kills: number, large: number, versioned?: boolean, folder: string, say?: (text: string) => void }} options `large`: bytes of one object
 *   that is stored in parts
 */
async function killed(emulator, { objects, kills, large, versioned = false, folder, say = () => {} }) {
  const bucket = versioned ? 'versioned' : 'killed'
  const options = { ...emulator.clientOptions({ bucket }), timeout: '120s' }
  const store = new OSS(options)
  await store.putBucket(bucket)
  if (versioned) await store.putBucketVersioning(bucket, 'Enabled')
  const { keyId } = await emulator.kms.create()
  const { keyId: gone } = await emulator.kms.create()
  const wanted = `KMS:${keyId}`

  const kinds = await fill(options, keyId, Math.max(Math.floor(objects / 40), 1))
  const plain = Array.from(
    { length: Math.max(objects - kinds.length, 0) },
    (_, index) => `many/${String(index).padStart(6, '0')}`,
  )
  await each(plain, 32, (name) =>
    store.put(name, Buffer.from(name), { sse: name.endsWith('7') && { algorithm: 'AES256' } }),
  )
  await store.put('locked', Buffer.from('x'), { sse: { algorithm: 'KMS', keyId: gone } })
  await emulator.kms.disable(gone)
  if (large > 0) {
    const piece = Buffer.alloc(1 << 20, 'large')
    const pieces = async function* () {
      for (let sent = 0; sent < large; sent += piece.length) yield piece.subarray(0, large - sent)
    }
    const partSize = 64 << 20
    await store.multipartUpload('large/in parts', () => Readable.from(pieces()), {
      partSize,
      contentLength: large,
      headers: { 'x-oss-tagging': 'k=v', 'Cache-Control': 'no-store' },
      meta: { own: '中文' },
    })
  }
  // Those that others write to meanwhile, which are then what they wrote last.
  const written = plain.filter((_, index) => index % 50 === 3)
  const still = [...kinds, ...plain.filter((name) => !written.includes(name))]
  /** @type {Map<string, any>} */
  const before = new Map()
  await each(still, 32, async (name) => before.set(name, (await stateOf(store, name)).state))
  const largeBefore = large > 0 && (await store.head('large/in parts'))
  const first = await store.auditEncryption({ require: wanted }).run()
  say(`${first.objects} objects, ${first.notOk.objects} not as required, ${first.unknown.objects} not found out`)

  let writing = true
  /** @type {Map<string, string>} */
  const last = new Map()
  const writer = new OSS(options)
  const writes = (async () => {
    for (let round = 1; writing; round++) {
      for (const name of written) {
        if (!writing) return
        const content = `${name} ${round}`
        await writer.put(name, Buffer.from(content))
        last.set(name, content)
      }
    }
  })()

  const journal = join(folder, `${bucket}.journal`)
  const words = [
    'encryption',
    'reencrypt',
    `oss://${bucket}`,
    '--to',
    wanted,
    '--apply',
    '--journal',
    journal,
    '--parallel',
    '8',
  ]
  const done = async () => (await store.auditEncryption({ require: wanted, prefix: 'many/' }).run()).ok.objects
  let progress = 0
  const share = Math.max(Math.floor(plain.length / (kills + 2)), 1)
  for (let round = 1; round <= kills; round++) {
    const run = begin(emulator, ...words)
    const ended = run.done.then(() => true)
    // Somewhere within its share of the work.
    for (;;) {
      if (await Promise.race([ended, new Promise((resolve) => setTimeout(resolve, 30, false))])) break
      const now = await done()
      if (now - progress >= share) {
        progress = now
        break
      }
    }
    run.child.kill('SIGKILL')
    await run.done
    say(`killed ${round} times, ${await done()} of ${plain.length} done`)
  }
  writing = false
  await writes
  const { code, out, err } = await begin(emulator, ...words).done
  say(out)
  assert.equal(code, 1, err)
  assert.match(out, /^failed: 0$/m)
  // What was written while the run had gone by is plain again: another run does that.
  const again = await begin(emulator, ...words.filter((word) => word !== '--journal' && word !== journal)).done
  assert.match(again.out, /^failed: 0$/m)

  const second = await store.auditEncryption({ require: wanted }).run()
  const reasons = {}
  for await (const { name, outcome, why } of store.reencrypt({ to: wanted })) {
    if (outcome !== 'already') reasons[name] = `${outcome}: ${why}`
  }
  const allowed = {
    'appended/': 'left: appendable',
    'archive/': 'left: archived',
    'cold/': 'left: archived',
    'deep/': 'left: archived',
    'link/': 'left: symlink',
    locked: 'left: key-disabled',
  }
  for (const [name, reason] of Object.entries(reasons)) {
    const [, expected] = Object.entries(allowed).find(([prefix]) => name.startsWith(prefix)) ?? []
    assert.equal(reason, expected, name)
  }
  assert.equal(
    second.notOk.objects + second.unknown.objects,
    Object.values(reasons).filter((reason) => reason !== 'left: symlink').length,
  )
  await each(still, 32, async (name) => assert.deepEqual((await stateOf(store, name)).state, before.get(name), name))
  for (const [name, content] of last) assert.equal((await store.get(name)).content.toString(), content, name)
  if (largeBefore) {
    const now = await store.head('large/in parts')
    const same = [
      'x-oss-hash-crc64ecma',
      'content-length',
      'cache-control',
      'x-oss-storage-class',
      'content-type',
      'x-oss-tagging-count',
    ]
    for (const name of same) assert.equal(now.res.headers[name], largeBefore.res.headers[name], name)
    assert.deepEqual(now.meta, largeBefore.meta)
    assert.deepEqual(now.sse, { algorithm: 'KMS', keyId })
  }
  assert.deepEqual((await store.listUploads({ 'max-uploads': 100 })).uploads.length <= kills, true)
  say(
    `${second.objects} objects, ${second.ok.objects} as required, ${Object.keys(reasons).length} left with their reason`,
  )
  return { before: first, after: second }
}

module.exports = { killed }
