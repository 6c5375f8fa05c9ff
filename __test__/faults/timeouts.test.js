'use strict'
// Limits on a connection, on silence, and on a whole call.

const assert = require('node:assert/strict')
const { beforeEach, test } = require('node:test')
const { rejection } = require('../emulator.js')
const { scriptedForFile } = require('../scripted.js')
const { bytesOf, faultsForFile } = require('./setup.js')

const faults = faultsForFile()
const scripted = scriptedForFile()
beforeEach(() => {
  faults.proxy.plan = []
})

test('silence ends an attempt, for a client and for a call', async () => {
  for (const [client, call] of [
    [{ timeout: 100 }, {}],
    [{}, { timeout: '100ms' }],
    [{}, { timeout: [60_000, 100] }],
    [{}, { timeout: { idle: 100 } }],
    [{ timeout: { idle: '0.1s', connect: '1m' } }, {}],
  ]) {
    faults.proxy.plan = ['stall-head']
    await faults.client(client).listBuckets({}, call)
    assert.equal(faults.proxy.plan.length, 0)
  }
})

test('silence three times is an error that names the limit', async () => {
  faults.proxy.plan = ['stall-head', 'stall-head', 'stall-head']
  const error = await rejection(faults.client({ timeout: 50 }).listBuckets())
  assert.deepEqual(
    [error.name, error.status, error.code, error.timeout, error.attempts],
    ['ResponseTimeoutError', undefined, undefined, 'idle', 3],
  )
  assert.match(error.message, /^Response timeout for 50ms/)
})

test('a limit on the whole call holds over attempts and pauses', async () => {
  faults.proxy.plan = ['stall-head', 'stall-head', 'stall-head']
  const error = await rejection(faults.client({ timeout: { idle: 80, total: 120 } }).listBuckets())
  assert.deepEqual([error.name, error.timeout], ['ResponseTimeoutError', 'total'])
  assert(error.attempts <= 2)
  assert.match(error.message, /^Response timeout for 120ms in all, please increase timeout\.total, GET http/)
})

test('a transfer that moves bytes has all the time in the world', async () => {
  const content = bytesOf(5000)
  scripted.answer = (request, response) => {
    request.resume()
    response.writeHead(200, { 'content-length': String(content.length) })
    let at = 0
    const timer = setInterval(() => {
      response.write(content.subarray(at, at + 500))
      at += 500
      if (at >= content.length) clearInterval(timer)
    }, 30)
  }
  // In all ten times as long as no byte may move for.
  const { content: received } = await scripted.clientOf({ timeout: { idle: 250 } }).get('k')
  assert.deepEqual(received, content)
  const error = await rejection(scripted.clientOf({ timeout: { idle: 250, total: 100 } }).get('k'))
  assert.equal(error.timeout, 'total')
})

test('what is no limit is refused', () => {
  for (const timeout of ['soon', [1], { total: 'x' }, { idle: -1 }, {}.x ?? [1, 2, 3]]) {
    assert.throws(() => faults.client({ timeout }), /timeout must be milliseconds/)
  }
})
