'use strict'
// What a program sees when the local server makes faults.

const assert = require('node:assert/strict')
const { afterEach, describe, test } = require('node:test')
const OSS = require('..')
const { emulatorForFile, rejection } = require('./emulator.js')

const holder = emulatorForFile({ buckets: ['bucket-name'] })
const CONTENT = Buffer.from('0123456789')
const emulator = () => holder.current
const client = (options) => new OSS({ ...emulator().clientOptions(), retryMax: 0, ...options })

/** The last request, as the log tells it. */
const last = async () => /** @type {any} */ ((await emulator().requests()).at(-1))

afterEach(() => emulator().faults.clear())

describe('faults', () => {
  test('refuse without acting, or afterwards, and are counted and told', async () => {
    const store = client()
    const refusal = { operation: 'PutObject', status: 507, code: 'Full', headers: { 'x-oss-own': 'told' } }
    const fault = await emulator().faults.add(refusal)
    const error = await rejection(store.put('refused', CONTENT))
    assert.deepEqual([error.status, error.code], [507, 'Full'])
    const { fault: by, status, responseHeaders } = await last()
    assert.deepEqual(
      [by, status, responseHeaders['x-oss-own']],
      [{ id: fault.id, does: 'status 507, headers' }, 507, 'told'],
    )
    assert.equal((await rejection(store.get('refused'))).status, 404)
    await emulator().faults.add({ ...refusal, afterwards: true })
    assert.equal((await rejection(store.put('afterwards', CONTENT))).status, 507)
    assert.deepEqual((await store.get('afterwards')).content, CONTENT)
    assert.equal(fault.hits, 1)
  })

  test('cut connections, and the log has no status', async () => {
    const store = client()
    for (const [cut, stored] of /** @type {const} */ ([
      ['before', 404],
      ['head', 200],
      ['body', 200],
    ])) {
      await emulator().faults.add({ cut, key: `cut-${cut}` })
      const error = await rejection(store.put(`cut-${cut}`, CONTENT))
      assert.equal(error.status, -1, `${cut}: ${error}`)
      assert.equal((await last()).status, cut === 'body' ? 200 : 0)
      const found = await store.head(`cut-${cut}`).catch((missing) => missing)
      assert.equal(found.status, stored, cut)
    }
  })

  test('strike for ever until they are removed, and let some pass', async () => {
    const store = client()
    const fault = await emulator().faults.add({ operation: 'ListBuckets', skip: 1, times: Infinity, status: 403 })
    await store.listBuckets({})
    for (let n = 1; n <= 3; n++) {
      assert.equal((await rejection(store.listBuckets({}))).status, 403)
      assert.equal(fault.hits, n)
    }
    await fault.remove()
    await store.listBuckets({})
    assert.equal(fault.hits, 3)
  })

  test('strike exactly as often as they are told, whoever comes at once', async () => {
    const store = client()
    await store.put('k', CONTENT)
    const fault = await emulator().faults.add({ status: 403, times: 37 })
    const outcomes = await Promise.allSettled(Array.from({ length: 100 }, () => store.head('k')))
    assert.equal(outcomes.filter(({ status }) => status === 'rejected').length, 37)
    assert.equal(fault.hits, 37)
  })

  test('spoil answers', async () => {
    const store = client()
    const put = await store.put('k', CONTENT)
    await emulator().faults.add({ crc64: 'wrong', operation: 'HeadObject' })
    const head = /** @type {any} */ (await store.head('k'))
    const name = 'x-oss-hash-crc64ecma'
    assert.notEqual(head.res.headers[name], /** @type {any} */ (put.res.headers)[name])
    for (const how of [{ truncate: true }, { malformed: true }]) {
      await emulator().faults.add({ operation: 'GetBucketInfo', ...how })
      await rejection(store.getBucketInfo('bucket-name'))
    }
    await emulator().faults.add({ stall: 'body' })
    const error = await rejection(client({ timeout: 300 }).get('k'))
    assert.equal(error.name, 'ResponseTimeoutError')
  })

  test('say what is wrong with them', async () => {
    const add = (fault) => emulator().faults.add(fault)
    for (const [fault, said] of /** @type {[any, RegExp][]} */ ([
      [undefined, /a fault must be an object with options/],
      [{ status: 42 }, /status must be a status from 200 to 599, not 42/],
      [{ status: 503, times: NaN }, /times must be a whole number that is not negative, not "NaN"/],
      [{ delay: Infinity }, /delay must be a whole number/],
      [{ status: 503, oftern: 2 }, /no option "oftern"/],
      [{ operation: 'putObject', status: 503 }, /no operation "putObject"/],
    ])) {
      await assert.rejects(add(fault), said)
    }
  })
})

test('the connection of a request is told, and how many are open', async () => {
  const before = (await emulator().requests()).length
  const store = client()
  for (let n = 0; n < 3; n++) await store.listBuckets({})
  const connections = new Set((await emulator().requests()).slice(before).map(({ connection }) => connection))
  assert.equal(connections.size, 1)
  assert((await emulator().connections()) >= 1)
})
