'use strict'
// The request log says why a signature was refused. ali-oss and this package's client err, or what they sent is changed behind them.

const assert = require('node:assert/strict')
const { after, before, describe, test } = require('node:test')
const ALI = require('ali-oss')
const OSS = require('..')
const { startEmulator } = require('../emulator')
const { changingProxy } = require('./changing-proxy.js')
const { rejection } = require('./emulator.js')

const bucket = 'bucket-name'
const OTHER = { accessKeyId: 'other', accessKeySecret: 'the other secret' }
const accounts = [{ accessKeyId: 'emulator', accessKeySecret: 'emulator-secret' }, OTHER]
/** A server and a proxy in front of it, for one group of tests: what a server spends on refusals is bounded. */
function both() {
  const holder = /** @type {{ emulator: import('../emulator').Emulator, proxy: string }} */ ({})
  /** @type {Awaited<ReturnType<typeof changingProxy>>} */
  let proxy
  before(async () => {
    holder.emulator = await startEmulator({ buckets: [bucket], accounts, cnames: { localhost: bucket } })
    proxy = await changingProxy(holder.emulator.url)
    holder.proxy = proxy.url
  })
  after(async () => {
    await proxy.stop()
    await holder.emulator.stop()
  })
  return holder
}

/** The last refusal in the request log. */
async function last(emulator) {
  const exchange = (await emulator.requests()).at(-1)
  assert.equal(exchange?.status, 403)
  const { signature } = /** @type {import('../emulator').RecordedExchange} */ (exchange)
  return /** @type {import('../emulator').RefusedSignature} */ (signature)
}

for (const [name, Client] of /** @type {[string, any][]} */ ([
  ['ali-oss', ALI],
  ['ali-oss-native', OSS],
])) {
  for (const authorizationV4 of [false, true]) {
    const version = authorizationV4 ? 'V4' : 'V1'
    describe(`${name}, ${version}`, () => {
      const holder = both()
      const client = (more) => new Client({ ...holder.emulator.clientOptions(), authorizationV4, retryMax: 0, ...more })
      const changed = () => client({ endpoint: holder.proxy })

      test('a secret that is another one', async () => {
        for (const [accessKeySecret, id] of [
          ['EMULATOR-SECRET', 'secret-case'],
          ['emulator-secret&', 'secret-of-rpc'],
          [OTHER.accessKeySecret, 'secret-of-another-key'],
          ['nobody knows', undefined],
        ]) {
          const error = await rejection(client({ accessKeySecret }).put('k', Buffer.from('content')))
          assert.equal(error.code, 'SignatureDoesNotMatch')
          const signature = await last(holder.emulator)
          assert.deepEqual([signature.id, signature.version], [id, version])
          assert.equal(typeof signature.advice, 'string')
          assert(signature.texts.every(({ client: text, server }) => text === (id && server)))
          for (const secret of [accessKeySecret, 'emulator-secret']) assert(!JSON.stringify(signature).includes(secret))
        }
      })

      test('what is changed behind it', async () => {
        const put = (key) => changed().put(`${key}.png`, Buffer.from('content'), { mime: 'image/png' })
        const head = (key) => changed().head(key)
        for (const [id, call] of [
          ['content-type-changed', put],
          ['header-added', put],
          ['method-changed', head],
          ['parameter-not-signed', head],
          ['path-prefix-added', head],
          ['content-type-added', head],
          ['content-type-changed+header-added', put],
          ['method-changed+header-added', head],
        ]) {
          await rejection(call(`${id}/dir/k`))
          const signature = await last(holder.emulator)
          assert.deepEqual(signature.id?.split('+').toSorted(), id.split('+').toSorted(), JSON.stringify(signature))
          assert.notEqual(signature.texts[0].client, signature.texts[0].server)
        }
      })

      test('a link that is used otherwise', async () => {
        // ali-oss makes no links to an address.
        const endpoint = `http://localhost:${holder.emulator.port}`
        const linking = client({ endpoint, cname: true })
        const link = async (method, headers = {}) =>
          authorizationV4
            ? linking.signatureUrlV4(method, 600, { headers }, 'dir/k')
            : linking.signatureUrl('dir/k', { method, expires: 600, ...headers })
        const image = { 'Content-Type': 'image/png' }
        for (const [id, url, options] of [
          ['method-changed', await link('GET'), { method: 'HEAD' }],
          ['parameter-added', `${await link('GET')}&x-oss-process=image/info`, {}],
          ['parameter-added', `${await link('GET')}&response-content-type=a%2Fb`, {}],
          ['content-type-added', await link('PUT'), { method: 'PUT', headers: image, body: 'content' }],
          ['content-type-changed', await link('PUT', image), { method: 'PUT', body: 'content' }],
          ['expiry-changed', moved(await link('GET')), {}],
        ]) {
          const { status } = await fetch(url, options)
          assert.equal(status, 403, id)
          const signature = await last(holder.emulator)
          // fetch says `text/plain;charset=UTF-8` of text.
          assert.equal(signature.id, id, JSON.stringify(signature))
        }
      })
    })
  }
}

/** A link that is made to last a day longer. */
function moved(url) {
  return url
    .replace(/([?&]Expires=)(\d+)/, (_, name, expires) => `${name}${Number(expires) + 86_400}`)
    .replace(/x-oss-expires=600/, 'x-oss-expires=86400')
}

describe('the request log', () => {
  const holder = both()
  test('the answer is that of the service, and says nothing of it', async () => {
    const emulator = holder.emulator
    const error = await rejection(
      new ALI({ ...emulator.clientOptions(), accessKeySecret: 'wrong' }).put('k', Buffer.from('a')),
    )
    const { responseBody, responseHeaders, signature } = /** @type {any} */ ((await emulator.requests()).at(-1))
    const text = `${responseBody} ${JSON.stringify(responseHeaders)} ${error}`
    assert.match(text, /<StringToSign>PUT/)
    for (const part of [signature.advice, 'another one', 'secret-wrong']) assert(!text.includes(part))
  })

  test('what is accepted, or refused for another reason, has none', async () => {
    const store = new OSS(holder.emulator.clientOptions())
    await store.put('k', Buffer.from('content'))
    await rejection(store.get('missing'))
    await rejection(new OSS({ ...holder.emulator.clientOptions(), accessKeyId: 'nobody' }).get('k'))
    const signatures = (await holder.emulator.requests()).slice(-3).map(({ signature }) => signature)
    assert.deepEqual(signatures, [undefined, undefined, undefined])
  })

  test('a token is a mark, wherever it stands', async () => {
    const emulator = await startEmulator({ buckets: [bucket], cnames: { localhost: bucket } })
    const key = await emulator.sts.issue()
    for (const authorizationV4 of [false, true]) {
      const linking = { endpoint: `http://localhost:${emulator.port}`, cname: true }
      const wrong = { ...key, accessKeySecret: 'wrong', authorizationV4 }
      const store = new ALI({ ...emulator.clientOptions(), ...linking, ...wrong })
      await rejection(store.put('k', Buffer.from('content')))
      await fetch(authorizationV4 ? await store.signatureUrlV4('GET', 60, {}, 'k') : store.signatureUrl('k'))
    }
    const refused = (await emulator.requests()).map(({ signature }) => JSON.stringify(signature))
    assert.equal(refused.length, 4)
    for (const text of refused) {
      assert.match(text, /sha256(:|%3A)[0-9a-f]{16}/)
      for (const secret of [key.stsToken, encodeURIComponent(key.stsToken), key.accessKeySecret])
        assert(!text.includes(secret))
    }
    await emulator.stop()
  })

  test('a form whose policy was signed before it was encoded', async () => {
    const { createHmac } = require('node:crypto')
    const emulator = holder.emulator
    const policy = JSON.stringify({ expiration: new Date(Date.now() + 60_000).toISOString(), conditions: [{ bucket }] })
    const form = new FormData()
    form.set('key', 'k')
    form.set('OSSAccessKeyId', 'emulator')
    form.set('policy', Buffer.from(policy).toString('base64'))
    form.set('Signature', createHmac('sha1', 'emulator-secret').update(policy).digest('base64'))
    form.set('file', new Blob(['content']))
    const { status } = await fetch(`${emulator.url}/${bucket}/`, { method: 'POST', body: form })
    assert.equal(status, 403)
    const { id, texts } = await last(holder.emulator)
    assert.equal(id, 'policy-not-encoded')
    assert.deepEqual(texts, [{ name: 'Policy', server: Buffer.from(policy).toString('base64'), client: policy }])
  })
})
