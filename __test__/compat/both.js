'use strict'
// One call through ali-oss and through this package: the requests on the wire and the outcomes, made comparable.

const { readFileSync } = require('node:fs')
const { join } = require('node:path')
const ALI = require('ali-oss')
const OSS = require('../..')

const page = readFileSync(join(__dirname, '../../docs/differences.md'), 'utf8')
const documented = new Set(Array.from(page.matchAll(/^\| `([a-z0-9-]+)` +\|/gm), ([, name]) => name))

/** Says that a difference is meant. It must stand in docs/differences.md. */
function difference(name) {
  if (!documented.has(name)) throw new Error(`docs/differences.md has no row ${name}`)
  return name
}

/** Headers that differ on purpose, or with the time. */
const HEADERS = { 'user-agent': 'user-agent', connection: 'connection' }
const TIMED = ['x-oss-date', 'authorization', 'date', 'x-oss-request-id', 'x-oss-server-time']

/** Which request it was. */
const REQUEST = /<RequestId>[^<]*<\/RequestId>/
/** When a copy was made. */
const COPIED = /(<CopyObjectResult>.*?<LastModified>)[^<]*/

const shapes = {
  'x-oss-date': (value) => value.replace(/\d/g, '0').replace(/[A-Z][a-z]{2}/g, 'Xxx'),
  authorization: (value) => value.replace(/(:|Signature=).*$/, '$1…').replace(/\d{8}/, 'date'),
  'last-modified': () => 'a date',
  'x-oss-version-id': () => 'an id',
  'x-oss-worm-id': () => 'an id',
}
/** Operations whose body is that of an object. */
const BODIES = ['PutObject', 'AppendObject', 'UploadPart']
/** Operations whose body is a document that ali-oss writes otherwise. */
const DOCUMENTS = [
  'CompleteMultipartUpload',
  'DeleteMultipleObjects',
  'PostAsyncFetchTask',
  'PutBucketLogging',
  'PutBucketReferer',
  'PutBucketTags',
  'PutBucketWebsite',
  'PutLiveChannel',
  'PutObjectTagging',
]
/** Operations without a body that ali-oss gives a type. */
const WITHOUT_TYPE = ['PutObjectAcl', 'CopyObject', 'UploadPart', 'UploadPartCopy']

function comparableHeaders(headers) {
  const kept = {}
  for (const [name, value] of Object.entries(headers)) {
    if (name in HEADERS) difference(HEADERS[name])
    else if (shapes[name]) kept[name] = shapes[name](value)
    else if (!TIMED.includes(name)) kept[name] = value
  }
  return kept
}

/** A recorded request, without what differs on purpose. */
function comparableRequest({ operation, method, target, headers, body, status }) {
  if (BODIES.includes(operation)) headers = withoutDigest(headers)
  if (DOCUMENTS.includes(operation)) {
    body = comparableDocument(body)
    headers = { ...withoutDigest(headers), 'content-length': '' }
  }
  const typed = headers['x-oss-metadata-directive'] === 'REPLACE' || !WITHOUT_TYPE.includes(operation)
  if (!typed || ['GET', 'HEAD', 'DELETE'].includes(method)) headers = withoutType(headers)
  if (headers['x-oss-copy-source']) headers = withPlainSource(headers)
  const url = new URL(target, 'http://host')
  const query = Array.from(url.searchParams).sort() // `a=` and `a` are the same: bare-query
  if (headers.host.startsWith('.')) headers = { ...headers, host: headers.host.slice(difference('service-host') && 1) }
  return { method, path: url.pathname, query, headers: comparableHeaders(headers), body: body.toString(), status }
}

function withoutDigest({ 'content-md5': _, ...headers }) {
  difference('content-md5')
  return headers
}

function withoutType({ 'content-type': _, ...headers }) {
  difference('type-of-nothing')
  return headers
}

/** Slashes in the name of a source may be encoded or not. */
function withPlainSource(headers) {
  difference('copy-source')
  return { ...headers, 'x-oss-copy-source': decodeURIComponent(headers['x-oss-copy-source']) }
}

/** A document without its declaration and the space between its elements. */
function comparableDocument(body) {
  difference('declaration')
  difference('own-documents')
  return body
    .toString()
    .replace(/^<\?xml.*?\?>/, '')
    .replace(/>\s+</g, '><')
    .replace(/<(\w+) ?\/>/g, '<$1></$1>')
    .trim()
}

/** A URL whose parameters stand in order; `a=` and `a` are the same. */
function comparableUrl(text) {
  const url = new URL(text)
  difference('bare-query')
  difference('query-order')
  return { path: url.origin + url.pathname, query: Array.from(url.searchParams).sort() }
}

function comparableResponse(res) {
  if (!('requestUrls' in res)) return { ...res, headers: comparableHeaders(res.headers) }
  const { headers, requestUrls, rt, keepAliveSocket, socketHandledRequests, socketHandledResponses, ...rest } = res
  const types = [rt, keepAliveSocket, socketHandledRequests, socketHandledResponses].map((value) => typeof value)
  const data = rest.data && rest.data.toString().replace(COPIED, '$1').replace(REQUEST, '')
  const urls = requestUrls.map(comparableUrl)
  const fields = Object.keys(res)
  return { ...rest, data, fields, types, urls, headers: comparableHeaders(headers) }
}

function comparableValue(value) {
  if (value === null || typeof value !== 'object' || !('res' in value)) return value
  const { sse, ...rest } = value
  if (sse !== undefined) difference('sse')
  if (rest.data?.lastModified) rest.data = { ...rest.data, lastModified: 'a date' }
  return { ...rest, res: comparableResponse(value.res) }
}

/** Every own field of an error, but those that differ on purpose. */
function comparableError(error) {
  const { params, requestId, res, host, ...fields } = error
  if (fields.attempts)
    for (const added of ['attempts', 'ec', 'timeout']) delete fields[difference('error-fields') && added]
  if (params) difference('params')
  if (res || host !== undefined) difference('err-res')
  if (fields.hostId?.startsWith('.')) fields.hostId = fields.hostId.slice(difference('service-host') && 1)
  if (fields.name === 'Error') delete fields.name // whether of its own or not
  return { ...fields, message: error.message, requestId: typeof requestId }
}

async function outcome(call, client) {
  try {
    return { value: comparableValue(await call(client)) }
  } catch (error) {
    return { error: comparableError(error) }
  }
}

/**
 * Makes a call through both, and gives what each sent and got.
 *
 * @param {import('../../emulator').Emulator} emulator
 * @param {(client: any) => Promise<any>} call
 * @param {{ options?: object, prepare?: (client: any) => Promise<any> }} [setting]
 */
async function throughBoth(emulator, call, { options = {}, prepare = async () => {} } = {}) {
  const run = async (Client) => {
    await prepare(new OSS(emulator.clientOptions()))
    const before = (await emulator.requests()).length
    const client = new Client({ ...emulator.clientOptions(), ...options })
    const result = await outcome(call, client)
    const sent = (await emulator.requests()).slice(before)
    return { ...result, sent: sent.map(comparableRequest) }
  }
  return { theirs: await run(ALI), ours: await run(OSS) }
}

/** Where ali-oss does not find the request's id and we do. */
function withRequestId(theirs, ours) {
  if (theirs.error?.requestId === 'undefined' && ours.error?.requestId === 'string') {
    theirs.error.requestId = difference('request-id') && 'string'
  }
}

module.exports = { ALI, OSS, documented, withRequestId, difference, outcome, throughBoth }
