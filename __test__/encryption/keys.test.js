'use strict'
// Keys that are missing, disabled, to be deleted or renewed, and the objects under them.

const assert = require('node:assert/strict')
const { describe, test } = require('node:test')
const { buffer } = require('node:stream/consumers')
const ALI = require('ali-oss')
const OSS = require('../..')
const { emulatorForFile, rejection } = require('../emulator.js')
const { asHeaders } = require('./facts.js')

const holder = emulatorForFile({ buckets: ['bucket-name'] })
const bytes = Buffer.from('content')

for (const Client of [OSS, ALI]) {
  describe(Client === OSS ? 'here' : 'through ali-oss', () => {
    const store = () => new Client(holder.current.clientOptions())
    const put = (name, keyId) => store().put(name, bytes, { headers: asHeaders({ algorithm: 'KMS', keyId }) })
    const kms = () => holder.current.kms

    async function unusable(keyId, status, code) {
      const calls = [
        () => put('other', keyId),
        () => store().get('a'),
        () => store().get('a', { headers: { Range: 'bytes=0-1' } }),
        () => store().copy('b', 'a'),
      ]
      // ali-oss does not read what the service says here.
      if (Client === OSS) calls.push(() => store().getStream('a'))
      for (const call of calls) {
        const error = await rejection(call())
        assert.deepEqual([error.name, error.code, error.status], [`${code}Error`, code, status])
      }
    }

    test('a key that is not there', async () => {
      const error = await rejection(put('a', 'none'))
      assert.deepEqual([error.code, error.status, error.ecCode], ['KeyNotFound', 404, '0005-00000208'])
      const alias = await rejection(put('a', 'alias/none'))
      assert.equal(alias.status, 404)
    })

    test('a key that is disabled, and enabled again', async () => {
      const { keyId } = await kms().create()
      await put('a', keyId)
      await kms().disable(keyId)
      await unusable(keyId, 409, 'KeyDisabled')
      await kms().enable(keyId)
      assert.deepEqual((await store().get('a')).content, bytes)
    })

    test('a key that is to be deleted, is kept, and is deleted', async () => {
      const { keyId } = await kms().create()
      await put('a', keyId)
      await kms().scheduleDeletion(keyId, 7)
      await unusable(keyId, 409, 'KeyPendingDeletion')
      await kms().cancelDeletion(keyId)
      await kms()
        .enable(keyId)
        .catch(() => {})
      assert.deepEqual((await store().get('a')).content, bytes)
      await kms().scheduleDeletion(keyId, 0)
      await unusable(keyId, 404, 'KeyNotFound')
    })

    test('a key without its material', async () => {
      const { keyId, state } = await kms().create({ origin: 'EXTERNAL' })
      assert.equal(state, 'PendingImport')
      assert.equal((await rejection(put('a', keyId))).status, 409)
    })

    test('a key by its alias', async () => {
      const alias = `alias/${Client === OSS ? 'here' : 'there'}`
      await kms().create({ alias })
      await put('a', alias)
      assert.deepEqual((await store().get('a')).content, bytes)
    })

    test('keys that were renewed still open what they sealed', async () => {
      const { keyId } = await kms().create()
      const sealed = { kms: { algorithm: 'KMS', keyId }, default: { algorithm: 'KMS' }, own: { algorithm: 'AES256' } }
      for (const [name, sse] of Object.entries(sealed)) await store().put(name, bytes, { headers: asHeaders(sse) })
      await kms().rotate(keyId)
      await kms().rotate()
      for (const name of Object.keys(sealed)) {
        assert.deepEqual((await store().get(name)).content, bytes)
        const { stream } = await store().getStream(name)
        assert.deepEqual(await buffer(stream), bytes)
      }
      await put('a', keyId)
      assert.deepEqual((await store().get('a')).content, bytes)
    })
  })
}
