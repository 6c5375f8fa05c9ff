'use strict'
// What the service or the caller names as JavaScript names the parts of every object, is a member like others.

const assert = require('node:assert/strict')
const { test } = require('node:test')
const OSS = require('..')
const { emulatorForFile } = require('./emulator.js')
const { reply, scriptedForFile } = require('./scripted.js')

const emulator = emulatorForFile({ buckets: ['bucket-name'] })
const server = scriptedForFile()
const client = () => new OSS(emulator.current.clientOptions({ bucket: 'bucket-name' }))
const NAMES = ['__proto__', 'constructor', 'prototype', 'hasOwnProperty', 'toString']
const named = () => Object.fromEntries(NAMES.map((name) => [name, `value of ${name}`]))
const lowered = () => Object.fromEntries(NAMES.map((name) => [name.toLowerCase(), `value of ${name}`]))

test('tags', async () => {
  const store = client()
  await store.put('tagged', Buffer.from(''))
  await store.putObjectTagging('tagged', named())
  assert.deepEqual(Object.entries((await store.getObjectTagging('tagged')).tag).sort(), Object.entries(named()).sort())
})

test('metadata', async () => {
  const store = client()
  const calls = {
    put: (key, meta) => store.put(key, Buffer.from(''), { meta }),
    append: (key, meta) => store.append(key, Buffer.from(''), { meta }),
    multipartUpload: (key, meta) => store.multipartUpload(key, Buffer.alloc(200_000), { meta }),
    copy: (key, meta) => store.copy(key, 'put', { meta }),
    putMeta: async (key, meta) => {
      await store.put(key, Buffer.from(''))
      await store.putMeta(key, meta)
    },
  }
  for (const [name, call] of Object.entries(calls)) {
    await call(name, named())
    const { meta } = await store.head(name)
    assert.deepEqual(Object.entries(meta).sort(), Object.entries(lowered()).sort(), name)
  }
})

test('headers that are sent and received', async () => {
  server.answer = reply(200, { ['__proto__']: 'theirs', 'content-length': '0' })
  const { res } = await server.client.head('key', { headers: { ['__proto__']: 'ours' } })
  assert.equal(Object.getOwnPropertyDescriptor(res.headers, '__proto__')?.value, 'theirs')
  assert(server.requests.at(-1)?.rawHeaders.includes('__proto__'))
})

test('elements of documents', async () => {
  const rule =
    '<ApplyServerSideEncryptionByDefault><SSEAlgorithm>AES256</SSEAlgorithm><__proto__><isAdmin>true</isAdmin></__proto__></ApplyServerSideEncryptionByDefault>'
  server.answer = reply(200, {}, `<ServerSideEncryptionRule>${rule}</ServerSideEncryptionRule>`)
  const { encryption } = await server.client.getBucketEncryption('bucket-name')
  assert.equal(/** @type {any} */ (encryption).isAdmin, undefined)
  assert.deepEqual(Object.getPrototypeOf(encryption), Object.prototype)
  assert.deepEqual(Object.keys(encryption), ['SSEAlgorithm', '__proto__'])
})
