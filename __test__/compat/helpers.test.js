'use strict'
// Helpers, low-level members and deep paths give what those of ali-oss give.

const assert = require('node:assert/strict')
const { existsSync, readFileSync, readdirSync, writeFileSync } = require('node:fs')
const { join } = require('node:path')
const { buffer } = require('node:stream/consumers')
const { describe, test } = require('node:test')
const { emulatorForFile } = require('../emulator.js')
const { folderForFile } = require('../folder.js')
const { ALI, OSS, difference } = require('./both.js')

const folder = folderForFile('helpers')
const holder = emulatorForFile({ buckets: ['bucket-name'] })
const root = join(__dirname, '../..')
const given = { accessKeyId: 'id', accessKeySecret: 'secret', region: 'oss-cn-hangzhou', bucket: 'b-1', secure: true }

/** What a call gives, or how it fails. */
function outcome(call, of) {
  try {
    return { value: call(of) }
  } catch (error) {
    return { error: /** @type {Error} */ (error).message }
  }
}

/** Names a call after its code. */
function same(calls, theirs, ours) {
  for (const call of calls) {
    test(String(call).replace(/^\(?\w+\)? => /, ''), () => assert.deepEqual(outcome(call, ours), outcome(call, theirs)))
  }
}

const SETTINGS = {
  'a region': {},
  'a domain': { endpoint: 'https://test.oss.com' },
  'a custom domain': { endpoint: 'https://foo.bar.com', cname: true },
  'the path': { endpoint: 'http://foo.bar.com:81', sldEnable: true },
  'a custom domain and the path': { endpoint: 'http://foo.bar.com', sldEnable: true, cname: true },
  'an address': { endpoint: 'http://127.0.0.1:6000' },
  'an address and the path': { endpoint: 'http://127.0.0.1:6000', sldEnable: true },
  latin1: { headerEncoding: 'latin1' },
  'no bucket': { bucket: undefined },
}
const URLS = [
  (c) => c._getReqUrl({}),
  (c) => c._getReqUrl({ bucket: 'gems' }),
  (c) => c._getReqUrl({ bucket: 'gems', object: 'hello' }),
  (c) => c._getReqUrl({ bucket: 'gems', object: "a b+c/ü?#%&='()*!~@:,;$" }),
  (c) => c._getReqUrl({ bucket: 'gems', object: 'hello', subres: { acl: '', mime: '' } }),
  (c) => c._getReqUrl({ bucket: 'gems', subres: 'uploads' }),
  (c) => c._getReqUrl({ bucket: 'gems', subres: ['acl', 'cors'] }),
  (c) =>
    c._getReqUrl({ bucket: 'gems', query: { prefix: 'a/ü b', n: 1 }, subres: { n: 2, none: undefined, no: null } }),
  (c) => c._objectUrl('a/b c.txt'),
  (c) => c._getResource({ bucket: 'b', object: 'a/ü' }),
  (c) => c._getResource({ bucket: 'b' }),
  (c) => c._getResource({}),
  (c) =>
    c._objectRequestParams('GET', '/a', {
      subres: 's',
      timeout: 1,
      ctx: 2,
      headers: { a: 'b' },
      additionalHeaders: ['a'],
    }),
  (c) => c._objectRequestParams('PUT', 'a'),
]
for (const [name, settings] of Object.entries(SETTINGS)) {
  describe(`with ${name}`, () => same(URLS, new ALI({ ...given, ...settings }), new OSS({ ...given, ...settings })))
}

describe('whatever the settings', () => {
  const meta = (value) => (c) => {
    const headers = { a: 'b' }
    c._convertMetaToHeaders(value, headers)
    return headers
  }
  same(
    [
      (c) => c._objectName('//a//b'),
      (c) => c._escape('a b/ü+?'),
      (c) =>
        c._bucketRequestParams('GET', 'b', 'acl', {
          timeout: 1,
          ctx: 2,
          headers: { a: 'b' },
          additionalHeaders: ['a'],
        }),
      (c) => c._bucketRequestParams('GET', 'b', { a: '' }),
      meta({ uid: 1, Name: 'ü' }),
      meta(null),
      meta(undefined),
      (c) => c._checkUserAgent('Node.js β-8.4.0 α on β'),
      (c) => c._getSourceName('a b/ü'),
      (c) => c._getSourceName('/other/a b/ü'),
      (c) => c._getSourceName('/a', 'other'),
      (c) => c._getSourceName('a', 'No'),
      (c) => c._divideParts(250, 100),
      (c) => c._divideMultipartCopyParts(250, 100, 7),
      (c) => c._getPartSize(1024, 200),
      (c) => c.checkBrowserAndVersion('', ''),
      (c) => c.checkBrowserAndVersion('Chrome', ''),
      (c) => c.checkBrowserAndVersion('', '10'),
      (c) => c.signature('text ü'),
      (c) =>
        c.authorization(
          'put',
          '/b/k',
          { acl: '', partNumber: 1 },
          { 'Content-Type': 'a/b', 'x-oss-date': 'now', 'x-oss-meta-a-b': ' 1 ', 'X-Oss-Meta-a': 2 },
        ),
      (c) => c.authorization('GET', '/b/k', 'acl', { 'x-oss-date': 'now', 'Content-MD5': 'md5' }),
      (c) => c.authorization('GET', '/b/k', ['cors', 'acl'], { 'x-oss-date': 'now' }),
      (c) => c.authorization('GET', '/b/k', undefined, {}),
      (c) =>
        c.authorizationV4(
          'get',
          {
            headers: { 'x-oss-date': '20260101T000000Z', Host: 'h', 'content-type': ' t ' },
            queries: { b: null, a: 'ü *', 'c-d': 1 },
          },
          'b',
          'a/ü',
          ['Host', 'host', 'x-oss-date'],
        ),
      (c) => c.authorizationV4('GET', { headers: { 'x-oss-date': '20260101T000000Z' } }),
      (c) => c.authorizationV4('GET', { headers: {}, queries: { 'x-oss-date': '20260101T000000Z' } }, 'b'),
      (c) => c.authorizationV4('GET', { headers: { 'x-oss-date': '20260101T000000Z' } }, undefined, 'k'),
      (c) => c.authorizationV4('GET', { headers: { 'x-oss-date': '20260101T000000Z' } }, 'b', 'k', ['none']),
      (c) => c.setSLDEnabled(1) === c && c.options.sldEnable,
      (c) => c.setSLDEnabled().options.sldEnable,
    ],
    new ALI(given),
    new OSS(given),
  )
  test('of a CloudBox', () => {
    const call = (c) => c.authorizationV4('GET', { headers: { 'x-oss-date': '20260101T000000Z' } }, 'b', 'k')
    const box = { ...given, cloudBoxId: 'cb-1' }
    assert.equal(call(new OSS(box)), call(new ALI(box)))
  })
})

test('files, and streams of parts of them', async () => {
  const path = join(folder, 'file')
  const bytes = Buffer.from('0123456789')
  for (const Class of [ALI, OSS]) {
    const client = new Class(given)
    writeFileSync(path, bytes)
    assert.equal((await client._statFile(path)).size, 10)
    await assert.rejects(client._statFile(join(folder, 'none')), { code: 'ENOENT' })
    assert.equal(await client._getFileSize(path), 10)
    for (const file of [path, bytes]) {
      assert.equal(String(await buffer(await client._createStream(file, 2, 5))), '234')
    }
    const stream = client._createStream(bytes, 0, 1)
    assert.equal(client._createStream(stream, 0, 1), stream)
    assert.throws(() => client._createStream(7, 0, 1), { message: '_createStream requires Buffer/File/String.' })
    await client._deleteFileSafe(path)
    assert(!existsSync(path))
    await client._deleteFileSafe(path)
    await client._deleteFileSafe(folder)
    const done = []
    const job = async (itself, item, more) => {
      assert.equal(itself, client)
      if (item === 2) throw new Error('two')
      done.push([item, more])
    }
    const failures = await client._parallelNode([1, 2], 2, job, 'more')
    assert.deepEqual([done, failures.map(({ message }) => message)], [[[1, 'more']], ['two']])
  }
})

test('initOptions completes options for several clients', () => {
  for (const Class of [ALI, OSS]) {
    const options = Class.initOptions({ ...given, accessKeyId: ' id ', timeout: '5s' })
    assert.deepEqual([options.inited, options.accessKeyId, options.timeout], [true, 'id', 5000])
    assert.equal(options.endpoint.format(), 'https://oss-cn-hangzhou.aliyuncs.com/')
    const [one, other] = [new Class(options), new Class(options)]
    assert(one.options === options && other.options === options)
    one.useBucket('b-2')
    assert.equal(other.getBucket(), 'b-2')
    assert.throws(() => Class.initOptions({}), /require accessKeyId, accessKeySecret/)
    assert.throws(() => Class.initOptions({ ...given, bucket: 'No' }), /The bucket must be conform/)
  }
})

describe('signUtils', () => {
  const headers = { 'x-oss-date': '20260101T000000Z', 'Content-Type': 'a/b' }
  const callback = {
    url: 'http://a/ü',
    body: 'b',
    host: 'h',
    contentType: 'c',
    callbackSNI: true,
    customValue: { a: 'b' },
  }
  const url = (options) => (s) => s._signatureForURL('secret', { method: 'GET', ...options }, '/b/k', 1700000000)
  const theirs = require('ali-oss/lib/common/signUtils')
  const ours = require('ali-oss-native/lib/common/signUtils')
  same(
    [
      (s) => s.getProduct(),
      (s) => s.getProduct('cb'),
      (s) => s.getSignRegion('r'),
      (s) => s.getSignRegion('r', 'cb'),
      (s) => s.getCredential('20260101', 'cn-hangzhou', 'id'),
      (s) => s.getCredential('20260101', 'cn-hangzhou', undefined, 'oss-cloudbox'),
      (s) => s.getStringToSign('cn-hangzhou', '20260101T000000Z', 'canonical'),
      (s) => s.getSignatureV4('secret', '20260101', 'cn-hangzhou', 'policy'),
      (s) => s.getSignatureV4('secret', '20260101', 'cn-hangzhou', 'policy', 'oss-cloudbox'),
      (s) => s.computeSignature('secret', 'ü'),
      (s) => s.computeSignature('secret', 'ü', 'latin1'),
      (s) => s.authorization('id', 'secret', 'text'),
      (s) => s.fixAdditionalHeaders(),
      (s) => s.fixAdditionalHeaders(['B', 'a', 'A', 'Content-Type', 'content-md5', 'x-oss-a']),
      (s) => s.buildCanonicalizedResource('/b/k'),
      (s) => s.buildCanonicalizedResource('/b/k', 'acl'),
      (s) => s.buildCanonicalizedResource('/b/k', ['b', 'a']),
      (s) => s.buildCanonicalizedResource('/b/k', { b: 0, a: '', c: null, d: 'e' }),
      (s) => s.buildCanonicalString('get', '/b/k', { headers }),
      (s) => s.buildCanonicalString('get', '/b/k', undefined, '17'),
      (s) =>
        s.getCanonicalRequest('get', { headers, queries: { q: "a'b", n: null, u: undefined } }, 'b', 'ü!', [
          'x-oss-date',
        ]),
      (s) => s.authorizationV4('id', 'secret', 'r', 'GET', { headers }, 'b', 'k', ['a']),
      (s) =>
        s.authorizationV4(
          'id',
          'secret',
          'r',
          'GET',
          { headers: { ...headers, a: 'ü', n: 1 } },
          'b',
          'k',
          ['a', 'n'],
          'latin1',
        ),
      url({}),
      url({ process: 'p', trafficLimit: 5, response: { 'Content-Type': 't' }, subResource: { a: 'b' } }),
      url({ 'x-oss-a': 1, 'Content-Type': 't', 'content-md5': 'm', 'security-token': 't' }),
      url({ callback }),
    ],
    theirs,
    ours,
  )

  test('has the same names, and its functions call one another by them', (t) => {
    assert.deepEqual(Object.keys(ours).sort(), Object.keys(theirs).sort())
    for (const name of Object.keys(theirs)) assert.equal(ours[name].name, name)
    t.mock.method(ours, 'getSignatureV4', () => 'mine')
    assert.match(new OSS(given).authorizationV4('GET', { headers }, 'b', 'k'), /Signature=mine$/)
  })

  test('sorts as the service does, and signs where a program has put its own there', async (t) => {
    difference('sign-utils')
    const request = { headers, queries: { 'a-b': 1, aB: 2, _: 3 } }
    assert.equal(ours.getCanonicalRequest('GET', request, 'b').split('\n')[2], '_=3&a-b=1&aB=2')
    const spies = [ours, theirs].map((of) => t.mock.method(of, 'getCredential'))
    const sign = (Client) => new Client(given).signatureUrlV4('GET', 60, { queries: { a: '1' } }, 'k')
    const [mine, other] = (await Promise.all([sign(OSS), sign(ALI)])).map((url) => new URL(url))
    const calls = spies.map(({ mock }) => mock.calls.map((call) => call.arguments.slice(1)))
    assert.deepEqual(calls[0], calls[1])
    const query = ({ searchParams }) => Object.fromEntries(searchParams)
    if (query(mine)['x-oss-date'] === query(other)['x-oss-date']) assert.deepEqual(query(mine), query(other))
  })
})

test('requests that a program signs by its own functions are good at the server', async (t) => {
  const signUtils = require('../../lib/common/signUtils.js')
  const spy = t.mock.method(signUtils, 'getSignatureV4')
  for (const options of [{}, { sldEnable: true }]) {
    const store = new OSS(holder.current.clientOptions(options))
    await store.put('ä/b c', Buffer.from('signed'), { additionalHeaders: ['mine'], headers: { mine: '1' } })
    assert.equal(String((await store.get('ä/b c')).content), 'signed')
    await store.list({ prefix: 'ä', 'max-keys': 1 })
    await store.getBucketInfo('bucket-name')
    await store.listBuckets()
  }
  assert.equal(spy.mock.callCount(), 10)
})

/** Calls of each file, in the terms of its exports. */
const UTILS = {
  checkBucketName: [
    ...['a-1', 'ab', 'A-1', 'a_1', '-ab', 'ab-'].flatMap((name) => [
      (u) => u.checkBucketName(name),
      (u) => u.checkBucketName(name, true),
    ]),
    (u) => u.checkBucketName(undefined),
  ],
  checkConfigValid: [
    (u) => u.checkConfigValid('http://a-b.c:80/', 'endpoint'),
    (u) => u.checkConfigValid('a<b', 'endpoint'),
    (u) => u.checkConfigValid({ host: 'a.b' }, 'endpoint'),
    (u) => u.checkConfigValid({ host: 'a b' }, 'endpoint'),
    (u) => u.checkConfigValid({}, 'endpoint'),
    (u) => u.checkConfigValid('oss-cn_1', 'region'),
    (u) => u.checkConfigValid('oss cn', 'region'),
    (u) => u.checkConfigValid('oss cn', 'other'),
  ],
  dataFix: [
    {},
    { remove: ['rm'] },
    { rename: { a: 'b', rm: 'new' } },
    { camel: ['Rule-name', 'x-y'] },
    { bool: ['t', 'T', 'one', 'f', 'zero', 'other', 'none'] },
    { lowerFirst: true },
  ].map((how) => (u) => {
    const object = {
      a: 1,
      b: 2,
      rm: 3,
      'Rule-name': 4,
      'x-y': 5,
      xY: 6,
      T: 'TRUE',
      t: 'true',
      one: 1,
      f: 'false',
      zero: '0',
      other: 'o',
    }
    u.dataFix(object, how, (it) => (it.last = true))
    return object
  }),
  deepCopy: [
    (u) => u.deepCopy({ a: [1, { b: null }], c: Buffer.from('x'), d: undefined }),
    (u) => u.deepCopy('text'),
    (u) => u.deepCopyWith({ a: 1, b: { c: Buffer.from('x') } }, (value) => (Buffer.isBuffer(value) ? null : undefined)),
    (u) => u.deepCopyWith({ a: 1 }),
  ],
  encodeString: [
    (u) => u.encodeString("a b/ü!'()*~"),
    (u) => u.encodeString(null),
    (u) => u.encodeString(undefined),
    (u) => u.encodeString(7),
  ],
  getStandardRegion: [(u) => u.getStandardRegion('oss-cn-hangzhou'), (u) => u.getStandardRegion('cn-oss-x')],
  isArray: [[], {}, 'a', null].map((value) => (u) => u.isArray(value)),
  isBuffer: [Buffer.alloc(1), new Uint8Array(1), 'a'].map((value) => (u) => u.isBuffer(value)),
  isFunction: [() => {}, {}, null].map((value) => (u) => u.isFunction(value)),
  isIP: [
    '127.0.0.1',
    '009.1.1.1',
    '256.1.1.1',
    '1.1.1',
    '::1',
    '1:2:3:4:5:6:7:8',
    'g::1',
    'a.b',
    '',
    ' ::1 ',
    '::ffff:1.2.3.4',
    '1.1.1.1.',
  ].map((host) => (u) => u.isIP(host)),
  isObject: [{}, [], null, 'a', new Date(0), new Map()].map((value) => (u) => u.isObject(value)),
  lowercaseKeyHeader: [
    (u) => u.lowercaseKeyHeader({ 'A-B': 1, c: 2 }),
    (u) => u.lowercaseKeyHeader(undefined),
    (u) => u.lowercaseKeyHeader([1]),
  ],
  omit: [(u) => u.omit({ a: 1, b: 2 }, ['a', 'c']), (u) => u.omit(undefined, ['a'])],
  parseRestoreInfo: [
    (u) => u.parseRestoreInfo('ongoing-request="true"'),
    (u) => u.parseRestoreInfo('ongoing-request="false", expiry-date="Sun, 16 Apr 2017 08:12:33 GMT"'),
    (u) => u.parseRestoreInfo('ongoing-request="false"'),
    (u) => u.parseRestoreInfo(undefined),
    (u) => u.parseRestoreInfo(''),
  ],
  policy2Str: [
    (u) => u.policy2Str({ a: [1] }),
    (u) => u.policy2Str('{ "a": 1 }'),
    (u) => u.policy2Str(undefined),
    (u) => u.policy2Str(''),
  ],
}
for (const [name, calls] of Object.entries(UTILS)) {
  const [theirs, ours] = ['ali-oss', 'ali-oss-native'].map((from) => require(`${from}/lib/common/utils/${name}`))
  describe(name, () => same(calls, theirs, ours))
}

describe('deep paths', () => {
  const files = readdirSync(join(root, 'lib/common/utils')).filter((file) => file.endsWith('.js'))
  const open = ['signUtils', ...files.map((file) => `utils/${file.slice(0, -3)}`)].map((name) => `lib/common/${name}`)

  test('are open with and without .js, have the same names, and types for all of them', async () => {
    for (const path of open) {
      const ours = require(`ali-oss-native/${path}`)
      assert.equal(require(`ali-oss-native/${path}.js`), ours)
      assert.deepEqual(Object.keys(ours).sort(), Object.keys(require(`ali-oss/${path}`)).sort(), path)
      const types = readFileSync(join(root, `${path}.d.ts`), 'utf8')
      const typed = Array.from(types.matchAll(/^export function (\w+)/gm), ([, name]) => name)
      assert.deepEqual(typed.sort(), Object.keys(ours).sort(), path)
      const imported = await import(`ali-oss-native/${path}.js`)
      for (const name of Object.keys(ours)) assert.equal(imported[name], ours[name])
    }
    assert.equal(require('ali-oss-native/lib/client'), OSS)
    assert.equal(require('ali-oss-native/lib/client.js'), OSS)
  })

  test('are tested and named on the page; others are closed', () => {
    const row = readFileSync(join(root, 'docs/differences.md'), 'utf8')
      .split('\n')
      .find((line) => line.startsWith(`| \`${difference('deep-paths')}\``))
    for (const file of files) {
      const name = file.slice(0, -3)
      assert(UTILS[name], name)
      assert(row?.includes(`\`${name}\``), name)
    }
    for (const path of ['lib/object', 'lib/call.js', 'lib/common/none', 'index.js']) {
      assert.throws(() => require(`ali-oss-native/${path}`), { code: /ERR_PACKAGE_PATH_NOT_EXPORTED|MODULE_NOT_FOUND/ })
    }
  })
})
