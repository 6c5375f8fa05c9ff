'use strict'
// Where names are: `hosts`, `lookup`, and `localhost`, which needs neither.

const assert = require('node:assert/strict')
const dns = require('node:dns')
const { before, test } = require('node:test')
const OSS = require('../..')
const { difference } = require('../compat/both.js')
const { rejection } = require('../emulator.js')
const { KEYS, service } = require('./servers.js')

let server
before(async () => {
  server = await service()
})
/** Sends requests for a plain key and one with dots: there is one way for both. */
async function works(host, options) {
  const before = server.requests.length
  const client = new OSS({ ...KEYS, endpoint: `http://${host}:${server.port}`, ...options })
  await client.put('a', Buffer.from('x'))
  await client.put('a/../b', Buffer.from('x'))
  const sent = server.requests.slice(before).map(({ headers, url }) => [headers.host, url])
  const name = `${host.toLowerCase()}:${server.port}`
  assert.deepEqual(sent, [
    [name, '/a'],
    [name, '/a/../b'],
  ])
}
async function fails(host, options) {
  const client = new OSS({ ...KEYS, endpoint: `http://${host}:${server.port}`, ...options })
  const error = await rejection(client.put('a', Buffer.from('x')))
  assert.deepEqual([error.name, error.code, error.status], ['RequestError', 'RequestError', -1])
  return error.message
}
const never = () => assert.fail('it is not asked')

test('localhost and all below it are this machine', async () => {
  for (const host of ['localhost', 'a.b.localhost', 'LOCALHOST']) await works(host, { lookup: never })
})

test('hosts gives addresses', async () => {
  difference('hosts')
  await works('oss.test', { hosts: { 'oss.test': '127.0.0.1' }, lookup: never })
  await works('a.oss.test', { hosts: { '*.oss.test': ['127.0.0.1'], '*.test': '::1' } })
  // The first that answers is taken: at the other address nobody listens.
  await works('oss.test', { hosts: { 'oss.test': ['::1', '127.0.0.1'] } })
  assert.match(await fails('localhost', { hosts: { localhost: '::1' } }), /^connect .+ localhost:/)
  assert.throws(() => new OSS({ ...KEYS, hosts: { 'a.test': 'b.test' } }), /hosts\['a.test'\] must be an IP address/)
  assert.throws(() => new OSS({ ...KEYS, hosts: 'a.test' }), /hosts must be an object/)
})

test('lookup is asked once for each connection', async () => {
  /** @type {any[]} */
  const asked = []
  const lookup = (...args) => {
    asked.push(args.slice(0, 2))
    args[2](null, [{ address: '127.0.0.1', family: 4 }])
  }
  await works('oss.test', { lookup })
  assert.deepEqual(asked, [['oss.test', { all: true, family: 0 }]])
})

test('lookup may answer in all the forms of dns.lookup', async () => {
  await works('oss.test', { lookup: (name, options, done) => done(null, '127.0.0.1', 4) })
  await works('oss.test', { lookup: (name, options, done) => setImmediate(done, null, ['::1', '127.0.0.1']) })
  await works('oss.test', { agent: { options: { lookup: (name, options, done) => done(null, '127.0.0.1', 4) } } })
  const message = await fails('no-such.invalid', { lookup: dns.lookup })
  assert.match(message, /^getaddrinfo (ENOTFOUND|EAI_AGAIN) no-such\.invalid, PUT /)
})

test('a lookup that fails', async () => {
  const because = (lookup) => fails('oss.test', { lookup })
  assert.match(await because((name, options, done) => done(new Error('not today'))), /^not today, PUT /)
  const throws = () => {
    throw new Error('not at all')
  }
  assert.match(await because(throws), /^not at all, PUT /)
  assert.match(await because((name, options, done) => done(null, [])), /^getaddrinfo ENOTFOUND oss\.test, PUT /)
  const wrong = await because((name, options, done) => done(null, 'b.test'))
  assert.match(wrong, /^lookup gave 'b\.test' for oss\.test, which is no address, PUT /)
  assert.throws(() => new OSS({ ...KEYS, lookup: 'dns' }), /lookup must be a function like dns.lookup/)
})
