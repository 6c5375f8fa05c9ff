'use strict'
// The headers of a callback, byte for byte those of ali-oss.

const assert = require('node:assert/strict')
const { test } = require('node:test')
const { encodeCallback } = require('ali-oss/lib/common/callback.js')
const { asksForCallback, withCallback } = require('../../lib/callback.js')

const body = 'bucket=${bucket}&object=${object}&v=${x:v}'
const cases = [
  { url: 'http://a.example/cb', body },
  { url: 'http://a.example/ö?q=a b&c=%20', body, host: 'h', contentType: 'application/json', callbackSNI: true },
  { url: 'http://a.example', body: '', host: '', contentType: '', callbackSNI: false, customValue: {} },
  { url: ['http://a.example', 'http://b.example'], body, customValue: { v: 1, w: true, x: 'ü', 10: [1, 2], 2: 'z' } },
  { url: 'http://a.example/;http://b.example', body: '{"a":${size}}', customValue: { __proto__: null, a: 'b' } },
]

test('a callback becomes the headers of ali-oss', () => {
  for (const callback of cases) {
    for (const headers of [undefined, { a: 'b' }, { 'x-oss-callback': 'ready' }, { 'x-oss-callback-var': 'v' }]) {
      const theirs = { headers: { ...headers } }
      encodeCallback(theirs, { callback })
      const given = headers && Object.freeze({ ...headers })
      assert.deepEqual(withCallback(given, /** @type {any} */ (callback)), theirs.headers)
    }
  }
  assert.deepEqual(withCallback({ a: 'b' }, undefined), { a: 'b' })
})

test('a ready-made header wins in any case of letters', () => {
  assert.deepEqual(withCallback({ 'X-Oss-Callback': 'ready' }, { url: 'u', body }), { 'X-Oss-Callback': 'ready' })
  assert(asksForCallback({ 'X-OSS-CALLBACK': '' }) && !asksForCallback({ 'x-oss-callback-var': '' }))
  assert(!asksForCallback(null))
})

test('a variable without a value is named', () => {
  const callback = { url: 'u', body, customValue: { a: null } }
  assert.throws(() => withCallback({}, callback), /callback.customValue.a must have a value/)
})
