'use strict'
// How many connections there are, counted by the server.

const assert = require('node:assert/strict')
const http = require('node:http')
const { before, beforeEach, test } = require('node:test')
const OSS = require('../..')
const { difference } = require('../compat/both.js')
const { rejection } = require('../emulator.js')
const { KEYS, service } = require('./servers.js')

let server
/** Sockets that have been opened, and the most at a time. */
let opened, most
/** @type {http.RequestListener} */
let answer
before(async () => {
  server = await service(null, (request, response) => answer(request, response))
})
beforeEach(() => {
  opened = new Set()
  most = 0
  answer = (request, response) => {
    opened.add(request.socket)
    most = Math.max(most, server.sockets.size)
    setImmediate(() => response.end())
  }
})
const clientOf = (options) => new OSS({ ...KEYS, endpoint: `http://oss.test:${server.port}`, hosts, ...options })
const hosts = { '*.test': '127.0.0.1' }
const many = (client, count) =>
  Promise.all(Array.from({ length: count }, (_, index) => client.put(`${index}`, Buffer.from('x'))))
/** Closes what earlier tests left open. */
async function none() {
  for (const socket of server.sockets) socket.destroy()
  while (server.sockets.size > 0) await new Promise(setImmediate)
}

test('maxSockets is kept, and all calls are served', async () => {
  difference('max-sockets')
  await none()
  const results = await many(clientOf({ maxSockets: 3 }), 60)
  assert(results.every(({ res }) => res.status === 200))
  assert.deepEqual([opened.size, most], [3, 3])
})

test('those of an agent, and without a limit none', async () => {
  await none()
  await many(clientOf({ agent: new http.Agent({ keepAlive: true, maxSockets: 2 }) }), 20)
  assert.deepEqual([opened.size, most], [2, 2])
  await none()
  opened.clear()
  const waiting = []
  answer = (request, response) => {
    opened.add(request.socket)
    waiting.push(response)
    if (waiting.length === 20) for (const response of waiting) response.end()
  }
  await many(clientOf({ maxSockets: Infinity }), 20)
  assert.equal(opened.size, 20)
})

test('each host has its own', async () => {
  await none()
  const arrived = []
  answer = (request, response) => {
    arrived.push(response)
    if (arrived.length === 2) for (const response of arrived) response.end()
  }
  const client = new OSS({ ...KEYS, cname: false, endpoint: `http://test:${server.port}`, hosts, maxSockets: 1 })
  await Promise.all([client.put('a', Buffer.from('x')), client.put('a', Buffer.from('x'), { bucket: 'other-bucket' })])
  assert.deepEqual([arrived.length, server.sockets.size], [2, 2])
})

test('a call that no socket becomes free for fails as in ali-oss, and the next is served', async () => {
  await none()
  /** @type {any} */
  let held
  answer = (_, response) => {
    if (held) response.end()
    else held = response
  }
  const client = clientOf({ maxSockets: 1, timeout: [100, 60_000] })
  const first = client.put('a', Buffer.from('x'))
  const error = await rejection(client.put('b', Buffer.from('x')))
  assert.deepEqual([error.name, error.code, error.status], ['SocketAssignTimeoutError', 'SocketAssignTimeoutError', -2])
  assert.match(error.message, /^Connect timeout for 100ms, working sockets is full, .* maxSockets .*, PUT http/)
  held.end()
  await first
  await client.put('c', Buffer.from('x'))
})

test('a connection that breaks, or that is given up, gives its place back', async () => {
  await none()
  const client = clientOf({ maxSockets: 1, timeout: [60_000, 100] })
  answer = (request) => request.socket.destroy()
  assert.match((await rejection(client.put('a', Buffer.from('x')))).message, /^socket hang up/)
  answer = () => {}
  assert.equal((await rejection(client.put('b', Buffer.from('x')))).name, 'ResponseTimeoutError')
  answer = (_, response) => response.end()
  await client.put('c', Buffer.from('x'))
})

test('without keepAlive every request has its own', async () => {
  await none()
  const client = clientOf({ agent: new http.Agent({ keepAlive: false, maxSockets: 1 }) })
  await many(client, 5)
  assert.equal(opened.size, 5)
})

test('what is no number of sockets is refused', () => {
  for (const maxSockets of ['5', -1, 1.5, NaN]) {
    assert.throws(() => clientOf({ maxSockets }), /maxSockets must be a positive integer/)
  }
})
