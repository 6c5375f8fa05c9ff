'use strict'
// Another master key for objects that are there: they are read and written anew, and nothing else of them changes.

const assert = require('node:assert/strict')
const { constants, createCipheriv, publicEncrypt, randomBytes } = require('node:crypto')
const { test } = require('node:test')
const OSS = require('../..')
const { emulatorForFile, rejection } = require('../emulator.js')
const { stateOf } = require('../stored-encryption/objects.js')
const { bytesOf, rsa } = require('./keys.js')

const holder = emulatorForFile({ buckets: ['bucket-name'] })
const [old, now, other] = [rsa(1024).privateKey, rsa(1024).privateKey, rsa(1024).privateKey]
const client = (masterKey, more) => new OSS.EncryptionClient(holder.current.clientOptions(), { masterKey, ...more })

test('objects of other master keys are written anew under the first', async () => {
  const before = client({ rsa: old, description: { key: 'old' } })
  const large = bytesOf(9 << 20)
  const headers = {
    'x-oss-tagging': 'a=b',
    'x-oss-object-acl': 'public-read',
    'Cache-Control': 'no-store',
    'x-oss-storage-class': 'IA',
  }
  await before.put('small', Buffer.from('small'), { headers, meta: { own: '中文' }, sse: { algorithm: 'AES256' } })
  await before.multipartUpload('large', large, { partSize: 1 << 20 })
  await before.put('empty', Buffer.alloc(0))
  await client({ rsa: old }, { authenticate: true }).put('hmac', Buffer.from('x'))
  await client({ rsa: other }).put('foreign', Buffer.from('x'))
  await client({ rsa: now }).put('current', Buffer.from('x'))
  const plain = new OSS(holder.current.clientOptions())
  await plain.put('plain', Buffer.from('x'))

  const both = client({ rsa: now }, { masterKeys: [{ rsa: old, description: { key: 'old' } }] })
  const states = { small: (await stateOf(both, 'small')).state, large: (await stateOf(both, 'large')).state }
  const run = async (apply) => {
    const outcomes = {}
    for await (const { name, outcome, why } of both.reencrypt({ masterKey: true, apply }))
      outcomes[name] = why ? `${outcome}: ${why}` : outcome
    return outcomes
  }
  const rest = {
    current: 'already',
    empty: 'left: empty',
    hmac: 'left: authenticated',
    plain: 'left: not-client-encrypted',
  }
  assert.deepEqual(await run(false), { ...rest, foreign: 'would', large: 'would', small: 'would' })
  assert.deepEqual(await run(true), { ...rest, foreign: 'left: other-master-key', large: 'done', small: 'done' })

  const fresh = client({ rsa: now })
  assert.equal((await fresh.get('small')).content.toString(), 'small')
  assert((await fresh.get('large')).content.equals(large))
  for (const name of ['small', 'large']) {
    const { state } = await stateOf(fresh, name)
    // Another key, other ciphertext.
    for (const one of [state, states[name]]) delete one.headers['x-oss-hash-crc64ecma']
    assert.deepEqual(state, states[name], name)
  }
  assert.deepEqual((await plain.head('small')).sse, { algorithm: 'AES256' })
  assert.equal((await rejection(before.get('small'))).code, 'DecryptionFailed')
  assert.deepEqual((await plain.listUploads({ 'max-uploads': 10 })).uploads, [])
  assert.equal((await run(true)).small, 'already')
})

/** Stores an object as the first Python client does, whose names and counter are others. @param {any} store */
async function putLegacy(store, name, content, publicKey) {
  const [key, counter] = [randomBytes(32), Buffer.alloc(16)]
  counter[15] = 8
  const padding = constants.RSA_PKCS1_OAEP_PADDING
  const wrap = (bytes) => publicEncrypt({ key: publicKey, padding, oaepHash: 'sha1' }, bytes).toString('base64')
  await store.put(name, createCipheriv('aes-256-ctr', key, counter).update(content), {
    meta: {
      'oss-crypto-key': wrap(key),
      'oss-crypto-start': wrap(Buffer.from('8')),
      'oss-cek-alg': 'AES/GCM/NoPadding',
      'oss-wrap-alg': 'rsa',
      own: 'x',
    },
  })
}

test('objects of the first Python client are known as such, and written anew too', async () => {
  const plain = new OSS(holder.current.clientOptions())
  const [pair, first] = [rsa(1024), rsa(1024).privateKey]
  await putLegacy(plain, 'legacy/a', Buffer.from('content'), pair.publicKey)
  const both = client({ rsa: first }, { masterKeys: [pair.privateKey] })
  assert.equal((await both.get('legacy/a')).content.toString(), 'content')
  // Asked for by many heads at once, and one by one.
  for (const rate of [undefined, 1000]) {
    const audit = plain.auditEncryption({ prefix: 'legacy/', rate })
    for await (const { why } of audit) assert.equal(why, 'client-encrypted')
    assert.equal(audit.summary().objects, 1)
  }
  const summary = await both.reencrypt({ masterKey: true, prefix: 'legacy/', apply: true }).run()
  assert.deepEqual(summary.done, { objects: 1, bytes: 7 })
  assert.equal((await client({ rsa: first }).get('legacy/a')).content.toString(), 'content')
  const meta = (await plain.head('legacy/a')).meta
  assert.equal(meta.own, 'x')
  assert.deepEqual(
    Object.keys(meta).filter((name) => /^oss-/.test(name)),
    [],
  )
})

test('what makes no sense is refused', () => {
  const plain = new OSS(holder.current.clientOptions())
  assert.throws(() => plain.reencrypt({ masterKey: true }), /is for an OSS.EncryptionClient/)
  assert.throws(() => client({ rsa: now }).reencrypt({ masterKey: true, to: 'AES256' }), /are two things/)
})
