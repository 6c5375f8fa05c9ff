'use strict'
// Master keys of KMS: the local server plays its API, and checks the signatures.

const assert = require('node:assert/strict')
const { createHmac } = require('node:crypto')
const { test } = require('node:test')
const OSS = require('../..')
const { emulatorForFile, rejection } = require('../emulator.js')
const { PREFIX, bytesOf } = require('./keys.js')

const holder = emulatorForFile({ buckets: ['bucket-name'] })
const content = bytesOf(1000)
const plain = () => new OSS(holder.current.clientOptions())
const client = (masterKey, options) =>
  new OSS.EncryptionClient(holder.current.clientOptions(options), {
    masterKey: { endpoint: holder.current.url, ...masterKey },
  })

test('objects in both forms, whichever is written', async () => {
  const { keyId } = await holder.current.kms.create({ alias: 'mine' })
  for (const format of [undefined, 'java', 'python']) {
    for (const kms of [keyId, 'alias/mine']) {
      await client({ kms, format }).put('k', content)
      const { headers } = (await plain().head('k')).res
      assert.equal(headers[`${PREFIX}wrap-alg`], 'KMS/ALICLOUD')
      const blob = Buffer.from(headers[`${PREFIX}key`], 'base64').toString()
      assert.equal(/^[A-Za-z0-9+/=]+$/.test(blob), format === 'python')
      for (const reader of [{ kms }, { kms: 'another' }]) {
        assert((await client(reader).get('k')).content.equals(content))
      }
    }
  }
  await client({ kms: keyId }).multipartUpload('k', bytesOf(300_000), { partSize: 102_400 })
  assert((await client({ kms: keyId }).get('k')).content.equals(bytesOf(300_000)))
})

test('a key that cannot be used is said as KMS says it', async () => {
  const { keyId } = await holder.current.kms.create()
  const store = client({ kms: keyId })
  await store.put('k', content)
  await holder.current.kms.rotate(keyId)
  assert((await store.get('k')).content.equals(content))
  await holder.current.kms.disable(keyId)
  for (const call of [() => store.get('k'), () => store.put('other', content)]) {
    const error = await rejection(call())
    assert.equal(error.code, 'Rejected.Disabled')
    assert.equal(error.status, 409)
    assert.equal(error.requestId.length, 24)
  }
  await holder.current.kms.enable(keyId)
  assert((await store.get('k')).content.equals(content))
  assert.equal((await rejection(client({ kms: 'missing' }).put('k', content))).code, 'Forbidden.KeyNotFound')
  assert.equal((await rejection(client({ kms: 'alias/none' }).put('k', content))).code, 'Forbidden.AliasNotFound')
})

test('data keys are bound to their context', async () => {
  const { keyId: kms } = await holder.current.kms.create()
  await client({ kms, context: { app: 'a', stage: 'b' } }).put('k', content)
  assert((await client({ kms, context: { stage: 'b', app: 'a' } }).get('k')).content.equals(content))
  for (const context of [undefined, { app: 'a' }]) {
    const error = await rejection(client({ kms, context }).get('k'))
    assert.equal(error.code, 'InvalidParameter')
  }
})

test('requests are signed, by temporary keys too, and none counts twice', async () => {
  const { keyId: kms } = await holder.current.kms.create()
  const wrong = await rejection(client({ kms }, { accessKeySecret: 'another' }).put('k', content))
  assert.equal(wrong.code, 'SignatureDoesNotMatch')
  assert.match(wrong.message, /server string to sign is:POST&%2F&/)
  const unknown = await rejection(client({ kms }, { accessKeyId: 'nobody' }).put('k', content))
  assert.equal(unknown.code, 'InvalidAccessKeyId.NotFound')
  const temporary = await holder.current.sts.issue({ durationSeconds: 900 })
  await client({ kms }, temporary).put('k', content)
  await holder.current.sts.expire(temporary.stsToken)
  assert.equal((await rejection(client({ kms }, temporary).put('k', content))).code, 'InvalidSecurityToken.Expired')
  assert.equal((await rejection(client({ kms, endpoint: 'http://127.0.0.1:1' }).put('k', content))).status, -1)
})

/** A request of KMS's own, signed here. */
async function ask(parameters, { format = 'JSON', method = 'GET' } = {}) {
  const all = {
    Version: '2016-01-20',
    Format: format,
    AccessKeyId: 'emulator',
    SignatureMethod: 'HMAC-SHA1',
    SignatureVersion: '1.0',
    SignatureNonce: `${Math.random()}`,
    Timestamp: new Date().toISOString().replace(/\.\d+/, ''),
    ...parameters,
  }
  const encode = (text) =>
    encodeURIComponent(text).replace(/[!'()*]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`)
  const names = Object.keys(all).sort()
  const query = names.map((name) => `${encode(name)}=${encode(all[name])}`).join('&')
  const signature = createHmac('sha1', 'emulator-secret&')
    .update(`${method}&%2F&${encode(query)}`)
    .digest('base64')
  const answer = await fetch(`${holder.current.url}/?${query}&Signature=${encode(signature)}`, { method })
  return { status: answer.status, text: await answer.text() }
}

test('the API of KMS, as its own clients call it', async () => {
  const { keyId: KeyId } = await holder.current.kms.create()
  const made = JSON.parse((await ask({ Action: 'GenerateDataKey', KeyId, NumberOfBytes: 20 })).text)
  assert.equal(Buffer.from(made.Plaintext, 'base64').length, 20)
  const opened = JSON.parse(
    (await ask({ Action: 'Decrypt', CiphertextBlob: made.CiphertextBlob }, { method: 'POST' })).text,
  )
  assert.deepEqual([opened.Plaintext, opened.KeyId], [made.Plaintext, KeyId])
  const without = JSON.parse((await ask({ Action: 'GenerateDataKeyWithoutPlaintext', KeyId, KeySpec: 'AES_128' })).text)
  assert.deepEqual(Object.keys(without).sort(), ['CiphertextBlob', 'KeyId', 'KeyVersionId', 'RequestId'])
  const described = JSON.parse((await ask({ Action: 'DescribeKey', KeyId })).text)
  assert.equal(described.KeyMetadata.KeyState, 'Enabled')
  const xml = await ask({ Action: 'DescribeKey', KeyId }, { format: 'XML' })
  assert.match(xml.text, new RegExp(`<DescribeKeyResponse><KeyMetadata>.*<KeyId>${KeyId}</KeyId>`))

  const refused = async (parameters, options) => {
    const { status, text } = await ask(parameters, options)
    return [status, JSON.parse(text).Code]
  }
  const blob = Buffer.from(made.CiphertextBlob, 'base64')
  blob[blob.length - 5] ^= 1
  const damaged = { Action: 'Decrypt', CiphertextBlob: blob.toString('base64') }
  assert.deepEqual(await refused(damaged), [400, 'InvalidParameter'])
  assert.deepEqual(await refused({ Action: 'Encrypt', KeyId }), [400, 'MissingPlaintext'])
  const large = Buffer.alloc(6145).toString('base64')
  assert.deepEqual(await refused({ Action: 'Encrypt', KeyId, Plaintext: large }), [400, 'InvalidParameter'])
  assert.deepEqual(await refused({ Action: 'Shred', KeyId }), [404, 'InvalidAction.NotFound'])
  assert.deepEqual(await refused({ Action: 'DescribeKey', KeyId, Version: '2020-01-01' }), [400, 'InvalidVersion'])
  const old = { Action: 'DescribeKey', KeyId, Timestamp: '2020-01-01T00:00:00Z' }
  assert.deepEqual(await refused(old), [400, 'InvalidTimeStamp.Expired'])
  const once = { Action: 'DescribeKey', KeyId, SignatureNonce: 'once' }
  assert.equal((await ask(once)).status, 200)
  assert.deepEqual(await refused(once), [400, 'SignatureNonceUsed'])
  // Nothing of it is in the log.
  assert(!JSON.stringify(await holder.current.requests()).includes(made.Plaintext))
})
