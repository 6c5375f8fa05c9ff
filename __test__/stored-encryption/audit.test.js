'use strict'
// How the objects of a bucket are encrypted: found out from lists and inventories, by ours and by who stored them with ali-oss.

const assert = require('node:assert/strict')
const { gzipSync } = require('node:zlib')
const { createHash } = require('node:crypto')
const { before, describe, test } = require('node:test')
const ALI = require('ali-oss')
const OSS = require('../..')
const { emulatorForFile, rejection } = require('../emulator.js')
const { inventoryRule } = require('./objects.js')

const holder = emulatorForFile({ buckets: ['bucket-name', 'lists', 'versioned', 'empty'] })
const store = (bucket = 'bucket-name') => new OSS(holder.current.clientOptions({ bucket }))

/** What an audit gives, by name. */
async function found(options, bucket) {
  const audit = store(bucket).auditEncryption(options)
  const items = []
  for await (const item of audit) items.push(item)
  return { items, byName: Object.fromEntries(items.map((item) => [item.name, item])), summary: audit.summary() }
}

/** @type {string} */
let keyId

/** Stores objects of every kind, with the client that programs have. */
async function fill() {
  if (keyId) return
  keyId = (await holder.current.kms.create()).keyId
  const ali = new ALI(holder.current.clientOptions())
  const put = (name, headers, size = 10) => ali.put(name, Buffer.alloc(size, 1), { headers })
  const sse = (algorithm, more) => ({ 'x-oss-server-side-encryption': algorithm, ...more })
  await put('a/plain', {})
  await put('a/aes 中', sse('AES256'))
  await put('a/sm4', sse('SM4'))
  await put('b/kms', sse('KMS'), 20)
  await put('b/own', sse('KMS', { 'x-oss-server-side-encryption-key-id': keyId }))
  await put(
    'b/own-sm4',
    sse('KMS', { 'x-oss-server-side-encryption-key-id': keyId, 'x-oss-server-side-data-encryption': 'SM4' }),
  )
  await put('c/archived', { 'x-oss-storage-class': 'Archive' })
  await ali.putSymlink('c/link', 'a/plain', {})
  const { privateKey } = require('node:crypto').generateKeyPairSync('rsa', { modulusLength: 1024 })
  const options = holder.current.clientOptions()
  await new OSS.EncryptionClient(options, { masterKey: privateKey }).put('c/client', Buffer.from('x'))
}

describe('from a list', () => {
  before(fill)

  test('each object is told, in the order of the list, and counted', async () => {
    const { items, byName, summary } = await found()
    const { objects } = await store().listV2({})
    assert.deepEqual(
      items.map(({ name }) => name),
      objects.map(({ name }) => name),
    )
    assert.deepEqual(byName['a/plain'], { name: 'a/plain', size: 10, sse: null, ok: false, why: 'not-encrypted' })
    assert.deepEqual(byName['a/aes 中'], { name: 'a/aes 中', size: 10, sse: { algorithm: 'AES256' }, ok: true })
    assert.deepEqual(byName['b/own'].sse, { algorithm: 'KMS', keyId })
    assert.deepEqual(byName['c/link'], { name: 'c/link', size: 0, sse: null, ok: true, why: 'symlink' })
    assert.equal(byName['c/client'].why, 'client-encrypted')
    assert.equal(byName['c/client'].ok, false)

    assert.equal(summary.objects, 9)
    assert.deepEqual(summary.ok, { objects: 6, bytes: 60 })
    assert.deepEqual(summary.notOk, { objects: 3, bytes: 21 })
    const counts = (kind) => Object.fromEntries(summary.by[kind].map(({ name, objects: count }) => [name, count]))
    assert.deepEqual(counts('algorithm'), { AES256: 1, KMS: 2, 'KMS+SM4': 1, SM4: 1, none: 2, client: 1, symlink: 1 })
    assert.deepEqual(counts('prefix'), { 'a/': 3, 'b/': 3, 'c/': 3 })
    assert.equal(counts('key')[keyId], 2)
    assert.equal(counts('storageClass').Archive, 1)
    assert.deepEqual(
      summary.worst.map(({ name, bad }) => [name, bad]),
      [
        ['c/', 2],
        ['a/', 1],
      ],
    )
    assert.equal(summary.rule, null)
    assert.equal(summary.require, 'any')
    assert.deepEqual(
      summary.findings.map(({ status }) => status),
      Array(3).fill('NON_COMPLIANT'),
    )
  })

  test('what is required may be an algorithm, a key, or one of several', async () => {
    const bad = async (require) => {
      const { items } = await found({ require })
      return items.filter(({ ok }) => !ok).map(({ name, why }) => `${name} ${why}`)
    }
    const never = ['a/plain not-encrypted', 'c/archived not-encrypted', 'c/client client-encrypted']
    const other = (...names) => names.map((name) => `${name} other-algorithm`)
    assert.deepEqual(await bad(['AES256', 'SM4', 'KMS', 'KMS+SM4']), never)
    const key = await bad(`KMS:${keyId}`)
    assert.deepEqual(
      key.sort(),
      [...never, ...other('a/aes 中', 'a/sm4'), 'b/kms other-key', 'b/own-sm4 other-key'].sort(),
    )
    assert.deepEqual(await bad({ algorithm: 'KMS', keyId: `acs:kms:cn-hangzhou:1:key/${keyId}` }), key)
    assert.equal((await found({ prefix: 'b/', require: 'KMS' })).summary.objects, 3)
    for (const require of ['DES', 'AES256:key', 'SM4+SM4', 'KMS:', {}, 5]) {
      assert.throws(() => store().auditEncryption({ require }), TypeError, String(require))
    }
  })

  test('old versions are told where that is asked for, and delete markers have nothing to tell', async () => {
    const versioned = store('versioned')
    await versioned.putBucketVersioning('versioned', 'Enabled')
    await versioned.put('k', Buffer.from('1'))
    await versioned.put('k', Buffer.from('22'), { sse: { algorithm: 'AES256' } })
    await versioned.put('gone', Buffer.from('333'))
    await versioned.delete('gone')
    const { items } = await found({ versions: true }, 'versioned')
    assert.deepEqual(
      items.map(({ name, size, ok }) => [name, size, ok]),
      [
        ['gone', 3, false],
        ['k', 2, true],
        ['k', 1, false],
      ],
    )
    assert(items.every(({ versionId }) => versionId))
    assert.deepEqual(
      (await found({}, 'versioned')).items.map(({ size }) => size),
      [2],
    )
  })

  test('an empty bucket, a missing one, and no right to look', async () => {
    assert.equal((await found({}, 'empty')).summary.objects, 0)
    assert.equal((await rejection(store('missing').auditEncryption().run())).code, 'NoSuchBucket')
    const options = holder.current.clientOptions({ accessKeySecret: 'another' })
    assert.equal((await rejection(new OSS(options).auditEncryption().run())).code, 'SignatureDoesNotMatch')
    await holder.current.faults.add({
      operation: 'HeadObject',
      key: 'a/plain',
      times: 9,
      status: 403,
      code: 'AccessDenied',
    })
    const { byName, summary } = await found()
    await holder.current.faults.clear()
    assert.equal(byName['a/plain'].ok, null)
    assert.equal(byName['a/plain'].why, 'forbidden')
    assert.equal(summary.unknown.objects, 1)
  })

  test('it can be called off, and keeps to its limits', async () => {
    const controller = new AbortController()
    const audit = store().auditEncryption({ signal: controller.signal, parallel: 1, rate: 1000 })
    let count = 0
    const reading = (async () => {
      for await (const _ of audit) if (++count === 2) controller.abort(new Error('enough'))
    })()
    assert.match((await rejection(reading)).message, /enough/)
    assert.equal(audit.summary().objects, 2)
    assert.equal(audit.summary().ended, null)
    for (const options of [{ parallel: 0 }, { parallel: 1.5 }, { rate: -1 }, { rate: 0 }]) {
      assert.throws(() => store().auditEncryption(options), RangeError)
    }
  })
})

describe('from an inventory', () => {
  before(fill)

  const rule = (id, field, versions = 'Current') => {
    const { OSSBucketDestination, ...usual } = inventoryRule('lists', field, { id, includedObjectVersions: versions })
    return { ...usual, OSSBucketDestination: { ...OSSBucketDestination, encryption: { 'SSE-KMS': { keyId } } } }
  }
  const FIELDS = ['Size', 'LastModifiedDate', 'ETag', 'StorageClass', 'EncryptionStatus', 'ObjectType']

  /** Has an inventory written, and gives its place. */
  async function written(id, field = FIELDS, bucket = 'bucket-name', versions) {
    await store().putBucketInventory(bucket, rule(id, field, versions))
    const { manifest } = await holder.current.inventory.run(bucket, id)
    return `oss://lists/${manifest}`
  }

  test('it tells what a list and heads tell, without a head where that is not needed', async () => {
    const inventory = await written('all')
    const before = (await holder.current.requests()).length
    const { items, summary } = await found({ inventory })
    const asked = (await holder.current.requests()).slice(before).map(({ operation }) => operation)
    assert(!asked.includes('HeadObject') && !asked.includes('ListObjectsV2'), asked.join())
    const listed = await found()
    // What a client has encrypted itself, no inventory tells.
    const told = (all) => all.map(({ name, size, ok }) => [name, size, ok])
    assert.deepEqual(told(items), told(listed.items))
    assert.equal(summary.source, 'inventory')
    assert.deepEqual(summary.by.storageClass.map(({ name }) => name).sort(), ['Archive', 'Standard'])

    const ofKey = await found({ inventory, require: `KMS:${keyId}` })
    const heads = (await holder.current.requests()).filter(({ operation }) => operation === 'HeadObject')
    assert.deepEqual(told(ofKey.items), told((await found({ require: `KMS:${keyId}` })).items))
    assert(heads.length > 0)
  })

  test('without the column, each object is asked; versions are those of its rule', async () => {
    const bare = await written('bare', ['Size'])
    assert.equal((await found({ inventory: bare })).summary.ok.objects, (await found()).summary.ok.objects)
    const all = await written('versions', FIELDS, 'versioned', 'All')
    const options = { bucket: 'versioned', inventory: all }
    const sizes = async (versions) => (await found({ ...options, versions })).items.map(({ size }) => size)
    assert.deepEqual((await sizes(true)).sort(), [1, 2, 3])
    assert.deepEqual(await sizes(false), [2])
    assert.match((await rejection(found({ inventory: bare, versions: true }))).message, /tells no versions/)
  })

  test('what is damaged or incomplete is not believed', async () => {
    const place = await written('damaged')
    const lists = store('lists')
    const key = place.slice('oss://lists/'.length)
    const manifest = JSON.parse((await lists.get(key)).content.toString())
    const put = async (text) => {
      await lists.put('copy/manifest.json', Buffer.from(text))
      await lists.put('copy/manifest.checksum', Buffer.from(createHash('md5').update(text).digest('hex').toUpperCase()))
    }
    const why = async (inventory = 'oss://lists/copy/manifest.json', options = {}) => {
      const error = await rejection(found({ inventory, ...options }))
      assert.equal(error.code, 'InvalidInventory')
      return error.message
    }
    await put(JSON.stringify(manifest))
    assert.equal((await found({ inventory: 'oss://lists/copy/manifest.json' })).summary.objects, 9)
    assert.match(await why('oss://lists/copy/manifest.json', { bucket: 'lists' }), /it is of the bucket bucket-name/)
    await lists.put('copy/manifest.checksum', Buffer.from('0'.repeat(32)))
    assert.match(await why(), /does not fit its checksum/)
    await lists.delete('copy/manifest.checksum')
    assert.match(await why(), /not complete/)
    const [file] = manifest.files
    for (const [change, message] of /** @type {const} */ ([
      [{ MD5checksum: 'A'.repeat(32) }, /does not fit its MD5/],
      [{ size: 1 }, /the manifest says 1/],
    ])) {
      await put(JSON.stringify({ ...manifest, files: [{ ...file, ...change }] }))
      assert.match(await why(), message)
    }
    await put(JSON.stringify({ ...manifest, fileFormat: 'ORC' }))
    assert.match(await why(), /only CSV/)
    await put(JSON.stringify({ ...manifest, fileSchema: 'Bucket, Key' }))
    assert.match(await why(), /fields, and the manifest names 2/)
    const packed = gzipSync('"bucket-name","%zz"\n')
    await lists.put('copy/file.csv.gz', packed)
    const own = {
      key: 'copy/file.csv.gz',
      size: packed.length,
      MD5checksum: createHash('md5').update(packed).digest('hex'),
    }
    await put(JSON.stringify({ ...manifest, fileSchema: 'Bucket, Key', files: [own] }))
    assert.match(await why(), /not URL-encoded/)
    assert.match(await why('oss://lists/copy/file.csv.gz'), /is no manifest.json/)
    assert.throws(() => require('../../lib/encryption/place.js').placeOf('lists/manifest.json'), /oss:\/\//)
  })
})

test('rows of comma-separated values, however they are cut', async () => {
  const { rowsOf } = require('../../lib/encryption/csv.js')
  const text = '"a","b ""c""",1\r\n,"x\ny,z",\n"",2,"last"'
  const want = [
    ['a', 'b "c"', '1'],
    ['', 'x\ny,z', ''],
    ['', '2', 'last'],
  ]
  for (let size = 1; size <= text.length; size++) {
    const pieces = []
    for (let at = 0; at < text.length; at += size) pieces.push(text.slice(at, at + size))
    const rows = []
    for await (const some of rowsOf(
      (async function* () {
        yield* pieces
      })(),
    ))
      rows.push(...some)
    assert.deepEqual(rows, want, `${size}`)
  }
  for (const broken of ['"a', '"a"b,c\n', `"${'x'.repeat(70_000)}`]) {
    const reading = (async () => {
      for await (const _ of rowsOf(
        (async function* () {
          yield broken
        })(),
      ));
    })()
    assert.match((await rejection(reading)).message, /damaged/)
  }
})
