'use strict'
// Encryption in what others send: signed URLs and forms.

const assert = require('node:assert/strict')
const { test } = require('node:test')
const OSS = require('../..')
const { emulatorForFile, rejection } = require('../emulator.js')
const { asHeaders, fromHeaders } = require('./facts.js')

const holder = emulatorForFile({ buckets: ['bucket-name'] })
const AES256 = { algorithm: 'AES256' }
const client = (options = {}) =>
  new OSS(
    holder.current.clientOptions({
      endpoint: `http://bucket-name.localhost:${holder.current.port}`,
      cname: true,
      ...options,
    }),
  )

/** Sends to the server, whatever name the URL has for it. */
const send = (url, init) => {
  const { pathname, search } = new URL(url)
  return fetch(`${holder.current.url}/bucket-name${pathname}${search}`, init)
}
const told = async (name) => fromHeaders((await new OSS(holder.current.clientOptions()).head(name)).res.headers)

test('an upload by URL is encrypted as the URL was asked for', async () => {
  const sign = {
    V1: (c, sse) => c.signatureUrl('a', { method: 'PUT', sse }),
    V4: (c, sse) => c.signatureUrlV4('PUT', 60, { sse }, 'a'),
  }
  for (const signed of Object.values(sign)) {
    for (const [c, sse] of [
      [client(), AES256],
      [client({ sse: AES256 }), undefined],
    ]) {
      const url = await signed(c, sse)
      assert.equal((await send(url, { method: 'PUT', body: Buffer.from('a'), headers: asHeaders(AES256) })).status, 200)
      assert.deepEqual(await told('a'), AES256)
      for (const headers of [{}, asHeaders({ algorithm: 'SM4' })]) {
        assert.equal((await send(url, { method: 'PUT', body: Buffer.from('a'), headers })).status, 403)
      }
    }
    const open = await signed(client({ sse: AES256 }), false)
    assert.equal((await send(open, { method: 'PUT', body: Buffer.from('a') })).status, 200)
    assert.equal(
      (await rejection((async () => signed(client(), { algorithm: 'SM4', keyId: 'a' }))())).code,
      'InvalidArgument',
    )
  }
})

test('no URL is signed for headers that contradict each other', async () => {
  const sign = {
    V1: async (c, headers) => c.signatureUrl('a', { method: 'PUT', headers }),
    'V1, among the options': async (c, headers) => c.signatureUrl('a', { method: 'PUT', ...headers }),
    V4: (c, headers) => c.signatureUrlV4('PUT', 60, { headers }, 'a'),
  }
  for (const signed of Object.values(sign)) {
    for (const sse of [{ keyId: 'kid' }, { dataEncryption: 'SM4' }, { ...AES256, keyId: 'kid' }]) {
      const error = await rejection(signed(client(), asHeaders(sse)))
      assert.deepEqual([error.name, error.code], ['InvalidArgumentError', 'InvalidArgument'], JSON.stringify(sse))
    }
    assert.match(await signed(client(), asHeaders({ algorithm: 'KMS', keyId: 'kid' })), /^http:/)
  }
})

test('a URL to read says nothing of encryption', async () => {
  await new OSS(holder.current.clientOptions()).put('a', Buffer.from('content'), { sse: AES256 })
  const c = client({ sse: AES256 })
  for (const url of [c.signatureUrl('a'), await c.signatureUrlV4('GET', 60, {}, 'a')]) {
    assert.equal(await (await send(url)).text(), 'content')
  }
})

test('a form’s policy demands the encryption, and the fields carry it', async () => {
  const policy = { expiration: '2036-01-01T00:00:00.000Z', conditions: [['eq', '$key', 'form']] }
  const given = JSON.stringify(policy)
  const c = client({ sse: AES256 })
  const fields = c.calculatePostSignature(policy)
  assert.equal(JSON.stringify(policy), given)
  assert.deepEqual(fields['x-oss-server-side-encryption'], 'AES256')
  const post = (extra) => {
    const form = new FormData()
    for (const [name, value] of Object.entries({ key: 'form', ...fields, ...extra }))
      if (value) form.append(name, value)
    form.append('file', new Blob(['content']), 'file.txt')
    return fetch(`${holder.current.url}/bucket-name/`, { method: 'POST', body: form })
  }
  const answer = await post()
  assert.equal(answer.status, 204, await answer.text())
  assert.deepEqual(await told('form'), AES256)
  assert.equal((await post({ 'x-oss-server-side-encryption': 'SM4' })).status, 403)
  assert.equal((await post({ 'x-oss-server-side-encryption': '' })).status, 403)
  const names = Object.keys(c.calculatePostSignature(policy, { sse: false })).sort()
  assert.deepEqual(names, ['OSSAccessKeyId', 'Signature', 'policy'])
  assert.throws(() => c.calculatePostSignature(policy, { sse: {} }), { code: 'InvalidArgument' })
})
