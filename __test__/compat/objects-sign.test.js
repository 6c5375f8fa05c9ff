'use strict'
// URLs and forms signed by ali-oss and by this package: the same, and accepted.

const assert = require('node:assert/strict')
const http = require('node:http')
const { describe, test } = require('node:test')
const { emulatorForFile } = require('../emulator.js')
const { ALI, OSS, difference } = require('./both.js')

const holder = emulatorForFile({ buckets: ['bucket-name'] })
const policy = { expiration: '2030-01-01T00:00:00.000Z', conditions: [['eq', '$key', 'ä']] }
/** Times and what depends on them. */
const TIMED = ['Expires', 'Signature', 'x-oss-date', 'x-oss-signature']

const clients = (options) => {
  const all = holder.current.clientOptions({ endpoint: `http://localhost:${holder.current.port}`, ...options })
  return { theirs: new ALI(all), ours: new OSS(all) }
}

/** A URL's parts; the order of parameters means nothing. */
function partsOf(url) {
  const { origin, pathname, searchParams } = new URL(url)
  difference('sign-order')
  return { origin, path: decodeURIComponent(pathname), query: Array.from(searchParams).sort() }
}

async function outcome(call, client) {
  try {
    return await call(client)
  } catch (error) {
    return error
  }
}

/** Signs with both within one second, so that the signatures are over the same time. */
async function signed(call, options) {
  const time = (url) => /(?:Expires|x-oss-date)=\w+/.exec(url)?.[0]
  for (;;) {
    const { theirs, ours } = clients(options)
    // ali-oss rounds the time.
    while (Date.now() % 1000 > 400);
    const both = { theirs: await outcome(call, theirs), ours: await outcome(call, ours) }
    if (typeof both.ours !== 'string' || time(both.theirs) === time(both.ours)) return both
  }
}

/** Asks for a URL as it stands, whatever its host name stands for. */
function ask(url, { method = 'GET', headers = {}, body = '' } = {}) {
  const { host, origin } = new URL(url)
  return new Promise((resolve, reject) => {
    const options = { host: '127.0.0.1', port: holder.current.port, method, path: url.slice(origin.length) }
    const request = http.request({ ...options, headers: { host, ...headers } }, (response) => {
      let text = ''
      response.setEncoding('utf8')
      response.on('data', (piece) => (text += piece)).on('end', () => resolve({ status: response.statusCode, text }))
    })
    request.on('error', reject).end(body)
  })
}

/** The local server does not know what such a URL asks for. */
const UNKNOWN = {}
const PUT = { method: 'PUT', body: 'content' }
/** @type {[string, (client: any) => any, object?][]} */
const URLS = [
  ['V1', (c) => c.signatureUrl('a.txt')],
  ['V1, asynchronous', (c) => c.asyncSignatureUrl('a.txt', { expires: 90 })],
  ['V1 without options', (c) => c.signatureUrl('a.txt', null)],
  ['V1 with a leading slash', (c) => c.signatureUrl('//a.txt')],
  ['V1 to upload', (c) => c.signatureUrl('a.txt', { method: 'PUT' }), PUT],
  [
    'V1 to upload a type',
    (c) => c.signatureUrl('a.txt', { method: 'PUT', 'Content-Type': 'text/x', 'x-oss-meta-a': 'b' }),
    { ...PUT, headers: { 'content-type': 'text/x', 'x-oss-meta-a': 'b' } },
  ],
  [
    'V1 to upload encrypted',
    (c) => c.signatureUrl('a.txt', { method: 'PUT', 'x-oss-server-side-encryption': 'AES256' }),
    { ...PUT, headers: { 'x-oss-server-side-encryption': 'AES256' } },
  ],
  [
    'V1 with response headers',
    (c) => c.signatureUrl('a.txt', { response: { 'Content-Type': 'x/y', expires: 'ä b+c' } }),
  ],
  ['V1 with a limit', (c) => c.signatureUrl('a.txt', { trafficLimit: 819200, expires: 5 }), UNKNOWN],
  ['V1 with parameters', (c) => c.signatureUrl('a.txt', { subResource: { versionId: 'null' } })],
  ['V1 with a parameter without a value', (c) => c.signatureUrl('a.txt', { subResource: { acl: null } })],
  [
    'V1 with a callback',
    (c) => c.signatureUrl('a.txt', { callback: { url: 'http://x/', body: 'b', customValue: { a: 'b' } } }),
    UNKNOWN,
  ],
  ['V1 for deletion', (c) => c.signatureUrl('b.txt', { method: 'DELETE' }), { method: 'DELETE' }],
  ['V1 of a key', (c) => c.signatureUrl("ä/ +?&%#!'()*~;:@,$[]{}|^.txt")],
  ['V1 of a question mark', (c) => c.signatureUrl('?a', {}, false)],
  ['V4', (c) => c.signatureUrlV4('GET', 60, undefined, 'a.txt')],
  ['V4, in lower case', (c) => c.signatureUrlV4('get', 60, {}, 'a.txt')],
  [
    'V4 to upload',
    (c) => c.signatureUrlV4('PUT', 60, { headers: { 'Content-Type': 'text/x', mine: '1' } }, 'a.txt', ['mine']),
    { ...PUT, headers: { 'content-type': 'text/x', mine: '1' } },
  ],
  ['V4 with parameters', (c) => c.signatureUrlV4('GET', 60, { queries: { 'response-expires': 'ä b+c' } }, 'a.txt')],
  ['V4 with a parameter without a value', (c) => c.signatureUrlV4('GET', 60, { queries: { acl: null } }, 'a.txt')],
  ['V4 of a bucket', (c) => c.signatureUrlV4('GET', 60, { queries: { 'max-keys': 5 } })],
  ['V4 of a key', (c) => c.signatureUrlV4('GET', 60, {}, "ä/ +?&%#!'()*~;:@,$[]{}|^.txt")],
]

for (const [name, call, request] of URLS) {
  test(`${name}: the same URL, and accepted`, async () => {
    const store = new OSS(holder.current.clientOptions())
    for (const key of ['a.txt', '?a', "ä/ +?&%#!'()*~;:@,$[]{}|^.txt"]) await store.put(key, Buffer.from('content'))
    const { theirs, ours } = await signed(call)
    assert.deepEqual(partsOf(ours), partsOf(theirs))
    if (request === UNKNOWN) return
    const [answer, theirAnswer] = [await ask(ours, request), await ask(theirs, request)]
    assert(answer.status < 300, answer.text)
    assert.equal(theirAnswer.status, answer.status)
    const [other] = TIMED.filter((parameter) => /signature$/i.test(parameter) && ours.includes(`${parameter}=`))
    const forged = ours.replace(new RegExp(`${other}=[^&]{4}`), `${other}=abcd`)
    assert.equal((await ask(forged, request)).status, 403)
  })

  test(`${name}: the same URL with a token`, async () => {
    const { theirs, ours } = await signed(call, {
      stsToken: 'token',
      refreshSTSToken: async () => ({}),
      refreshSTSTokenInterval: 1e9,
    })
    assert.deepEqual(partsOf(ours), partsOf(theirs))
  })
}

describe('the same answers at once', () => {
  /** @type {[string, (client: any) => any, object?][]} */
  const cases = [
    ['getObjectUrl', (c) => c.getObjectUrl('a b/ä+?#.txt')],
    ['getObjectUrl with a base', (c) => c.getObjectUrl('/a', 'http://base')],
    ['getObjectUrl with a cname', (c) => c.getObjectUrl('a'), { cname: true }],
    ['generateObjectUrl', (c) => c.generateObjectUrl('/a b')],
    ['generateObjectUrl with a base', (c) => c.generateObjectUrl('a', 'http://base/')],
    ['signatureUrl with a cname', (c) => c.signatureUrl('a'), { cname: true }],
    ['signatureUrl with the bucket in the path', (c) => c.signatureUrl('a'), { sldEnable: true }],
    ['signatureUrlV4 with the bucket in the path', (c) => c.signatureUrlV4('GET', 60, {}, 'a'), { sldEnable: true }],
    ['signatureUrl of a question mark', (c) => c.signatureUrl('?a')],
    ['signatureUrlV4 without a header it names', (c) => c.signatureUrlV4('GET', 60, {}, 'a', ['mine'])],
    ['signatureUrlV4 without a bucket', (c) => c.signatureUrlV4('GET', 60, {}, 'a'), { bucket: undefined }],
    ...['getObjectUrl', 'generateObjectUrl'].map((method) => [
      `${method} with a base, at an address`,
      (c) => c[method]('a', 'http://base/'),
    ]),
    ['calculatePostSignature', (c) => c.calculatePostSignature(policy)],
    ['calculatePostSignature of a text', (c) => c.calculatePostSignature('{ "expiration": "2030" }')],
    ...['text', 5, [], null, undefined].map((value) => [
      `calculatePostSignature of ${JSON.stringify(value)}`,
      (c) => c.calculatePostSignature(value),
    ]),
    ['signPostObjectPolicyV4', (c) => c.signPostObjectPolicyV4(policy, new Date(1e12))],
    ['signPostObjectPolicyV4 of a text', (c) => c.signPostObjectPolicyV4('{"a" : 2}', new Date(1e12))],
    ['signPostObjectPolicyV4 of a time in words', (c) => c.signPostObjectPolicyV4(policy, '2026-01-02T03:04:05Z')],
    ['signPostObjectPolicyV4 of no time', (c) => c.signPostObjectPolicyV4(policy, 'soon')],
    ['signPostObjectPolicyV4 of no policy', (c) => c.signPostObjectPolicyV4('text', new Date(1e12))],
  ]
  for (const [name, call, options] of cases) {
    test(name, async () => {
      const { theirs, ours } = await signed(call, options)
      if (ours instanceof Error) assert.equal(ours.message, theirs.message)
      else if (ours.Signature || !String(ours).includes('ignature=')) assert.deepEqual(ours, theirs)
      else assert.deepEqual(partsOf(ours), partsOf(theirs))
    })
  }
})

test('a policy is signed now where no time is said', () => {
  const { theirs, ours } = clients()
  const day = () => new Date().toDateString()
  for (let before; before !== day();) {
    before = day()
    const signatures = [ours, theirs].map((c) => c.signPostObjectPolicyV4(policy))
    if (before === day()) assert.equal(signatures[0], signatures[1])
  }
})

test('what is meant to differ', async () => {
  const headers = { 'x-oss-meta-a': 'b' }
  difference('sign-headers')
  const upload = await signed((c) => c.signatureUrl('a.txt', { method: 'PUT', headers }))
  assert.equal((await ask(upload.ours, { ...PUT, headers })).status, 200)
  assert.equal((await ask(upload.ours, PUT)).status, 403)
  assert.equal((await ask(upload.theirs, { ...PUT, headers })).status, 403)

  difference('sign-expires')
  const { theirs, ours } = clients()
  const lasts = (url) => Number(new URL(url).searchParams.get('Expires')) - Date.now() / 1000
  assert(lasts(theirs.signatureUrl('a', { expires: '60' })) > 1e9)
  assert(lasts(ours.signatureUrl('a', { expires: '60' })) <= 60)

  difference('v4-expires')
  for (const expires of [undefined, 0, -1, 'soon', 604_801]) {
    const url = await signed((c) => c.signatureUrlV4('GET', expires, {}, 'a.txt'))
    assert.equal((await ask(url.theirs)).status >= 400, true)
    assert.match(url.ours.message, /^expires must be a number of seconds from 1 to 604800, not /)
  }

  difference('sign-callback')
  const callback = { url: 'http://x/', body: 'b', customValue: { a: 1 } }
  const variables = (url) => Buffer.from(String(new URL(url).searchParams.get('callback-var')), 'base64').toString()
  const called = await signed((c) => c.signatureUrl('a', { callback }))
  assert.deepEqual([variables(called.theirs), variables(called.ours)], ['{"x:a":1}', '{"x:a":"1"}'])

  difference('sign-slash')
  const slash = await signed((c) => c.signatureUrlV4('GET', 60, {}, '/a'))
  assert.deepEqual([new URL(slash.theirs).pathname, new URL(slash.ours).pathname], ['//a', '/a'])

  difference('sign-mark')
  const mark = await signed((c) => c.signatureUrlV4('GET', 60, {}, '!*()'))
  assert.deepEqual([new URL(mark.theirs).pathname, new URL(mark.ours).pathname], ['/!*()', '/%21%2A%28%29'])

  difference('sign-address')
  const address = await signed((c) => c.signatureUrlV4('GET', 60, {}, 'a'), { endpoint: 'http://127.0.0.1' })
  assert.deepEqual([new URL(address.theirs).pathname, new URL(address.ours).pathname], ['/a', '/bucket-name/a'])
})

test('at an address, the bucket is in the path', async () => {
  difference('sign-address')
  const { origin } = new URL(holder.current.clientOptions().endpoint)
  const [ours, theirs] = [OSS, ALI].map((Client) => new Client(holder.current.clientOptions()))
  for (const method of ['getObjectUrl', 'generateObjectUrl', 'signatureUrl']) {
    assert.throws(() => theirs[method]('a'), /can not get the object URL when endpoint is IP/)
  }
  assert.equal(ours.getObjectUrl('/a b'), `${origin}/bucket-name/a%20b`)
  assert.equal(ours.generateObjectUrl('/a b'), `${origin}/bucket-name/a%20b`)
  const custom = new OSS(holder.current.clientOptions({ cname: true }))
  for (const method of ['getObjectUrl', 'generateObjectUrl', 'signatureUrl']) {
    assert.throws(() => custom[method]('a'), /can not get the object URL when endpoint is IP/)
  }

  await ours.put('a.txt', Buffer.from('content'))
  for (const url of [
    ours.signatureUrl('a.txt'),
    await ours.asyncSignatureUrl('a.txt'),
    await ours.signatureUrlV4('GET', 60, {}, 'a.txt'),
  ]) {
    assert.equal(new URL(url).pathname, '/bucket-name/a.txt')
    assert.equal(await (await fetch(url)).text(), 'content')
  }
})

test('keys that URL parsers take for ways through folders have URLs that survive them', async () => {
  difference('dotted-urls')
  const named = new OSS(holder.current.clientOptions({ sldEnable: true }))
  for (const key of ['../x', './y', 'a/../b', 'a/.', 'a/./b/..']) {
    await named.put(key, Buffer.from(key))
    for (const url of [named.signatureUrl(key), await named.signatureUrlV4('GET', 60, {}, key)]) {
      assert.equal(new URL(url).href, url)
      assert.equal(await (await fetch(url)).text(), key)
    }
  }
  const { theirs, ours } = clients()
  assert.notEqual(new URL(theirs.signatureUrl('a/../b')).href, theirs.signatureUrl('a/../b'))
  for (const key of ['.', '..']) {
    const why = {
      message: `no URL can name the object "${key}": every program that reads URLs removes \`.\` and \`..\` from them`,
    }
    assert.throws(() => ours.signatureUrl(key), why)
    await assert.rejects(ours.signatureUrlV4('GET', 60, {}, key), why)
  }
})

test('a name stands once in a signed URL, and the signature wins', async () => {
  await new OSS(holder.current.clientOptions()).put('a.txt', Buffer.from('content'))
  const names = (url) => Array.from(new URL(url).searchParams.keys())
  const process = { subResource: { 'x-oss-process': 'B', Expires: 1, 'response-expires': 'x' }, process: 'A' }
  const response = { Expires: 'y', EXPIRES: 'z' }
  const v1 = clients()
  for (const given of [process, { ...process, response }]) {
    const [ours, theirs] = [v1.ours, v1.theirs].map((c) => c.signatureUrl('a.txt', structuredClone(given)))
    assert.deepEqual(names(ours).sort(), [...new Set(names(theirs))].sort())
    const rest = (url) =>
      Array.from(new URL(url).searchParams)
        .filter(([name]) => !TIMED.includes(name))
        .sort()
    assert.deepEqual(rest(ours), rest(theirs))
  }
  const expires = v1.ours.signatureUrl('a.txt', { subResource: { Expires: 1, Signature: 'mine' } })
  assert.equal((await ask(expires)).status, 200)

  const queries = { 'x-oss-expires': 5, 'x-oss-signature': 'mine', 'x-oss-date': 'today', 'x-oss-credential': 'me' }
  const v4 = await signed((c) => c.signatureUrlV4('GET', 60, { queries }, 'a.txt'))
  assert.deepEqual(names(v4.ours).sort(), names(v4.theirs).sort())
  assert.equal((await ask(v4.ours)).status, 200)
})
