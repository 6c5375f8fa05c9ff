'use strict'
// Inventories of the local server, put by ali-oss: on request, by the clock, by the command. And archived objects, restored.

const assert = require('node:assert/strict')
const { execFile } = require('node:child_process')
const { test } = require('node:test')
const { promisify } = require('node:util')
const { gunzipSync } = require('node:zlib')
const AliOSS = require('ali-oss')
const { startEmulator } = require('../emulator')
const { CLI, serve } = require('./emulator-command.js')
const { emulatorForFile, rejection } = require('./emulator.js')

const DAY = 86_400_000
const holder = emulatorForFile({ buckets: ['bucket-name', 'lists'] })
const store = (bucket = 'bucket-name') => new AliOSS(holder.current.clientOptions({ bucket }))

const rule = (id, more) => ({
  id,
  isEnabled: true,
  OSSBucketDestination: {
    format: 'CSV',
    accountId: '1000000000000001',
    rolename: 'AliyunOSSRole',
    bucket: 'lists',
    prefix: 'out',
    encryption: { 'SSE-OSS': '' },
  },
  frequency: 'Daily',
  includedObjectVersions: 'Current',
  optionalFields: { field: ['Size', 'EncryptionStatus'] },
  ...more,
})

test('an inventory is written on request, and encrypted', async () => {
  await store().put('a b/中', Buffer.from('content'))
  await store().put('sealed', Buffer.from('x'), { headers: { 'x-oss-server-side-encryption': 'KMS' } })
  await store().putBucketInventory('bucket-name', rule('now', { isEnabled: false }))
  const { bucket, manifest, files } = await holder.current.inventory.run('bucket-name', 'now')
  assert.equal(bucket, 'lists')
  const { content } = await store('lists').get(manifest)
  assert.equal(JSON.parse(content).fileSchema, 'Bucket, Key, Size, EncryptionStatus')
  const file = await store('lists').get(files[0])
  assert.equal(file.res.headers['x-oss-server-side-encryption'], 'AES256')
  assert.equal(
    gunzipSync(file.content).toString(),
    '"bucket-name","a%20b/%E4%B8%AD",7,false\n"bucket-name","sealed",1,true\n',
  )
  const missing = await rejection(holder.current.inventory.run('bucket-name', 'none'))
  assert.equal(missing.message, 'NoSuchInventory: The specified inventory does not exist.')
})

test('an inventory is written when its day has come', async () => {
  await store().putBucketInventory('bucket-name', rule('daily'))
  const written = async () => (await store('lists').list({ prefix: 'out/bucket-name/daily/' }, {})).objects ?? []
  assert.equal((await written()).length, 0)
  holder.current.setClockOffset(DAY)
  await rejection(store().head('none'))
  holder.current.setClockOffset(0)
  const names = (await written()).map(({ name }) => name.replace(/^.*\//, ''))
  assert.deepEqual(names.slice(0, 2), ['manifest.checksum', 'manifest.json'])
  assert.match(names[2], /^[0-9a-f-]{36}\.csv\.gz$/)
})

test('the command has one written', async (t) => {
  const { endpoint } = await serve(t, '--bucket', 'bucket-name')
  const options = { endpoint, accessKeyId: 'emulator', accessKeySecret: 'emulator-secret', bucket: 'bucket-name' }
  const inventory = rule('all')
  inventory.OSSBucketDestination.bucket = 'bucket-name'
  await new AliOSS(/** @type {any} */ (options)).putBucketInventory('bucket-name', inventory)
  const command = (...words) => promisify(execFile)(process.execPath, [CLI, ...words, '--endpoint', String(endpoint)])
  const { stdout } = await command('inventory', 'run', 'bucket-name', 'all')
  assert.match(JSON.parse(stdout).manifest, /^out\/bucket-name\/all\/.*\/manifest\.json$/)
  for (const words of [['run', 'bucket-name'], ['list'], ['run', 'bucket-name', 'none'], ['run', 'a', 'b', 'c']]) {
    const error = /** @type {any} */ (await rejection(command('inventory', ...words)))
    assert.match(error.stderr, /^oss-emulator: /)
  }
})

test('an archived object is restored in its time, or at once', async (t) => {
  const options = { headers: { 'x-oss-storage-class': 'Archive' } }
  await store().put('archived', Buffer.from('content'), options)
  assert.equal((await store().restore('archived')).res.status, 202)
  assert.equal((await rejection(store().restore('archived'))).name, 'RestoreAlreadyInProgressError')
  assert.equal((await rejection(store().get('archived'))).code, 'InvalidObjectState')
  holder.current.setClockOffset(60_000)
  assert.equal((await store().get('archived')).content.toString(), 'content')
  holder.current.setClockOffset(0)
  const emulator = await startEmulator({ buckets: ['bucket-name'], restoreDelay: 0 })
  t.after(() => emulator.stop())
  const instant = new AliOSS(emulator.clientOptions())
  await instant.put('archived', Buffer.from('content'), options)
  await instant.restore('archived')
  assert.equal((await instant.get('archived')).content.toString(), 'content')
})
