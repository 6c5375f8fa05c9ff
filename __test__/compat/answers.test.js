'use strict'
// Answers that no OSS gives, to ali-oss and to this package: what each makes of them.

const assert = require('node:assert/strict')
const http = require('node:http')
const { after, before, test } = require('node:test')
const { ALI, OSS, difference, outcome, withRequestId } = require('./both.js')

let answer
const server = http.createServer((request, response) => {
  request.resume()
  request.on('end', () => answer(response))
})
before(() => new Promise((done) => server.listen(0, '127.0.0.1', () => done(undefined))))
after(
  () =>
    new Promise((done) => {
      server.closeAllConnections()
      server.close(done)
    }),
)

async function both(call, reply) {
  answer = reply
  const { port } = /** @type {import('node:net').AddressInfo} */ (server.address())
  const options = { endpoint: `http://127.0.0.1:${port}`, accessKeyId: 'id', accessKeySecret: 'secret', timeout: 2000 }
  const run = async (Client) => await outcome(call, new Client({ ...options, authorizationV4: false }))
  return { theirs: await run(ALI), ours: await run(OSS) }
}

const get = (client) => client.getBucketEncryption('bucket-name')
const put = (client) => client.putBucketEncryption('bucket-name', { SSEAlgorithm: 'AES256' })
const remove = (client) => client.deleteBucketEncryption('bucket-name')
const status =
  (code, body = '', headers = {}) =>
  (response) =>
    response.writeHead(code, { 'x-oss-request-id': '0123456789ABCDEF01234567', ...headers }).end(body)
const error = (code, inner) => status(code, `<?xml version="1.0" encoding="UTF-8"?>\n<Error>${inner}</Error>`)
const rule = (inner) =>
  status(
    200,
    `<ServerSideEncryptionRule><ApplyServerSideEncryptionByDefault>${inner}</ApplyServerSideEncryptionByDefault></ServerSideEncryptionRule>`,
  )

/** @type {[string, (client: any) => Promise<any>, (response: any) => void][]} */
const SAME = [
  [
    'a document with everything',
    get,
    error(403, '<Code>AccessDenied</Code><Message>no</Message><RequestId>R</RequestId><HostId>h</HostId><EC>1</EC>'),
  ],
  [
    'a document with a condition',
    get,
    error(412, '<Code>PreconditionFailed</Code><Message>no</Message><Condition>If-Match</Condition>'),
  ],
  ['a document without a code', get, error(500, '<Message>hm</Message>')],
  ['a document with a code ending in Error', get, error(500, '<Code>InternalError</Code><Message>hm</Message>')],
  ['an empty document', get, error(500, '')],
  ['403 without a body', get, status(403)],
  ['500 without a body', put, status(500)],
  ['412 without a body', get, status(412)],
  [
    '403 with the document in a header',
    get,
    status(403, '', {
      'x-oss-err': Buffer.from('<Error><Code>AccessDenied</Code><Message>no</Message></Error>').toString('base64'),
    }),
  ],
  ['a redirect', get, status(307, '', { location: 'http://127.0.0.1:1/' })],
  ['204 for a get', get, status(204)],
  ['200 for a delete', remove, status(200)],
  ['204 for a put', put, status(204)],
  ['any body for a put', put, status(200, 'anything')],
  [
    'an unknown element',
    get,
    rule('<SSEAlgorithm>NEW</SSEAlgorithm><Level>9</Level><Nested><A>1</A><A>2</A></Nested>'),
  ],
  ['an empty key', get, rule('<SSEAlgorithm>KMS</SSEAlgorithm><KMSMasterKeyID></KMSMasterKeyID>')],
  [
    'attributes, entities and CDATA',
    get,
    rule('<SSEAlgorithm a="1">K&amp;&#77;</SSEAlgorithm><KMSMasterKeyID><![CDATA[<k>]]></KMSMasterKeyID>'),
  ],
]

for (const [name, call, reply] of SAME) {
  test(`${name}: both say the same`, async () => {
    const { theirs, ours } = await both(call, reply)
    if (theirs.value) {
      // The server of this test gives each of them another date.
      theirs.value.res.headers = ours.value.res.headers
    }
    withRequestId(theirs, ours)
    assert.deepEqual(ours, theirs)
  })
}

test('what is meant to differ', async () => {
  difference('bucket-404')
  const missing = await both(get, status(404))
  assert.deepEqual([missing.theirs.error.code, missing.ours.error.code], ['NoSuchKey', undefined])
  assert.equal(missing.ours.error.message, 'Unknow error, status: 404')

  difference('unreadable-error')
  const page = await both(get, status(502, '<html><body>Bad gateway<br></body>'))
  const raw = '\nraw xml: <html><body>Bad gateway<br></body>'
  for (const { error } of [page.theirs, page.ours]) assert(error.message.endsWith(raw), error.message)
  assert.deepEqual(
    [page.ours.error.name, page.ours.error.status, page.ours.error.requestId],
    ['UnknownError', 502, 'string'],
  )
  assert.match(
    page.ours.error.message,
    /^Unknow error, status: 502, and what the server wrote about it is no error document: /,
  )
  const long = await both(get, status(502, `<br>${'ä'.repeat(5000)}`))
  assert.match(long.ours.error.message, /raw xml: <br>ä{2046}… \(5908 bytes more\)$/)
  const inHeader = { 'x-oss-err': Buffer.from('<p>no').toString('base64') }
  const head = await both(get, status(403, '', inHeader))
  for (const { error } of [head.theirs, head.ours]) assert.match(error.message, /\nraw xml: <p>no$/)

  const tidyPage = await both(get, status(502, '<html><body>Bad gateway</body></html>'))
  assert.equal(tidyPage.theirs.error.message, 'unknow request error, status: 502')
  assert.match(tidyPage.ours.error.message, /^Unknow error, status: 502, .* the root element is html/)

  difference('request-id')
  const brief = await both(get, error(403, '<Code>AccessDenied</Code><Message>no</Message>'))
  assert.equal(brief.ours.error.message, brief.theirs.error.message)
  assert.deepEqual([brief.theirs.error.requestId, brief.ours.error.requestId], ['undefined', 'string'])

  difference('malformed')
  for (const body of [
    '',
    'not xml',
    '<a><b></a>',
    '<html/>',
    '<ServerSideEncryptionRule/>',
    '<ServerSideEncryptionRule><ApplyServerSideEncryptionByDefault/></ServerSideEncryptionRule>',
  ]) {
    const { ours } = await both(get, status(200, body))
    assert.deepEqual(
      [ours.error?.name, ours.error?.code, ours.error?.status],
      ['MalformedResponseError', 'MalformedResponse', 200],
      body,
    )
  }
})

test('no connection, no answer, half an answer: names, codes and statuses are the same', async () => {
  difference('transport-message')
  difference('timeout-message')
  const seen = ({ error }) => [error.name, error.code, error.status]
  const closed = await both(get, (response) => response.destroy())
  assert.deepEqual(seen(closed.ours), seen(closed.theirs))
  assert.match(closed.ours.error.message, /^socket hang up/)
  const silent = await both(
    (client) => client.getBucketInfo('bucket-name', { timeout: 150 }),
    () => {},
  )
  assert.deepEqual(seen(silent.ours), seen(silent.theirs))
  assert.match(silent.ours.error.message, /^Response timeout for 150ms, please increase the timeout/)
  const nobody = async (Client) =>
    outcome(get, new Client({ endpoint: 'http://127.0.0.1:1', accessKeyId: 'id', accessKeySecret: 's' }))
  const [theirs, ours] = [await nobody(ALI), await nobody(OSS)]
  assert.deepEqual(seen(ours), seen(theirs))
  const begin = /^connect ECONNREFUSED 127\.0\.0\.1:1, GET http:\/\/127\.0\.0\.1:1\/\?encryption/
  assert.match(theirs.error.message, begin)
  assert.match(ours.error.message, begin)
  const half = await both(get, (response) => {
    response.writeHead(200, { 'content-length': 100 }).write('<ServerSide')
    setTimeout(() => response.destroy(), 20)
  })
  assert.deepEqual(seen(half.ours), ['ResponseError', 'ResponseError', -1])
})
