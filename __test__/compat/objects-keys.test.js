'use strict'
// Objects of unusual names, made, found, copied, signed for and removed; and found by ali-oss under the same names.

const assert = require('node:assert/strict')
const http = require('node:http')
const { test } = require('node:test')
const { emulatorForFile } = require('../emulator.js')
const { ALI, OSS, difference, throughBoth } = require('./both.js')
const { DOTTED, KEYS } = require('./keys.js')

const holder = emulatorForFile({ buckets: ['bucket-name'] })
const bytes = Buffer.from('content')
/** Not dotted, but a part that is not either. */
const HARMLESS = '.a/..b/c..'
/** What no URL can name, so that none is signed: `objects-sign.test.js`. */
const WITHOUT_URL = ['.', '..']

/** What a URL gives, asked for as it stands. */
function ask(url) {
  const { host, origin } = new URL(url)
  return new Promise((resolve, reject) => {
    const options = { host: '127.0.0.1', port: holder.current.port, path: url.slice(origin.length), headers: { host } }
    const request = http.get(options, (response) => {
      let text = `${response.statusCode} `
      response.setEncoding('utf8')
      response.on('data', (piece) => (text += piece)).on('end', () => resolve(text))
    })
    request.on('error', reject)
  })
}

for (const authorizationV4 of [false, true]) {
  const options = (more = {}) => holder.current.clientOptions({ authorizationV4, ...more })

  for (const key of [...KEYS, ...DOTTED]) {
    test(`${authorizationV4 ? 'V4' : 'V1'} ${JSON.stringify(key.slice(0, 30))}`, async () => {
      const store = new OSS(options())
      const named = new OSS(options({ endpoint: `http://localhost:${holder.current.port}` }))
      assert.equal((await store.put(key, bytes)).name, key)
      assert.deepEqual((await store.get(key)).content, bytes)
      assert.equal((await store.head(key)).status, 200)

      for (const query of [{}, { 'encoding-type': 'url' }]) {
        for (const method of ['list', 'listV2']) {
          const { objects } = await store[method]({ prefix: key, ...query })
          const found = objects.find(({ name }) => name === key)
          assert(found, `${method}: ${objects.map(({ name }) => name)}`)
        }
      }
      if (!WITHOUT_URL.includes(key)) {
        assert.equal(await ask(named.signatureUrl(key, {}, false)), '200 content')
        assert.equal(await ask(await named.signatureUrlV4('GET', 60, {}, key)), '200 content')
      }
      await store.copy('copy', key)
      assert.deepEqual((await store.get('copy')).content, bytes)

      const { uploadId, name } = await store.initMultipartUpload(key)
      assert.equal(name, key)
      const { uploads } = await store.listUploads({ prefix: key })
      assert(uploads.some((upload) => upload.name === key && upload.uploadId === uploadId))
      const { etag } = await store.uploadPart(key, uploadId, 1, Buffer.from('parts'), 0, 5)
      await store.uploadPartCopy(key, uploadId, 2, '', { sourceKey: key, sourceBucketName: 'bucket-name' })
      assert.equal((await store.completeMultipartUpload(key, uploadId, [{ number: 1, etag }])).name, key)
      assert.equal((await store.get(key)).content.toString(), 'parts')

      if (!DOTTED.includes(key) || key === HARMLESS) {
        assert.equal((await new ALI(options()).get(key)).content.toString(), 'parts')
      }
      const { deleted } = await store.deleteMulti([key, 'copy'])
      assert.deepEqual(deleted.map((one) => one.Key).sort(), [key, 'copy'].sort())
      assert.equal(await store.head(key).catch(({ status }) => status), 404)
    })
  }
}

test('what lies in parts named by dots', async () => {
  difference('dotted-keys')
  const { theirs, ours } = await throughBoth(holder.current, (c) => c.put('a/../b', bytes))
  assert.equal(theirs.error.code, 'SignatureDoesNotMatch')
  assert.equal(ours.value.name, 'a/../b')
  const targets = (await holder.current.requests()).slice(-2).map(({ target }) => target)
  assert.deepEqual(targets, ['/b', '/a/../b'])
})

test('a lone half of a pair', async () => {
  const store = new OSS(holder.current.clientOptions())
  await store.put('a\ud800', bytes)
  assert.deepEqual((await new ALI(holder.current.clientOptions()).get('a\ufffd')).content, bytes)
})
