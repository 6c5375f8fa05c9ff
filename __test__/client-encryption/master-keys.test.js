'use strict'
// Who wraps the data keys: RSA in every form, functions of the program, several keys by their descriptions.

const assert = require('node:assert/strict')
const { createCipheriv, createDecipheriv } = require('node:crypto')
const { inspect } = require('node:util')
const { test } = require('node:test')
const OSS = require('../..')
const { emulatorForFile, rejection } = require('../emulator.js')
const { PREFIX, bytesOf, rsa } = require('./keys.js')

const holder = emulatorForFile({ buckets: ['bucket-name'] })
const content = bytesOf(1000)
const pair = rsa(1024)
const other = rsa(1024)

const client = (encryption) => new OSS.EncryptionClient(holder.current.clientOptions(), encryption)
const read = async (encryption, name = 'k') => (await client(encryption).get(name)).content

test('an RSA key in every form', async () => {
  const { privateKey, publicKey } = pair
  const passphrase = 'open sesame'
  const sealed = privateKey.export({ format: 'pem', type: 'pkcs8', cipher: 'aes-256-cbc', passphrase })
  const forms = [
    privateKey,
    privateKey.export({ format: 'pem', type: 'pkcs1' }),
    privateKey.export({ format: 'pem', type: 'pkcs8' }),
    Buffer.from(privateKey.export({ format: 'pem', type: 'pkcs8' })),
    { rsa: sealed, passphrase },
    { rsa: privateKey, description: { name: 'one' } },
    { privateKey, publicKey },
  ]
  for (const masterKey of forms) {
    await client({ masterKey }).put('k', content)
    assert((await read({ masterKey: privateKey })).equals(content))
    assert((await read({ masterKey })).equals(content))
  }
  for (const masterKey of [
    publicKey,
    publicKey.export({ format: 'pem', type: 'spki' }),
    publicKey.export({ format: 'pem', type: 'pkcs1' }),
  ]) {
    await client({ masterKey }).put('k', content)
    assert((await read({ masterKey: privateKey })).equals(content))
    assert.match((await rejection(read({ masterKey }))).message, /give the private key/)
  }
})

test('what is no master key is said when the client is made', () => {
  for (const masterKey of [undefined, null, 5, 'no key', { rsa: 'no key' }, { algorithm: '' }, {}]) {
    assert.throws(() => client({ masterKey }), TypeError, inspect(masterKey))
  }
  assert.throws(() => client({ masterKey: { rsa: pair.privateKey, description: { a: 1 } } }), /object of texts/)
  assert.throws(() => client(), /require masterKey/)
})

test('several keys: the first writes, and each reads what is its own', async () => {
  const old = { rsa: pair.privateKey, description: { key: 'old', by: 'us' } }
  const now = { rsa: other.privateKey, description: { key: 'new' } }
  await client({ masterKey: old }).put('old', content)
  await client({ masterKey: now }).put('new', content)
  const both = { masterKey: now, masterKeys: [old] }
  for (const name of ['old', 'new']) assert((await read(both, name)).equals(content))
  await client(both).put('k', content)
  assert((await read({ masterKey: now })).equals(content))
  assert.equal((await rejection(read({ masterKey: old }))).code, 'DecryptionFailed')
  // Other clients write the same description with spaces, or in another order, or do not know it.
  const plain = new OSS(holder.current.clientOptions())
  const { content: ciphertext, res } = await plain.get('old')
  for (const matdesc of ['{"by": "us", "key": "old"}', '{"unknown":"key"}', undefined]) {
    const metadata = Object.entries(res.headers).filter(([name]) => name.startsWith('x-oss-meta-'))
    const headers = { ...Object.fromEntries(metadata), [`${PREFIX}matdesc`]: matdesc }
    await plain.put('k', ciphertext, { headers })
    assert((await read(both)).equals(content), matdesc)
  }
})

test('functions of the program, which may be asynchronous', async () => {
  const secret = Buffer.alloc(32, 7)
  const iv = Buffer.alloc(16)
  const seen = []
  const masterKey = {
    algorithm: 'MY/HSM',
    wrap(key) {
      seen.push(key)
      const cipher = createCipheriv('aes-256-ctr', secret, iv)
      return Buffer.concat([cipher.update(key), cipher.final()])
    },
    async unwrap(wrapped) {
      const decipher = createDecipheriv('aes-256-ctr', secret, iv)
      return Buffer.concat([decipher.update(wrapped), decipher.final()])
    },
  }
  await client({ masterKey }).put('k', content)
  assert((await read({ masterKey })).equals(content))
  // The copies that the program was given are of no use any more.
  assert.deepEqual(
    seen.map((bytes) => bytes.every((byte) => byte === 0)),
    [true, true],
  )
  const { headers } = (await new OSS(holder.current.clientOptions()).head('k')).res
  assert.equal(headers[`${PREFIX}wrap-alg`], 'MY/HSM')
  assert.match((await rejection(read({ masterKey: pair.privateKey }))).message, /wrapped by MY\/HSM/)

  const refusal = new Error('the module is locked')
  const locked = {
    ...masterKey,
    unwrap() {
      throw refusal
    },
  }
  const error = await rejection(read({ masterKey: locked }))
  assert.match(error.message, /the module is locked/)
  assert.equal(error.cause, refusal)
})

test('keys are not printed with the client', () => {
  const masterKey = pair.privateKey.export({ format: 'pem', type: 'pkcs8' })
  const shown = inspect(client({ masterKey }), { depth: 10, showHidden: true })
  assert(!shown.includes('PRIVATE KEY') && !shown.includes(masterKey.split('\n')[2]))
})
