'use strict'
// Upload callbacks of the local server, as an application gets them: its signature is checked by Node's OpenSSL.

const assert = require('node:assert/strict')
const { createVerify } = require('node:crypto')
const { once } = require('node:events')
const { createServer } = require('node:http')
const { test } = require('node:test')
const AliOSS = require('ali-oss')
const OSS = require('..')
const { emulatorForFile } = require('./emulator.js')

const holder = emulatorForFile({ buckets: ['bucket-name'] })

/** Checks a request as the service's page "Callback" says. */
async function isSigned(request, body) {
  const url = Buffer.from(request.headers['x-oss-pub-key-url'], 'base64').toString()
  const key = await (await fetch(url)).text()
  const [path, query] = request.url.split('?')
  const signed = `${decodeURIComponent(path)}${query === undefined ? '' : `?${query}`}\n${body}`
  return createVerify('RSA-MD5').update(signed).verify(key, request.headers.authorization, 'base64')
}

for (const [name, Client] of /** @type {[string, any][]} */ ([
  ['ali-oss', AliOSS],
  ['this client', OSS],
])) {
  test(`${name} tells an application, whose answer is its data`, async (t) => {
    const told = []
    const application = createServer(async (request, answer) => {
      let body = ''
      for await (const piece of request) body += piece
      told.push({ body, signed: await isSigned(request, body), type: request.headers['content-type'] })
      const text = JSON.stringify({ Status: 'OK', count: told.length })
      answer.writeHead(200, { 'content-length': text.length }).end(text)
    }).listen(0, '127.0.0.1')
    await once(application, 'listening')
    t.after(() => application.close())
    const { port } = /** @type {import('node:net').AddressInfo} */ (application.address())
    const store = new Client(holder.current.clientOptions())
    const body = 'object=${object}&size=${size}&var=${x:var}'
    const url = `http://127.0.0.1:${port}/told?id=1`
    const put = await store.put('a b', Buffer.from('content'), { callback: { url, body, customValue: { var: 'ü' } } })
    assert.deepEqual(put.data, { Status: 'OK', count: 1 })
    const callback = { url, body: '{"object":${object},"size":${size}}', contentType: 'application/json' }
    const parts = await store.multipartUpload('parts', Buffer.alloc(250 * 1024), { partSize: 100 * 1024, callback })
    assert.deepEqual(parts.data, { Status: 'OK', count: 2 })
    assert.deepEqual(told, [
      { body: 'object=a%20b&size=7&var=%C3%BC', signed: true, type: 'application/x-www-form-urlencoded' },
      { body: '{"object":"parts","size":256000}', signed: true, type: 'application/json' },
    ])
  })

  test(`${name} is told that an application failed`, async (t) => {
    const application = createServer((request, answer) => answer.writeHead(500).end()).listen(0, '127.0.0.1')
    await once(application, 'listening')
    t.after(() => application.close())
    const { port } = /** @type {import('node:net').AddressInfo} */ (application.address())
    const store = new Client(holder.current.clientOptions())
    const callback = { url: `http://127.0.0.1:${port}/`, body: 'a=b' }
    const failed = store.put('failed', Buffer.from('content'), { callback })
    await assert.rejects(failed, { code: 'CallbackFailed', status: 203, message: /Error status : 500\./ })
    assert.equal((await store.get('failed')).content.toString(), 'content')
  })
}
