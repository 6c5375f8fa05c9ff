'use strict'
// `request` and what is made of it, through ali-oss and through this package.

const assert = require('node:assert/strict')
const { test } = require('node:test')
const { emulatorForFile, rejection } = require('../emulator.js')
const { ALI, OSS, difference, throughBoth } = require('./both.js')
const { alike } = require('./cases.js')

const holder = emulatorForFile({ buckets: ['bucket-name'] })
const bucket = 'bucket-name'
const stored = { prepare: (client) => client.put('a.txt', Buffer.from('text')) }

const channel = { prepare: (client) => client.putChannel('live', { Target: { Type: 'HLS' } }) }

/** What of an answer both have. */
const told = ({ status, data, res }) => ({ status, data: Buffer.isBuffer(data) ? data.toString() : data, res })
const ask = (params) => async (c) => told(await c.request({ ...params, bucket }))

/** @type {import('./cases.js').Case[]} */
const CASES = [
  ['a document', ask({ method: 'GET', subres: 'location', xmlResponse: true, successStatuses: [200] })],
  ['bytes', ask({ method: 'GET', object: 'a.txt', successStatuses: [200] }), stored],
  [
    'a query',
    ask({ method: 'GET', query: { prefix: 'none', 'max-keys': 1 }, xmlResponse: true, successStatuses: [200] }),
  ],
  ['several parameters', ask({ method: 'GET', object: 'a.txt', subres: { 'response-content-type': 'a/b' } }), stored],
  ['a list of parameters', ask({ method: 'GET', object: 'a.txt', subres: ['acl'], xmlResponse: true }), stored],
  ['a missing object', ask({ method: 'GET', object: 'none', successStatuses: [200] })],
  [
    'a missing object without statuses',
    async (c) => (await c.request({ method: 'GET', bucket, object: 'none' })).status,
  ],
  ['a description', ask({ method: 'HEAD', object: 'a.txt', successStatuses: [200] }), stored],
  ['what no row knows', ask({ method: 'GET', subres: 'metaQuery', successStatuses: [200] })],
  [
    'a document that is sent',
    ask({
      method: 'PUT',
      subres: 'versioning',
      mime: 'xml',
      content: '<VersioningConfiguration><Status>Suspended</Status></VersioningConfiguration>',
      successStatuses: [200],
    }),
  ],
  [
    'a document that is none',
    ask({ method: 'PUT', subres: 'versioning', mime: 'xml', content: 'x', successStatuses: [200] }),
  ],
  [
    'headers of my own',
    ask({
      method: 'GET',
      object: 'a.txt',
      headers: { Range: 'bytes=1-2', 'X-Oss-Meta-A': 'b' },
      successStatuses: [206],
    }),
    stored,
  ],
  ['a fetch', (c) => c.postAsyncFetch('to.txt', 'http://a.com/x?a=1', { host: 'a.com', ignoreSameKey: false })],
  ['the state of a fetch', (c) => c.getAsyncFetch('task')],
  ['an image without a target', (c) => c.processObjectSave('a.jpg', '', 'image/resize,w_100')],
  ['an image from a number', (c) => c.processObjectSave(1, 'b', 'image/resize,w_100')],
  ['an image without a process', (c) => c.processObjectSave('a.jpg', 'b')],
  ['an image in a malformed bucket', (c) => c.processObjectSave('a.jpg', 'b', 'c', '-B')],
  ['put a channel', (c) => c.putChannel('live', { Description: 'mine', Status: 'enabled', Target: { Type: 'HLS' } })],
  ['get a channel', (c) => c.getChannel('live'), channel],
  ['the state of a channel', (c) => c.getChannelStatus('live'), channel],
  ['switch a channel off', (c) => c.putChannelStatus('live', 'disabled'), channel],
  ['the history of a channel', (c) => c.getChannelHistory('live'), channel],
  [
    'channels',
    async (c) => {
      const { channels, res: _, ...page } = await c.listChannels({ prefix: 'l', 'max-keys': 10 })
      return {
        ...page,
        channels: channels.map(({ LastModified, ...one }) => ({ ...one, LastModified: typeof LastModified })),
      }
    },
    channel,
  ],
  ['a playlist', (c) => c.createVod('live', 'list.m3u8', { startTime: 1600000000, endTime: 1600003600 }), channel],
  ['delete a channel', (c) => c.deleteChannel('live'), channel],
  ['a missing channel', (c) => c.getChannel('none')],
]

alike(
  holder,
  CASES.map(([name, call, setting]) => [name, call, setting?.prepare ? setting : {}]),
)

test('documents have no space between their elements', async () => {
  difference('own-documents')
  const body = async (Client) => {
    await new Client(holder.current.clientOptions()).putBucketReferer(bucket, true, ['http://a.com'])
    return /** @type {any} */ ((await holder.current.requests()).at(-1)).body.toString()
  }
  const [theirs, ours] = [await body(ALI), await body(OSS)]
  assert.notEqual(ours, theirs)
  assert.equal(ours.replace(/\s/g, ''), theirs.replace(/\s/g, ''))
})

test('silent errors are told', async () => {
  difference('silent-errors')
  const image = (c) => c.processObjectSave('a.jpg', 'b.jpg', 'image/resize,w_100')
  const { theirs, ours } = await throughBoth(holder.current, image, { options: { authorizationV4: false } })
  assert.equal(theirs.value.status, 501)
  assert.equal(ours.error.code, 'NotImplemented')
  assert.deepEqual(ours.sent, theirs.sent)
  for (const method of ['abortBucketWorm', 'completeBucketWorm']) {
    const both = await throughBoth(holder.current, (c) => c[method](bucket, 'none'))
    assert(both.theirs.value.status >= 400, method)
    assert(both.ours.error.code, method)
  }
})

test('a policy that is not there is null, and one that cannot be read an error', async () => {
  difference('silent-errors')
  const wrong = { accessKeySecret: 'wrong' }
  assert.equal((await new ALI(holder.current.clientOptions(wrong)).getBucketPolicy(bucket)).policy, null)
  const failed = await rejection(new OSS(holder.current.clientOptions(wrong)).getBucketPolicy(bucket))
  assert.equal(failed.code, 'SignatureDoesNotMatch')
})

test('rules of a lifecycle in the words of old programs', async () => {
  difference('lifecycle-days')
  const put = (c) => c.putBucketLifecycle(bucket, [{ id: 'old', prefix: 'a', status: 'Enabled', days: 3 }])
  const { theirs, ours } = await throughBoth(holder.current, put)
  assert.match(
    theirs.sent[0].body,
    /<Days>3<\/Days><Expiration><Days>3<\/Days><\/Expiration>|<Days>3<\/Days>.*<Expiration>/,
  )
  assert.equal(ours.sent[0].body.match(/<Days>/g)?.length, 1)
})

test('an id of a rule has at most 255 bytes', async () => {
  difference('lifecycle-id')
  const put = (id) => (c) =>
    c.putBucketLifecycle(bucket, [{ id, prefix: 'a', status: 'Enabled', expiration: { days: 1 } }])
  const long = await throughBoth(holder.current, put('中'.repeat(86)))
  assert.equal(long.theirs.sent.length, 1)
  assert.match(long.ours.error.message, /255 bytes/)
  const short = await throughBoth(holder.current, put('v'.repeat(200)))
  assert.match(short.theirs.error.message, /255 bytes/)
  assert.equal(short.ours.sent.length, 1)
})

test('documents are read alike', async () => {
  const clients = [ALI, OSS].map((Client) => new Client(holder.current.clientOptions()))
  for (const text of [
    '<a><b>1</b><b>2</b><c x="y">t</c><d/></a>',
    '<a>text</a>',
    '<a/>',
    '',
    '<?xml version="1.0"?><E><Code>C</Code><Message>m &amp; n</Message></E>',
  ]) {
    const [theirs, ours] = await Promise.all(clients.map((client) => client.parseXML(text)))
    assert.deepEqual(ours, theirs && JSON.parse(JSON.stringify(theirs)), text)
    assert.deepEqual(await clients[1].parseXML(Buffer.from(text)), ours)
  }
  for (const client of clients) await assert.rejects(client.parseXML('no document'), Error)
})

test('answers become errors alike', async () => {
  difference('err-res')
  const clients = [ALI, OSS].map((Client) => new Client(holder.current.clientOptions()))
  const headers = { 'x-oss-request-id': 'id' }
  const document =
    '<Error><Code>Busy</Code><Message>Later.</Message><RequestId>r</RequestId><EC>1</EC><HostId>h</HostId><Condition>If-Match</Condition></Error>'
  const results = [
    { status: 404, headers },
    { status: 412, headers },
    { status: 503, headers },
    { status: 503, headers, data: Buffer.from(document) },
    { status: 403, headers: { ...headers, 'x-oss-err': Buffer.from(document).toString('base64') } },
    { status: 500, headers, data: Buffer.from('<a><b/></a>') },
    { status: -1, message: 'gone', name: 'RequestError' },
    { name: 'ResponseTimeoutError', message: 'late' },
  ]
  for (const result of results) {
    const [theirs, ours] = await Promise.all(clients.map((client) => client.requestError(result)))
    const { res: _, host: __, ...fields } = theirs
    const { ec: ___, ...own } = ours
    assert.deepEqual({ message: ours.message, ...own }, { message: theirs.message, ...fields })
  }
  const [theirs, ours] = await Promise.all(
    clients.map((client) => client.requestError({ status: 502, headers, data: Buffer.from('bad gateway') })),
  )
  for (const error of [theirs, ours]) {
    assert(error.message.endsWith('\nraw xml: bad gateway'))
    assert.deepEqual([error.status, error.requestId], [502, 'id'])
  }
})

test('an address for RTMP', () => {
  const options = { accessKeyId: 'id', accessKeySecret: 'secret', bucket, region: 'oss-cn-hangzhou', secure: false }
  const [theirs, ours] = [ALI, OSS].map(
    (Client) =>
      new URL(new Client(options).getRtmpUrl('live', { params: { playlistName: 'a b.m3u8', x: '1' }, expires: 60 })),
  )
  assert.equal(ours.host + ours.pathname, theirs.host + theirs.pathname)
  assert.equal(ours.protocol, 'rtmp:')
  const query = (url) => Object.fromEntries(url.searchParams)
  if (query(ours).Expires === query(theirs).Expires) assert.deepEqual(query(ours), query(theirs))
  assert.deepEqual(Object.keys(query(ours)).sort(), Object.keys(query(theirs)).sort())
})
