'use strict'
// Every row of docs/differences.md is exercised somewhere, and those that no other test meets are exercised here.

const assert = require('node:assert/strict')
const { readFileSync, readdirSync } = require('node:fs')
const { join } = require('node:path')
const { test } = require('node:test')
const { emulatorForFile, rejection } = require('../emulator.js')
const { ALI, OSS, difference, documented } = require('./both.js')

const holder = emulatorForFile({ buckets: ['bucket-name'] })
const KEYS = { accessKeyId: 'id', accessKeySecret: 'secret' }

test('every row has a test', () => {
  const folder = join(__dirname, '..')
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.test.js'))
  const tests = files.map((file) => readFileSync(join(folder, file), 'utf8')).join('\n')
  const met = new Set(Array.from(tests.matchAll(/difference\('([a-z0-9-]+)'\)/g), ([, name]) => name))
  assert.deepEqual([...met].sort(), [...documented].sort())
})

/** The last request of each. */
async function lastRequests(call, options) {
  const last = async (Client) => {
    await call(new Client(holder.current.clientOptions(options)))
    return /** @type {any} */ ((await holder.current.requests()).at(-1))
  }
  return { theirs: await last(ALI), ours: await last(OSS) }
}

test('on the wire', async () => {
  const { theirs, ours } = await lastRequests((client) => client.getBucketInfo('bucket-name'))
  difference('v4')
  assert.match(theirs.headers.authorization, /^OSS emulator:/)
  assert.match(
    ours.headers.authorization,
    /^OSS4-HMAC-SHA256 Credential=emulator\/\d{8}\/cn-hangzhou\/oss\/aliyun_v4_request,/,
  )
  difference('user-agent')
  assert.match(theirs.headers['user-agent'], /^aliyun-sdk-nodejs\/6\.23\.0 /)
  assert.match(ours.headers['user-agent'], /^ali-oss-native\/\d+\.\d+\.\d+ (Node\.js|Bun|Deno) \S+ on /)
  difference('connection')
  assert.deepEqual([theirs.headers.connection, ours.headers.connection], ['keep-alive', undefined])
  difference('bare-query')
  assert.deepEqual([theirs.target, ours.target], ['/?bucketInfo=', '/?bucketInfo'])
  difference('service-host')
  const list = await lastRequests((client) => client.listBuckets())
  assert.equal(list.theirs.headers.host, `.${list.ours.headers.host}`)
})

test('V4 is chosen where the region is known', async () => {
  difference('v4')
  const { region: _, ...unregioned } = holder.current.clientOptions()
  const scheme = async (options) => {
    await rejection(new OSS({ ...unregioned, bucket: 'none-such', ...options }).getBucketInfo())
    const { headers } = /** @type {any} */ ((await holder.current.requests()).at(-1))
    return headers.authorization.replace(/ .*\/(\S+)\/(oss\S*)\/aliyun.*/, ' $1 $2').replace(/:.*/, '')
  }
  assert.equal(await scheme({}), 'OSS emulator')
  assert.equal(await scheme({ authorizationV4: true }), 'OSS4-HMAC-SHA256 cn-hangzhou oss')
  assert.equal(await scheme({ region: 'oss-cn-beijing' }), 'OSS4-HMAC-SHA256 cn-beijing oss')
  assert.equal(await scheme({ region: 'oss-cn-beijing', authorizationV4: false }), 'OSS emulator')
  assert.equal(await scheme({ cloudBoxId: 'cb-1' }), 'OSS4-HMAC-SHA256 cb-1 oss-cloudbox')
})

test('headers beyond Latin-1', async () => {
  difference('latin1')
  const call = (client) => client.getBucketInfo('bucket-name', { headers: { 'x-oss-meta-a': '中文' } })
  await rejection(call(new ALI(holder.current.clientOptions())))
  for (const headerEncoding of ['utf-8', 'latin1']) {
    await call(new OSS(holder.current.clientOptions({ headerEncoding })))
    const { headers } = /** @type {any} */ ((await holder.current.requests()).at(-1))
    assert.equal(headers['x-oss-meta-a'], '中文')
  }
})

test('options', () => {
  difference('https')
  assert.equal(new ALI(KEYS).options.endpoint.protocol, 'http:')
  const place = (Client, options) => new Client({ ...KEYS, ...options }).options
  for (const options of [
    {},
    { region: 'oss-cn-beijing', internal: true },
    { endpoint: 'oss-cn-hangzhou.aliyuncs.com' },
    { endpoint: 'oss-accelerate.aliyuncs.com' },
    { endpoint: 'cb-1.cn-heyuan.oss-cloudbox.aliyuncs.com' },
  ]) {
    assert.equal(place(ALI, options).endpoint.protocol, 'http:')
    assert.equal(place(OSS, options).endpoint.protocol, 'https:')
    assert.equal(place(OSS, options).secure, true)
  }
  for (const options of [
    { endpoint: 'files.example.com', cname: true },
    { endpoint: '192.0.2.1' },
    { endpoint: 'oss.internal' },
    { endpoint: 'http://oss-cn-hangzhou.aliyuncs.com' },
    { endpoint: 'http://oss-cn-hangzhou.aliyuncs.com', secure: true },
    { endpoint: 'https://192.0.2.1', secure: false },
    { endpoint: 'files.example.com', secure: true },
    { secure: false },
    { endpoint: 'oss-cn-hangzhou.aliyuncs.com', secure: false },
  ]) {
    assert.equal(place(OSS, options).endpoint.protocol, place(ALI, options).endpoint.protocol)
    assert.equal(place(OSS, options).secure, options.secure ?? place(ALI, options).secure)
  }
  difference('endpoint-object')
  assert(new OSS(KEYS).options.endpoint instanceof URL)
  assert.equal(new OSS(KEYS).options.endpoint.format(), new ALI({ ...KEYS, secure: true }).options.endpoint.format())
  difference('ipv6')
  for (const endpoint of ['http://[::1]:9000', 'localhost:9000']) {
    assert.throws(() => new ALI({ ...KEYS, endpoint }))
    assert.equal(new OSS({ ...KEYS, endpoint }).options.endpoint.port, '9000')
  }
  difference('timeout-option')
  assert.throws(() => new OSS({ ...KEYS, timeout: 'soon' }), /timeout must be milliseconds/)
  difference('agent')
  new OSS({ ...KEYS, agent: {}, httpsAgent: {}, urllib: {} })
})
