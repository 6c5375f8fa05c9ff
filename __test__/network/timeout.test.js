'use strict'
// How long a connection may take: all of it, from the wait for a socket (sockets.test.js) to the end of TLS.

const assert = require('node:assert/strict')
const net = require('node:net')
const { before, test } = require('node:test')
const { Worker } = require('node:worker_threads')
const OSS = require('../..')
const { rejection } = require('../emulator.js')
const { KEYS, silent } = require('./servers.js')

let server
before(async () => {
  server = await silent()
})
/** The limit on silence is far off, so that it cannot be what ends the call. */
async function timesOut(options) {
  const client = new OSS({ ...KEYS, endpoint: 'http://oss.test', timeout: [150, 60_000], retryMax: 0, ...options })
  const start = Date.now()
  const error = await rejection(client.put('a', Buffer.from('x')))
  assert.deepEqual(
    [error.name, error.code, error.status],
    ['ConnectionTimeoutError', 'ConnectionTimeoutError', -2],
    error.message,
  )
  assert.match(error.message, /^Connect timeout for 150ms, please increase the timeout/)
  const took = Date.now() - start
  assert(took >= 145 && took < 10_000, `${took} ms`)
}

test('TLS with a server that says nothing', () => timesOut({ endpoint: `https://127.0.0.1:${server.port}` }))

test('connecting has its own limit: silence counts from the connection', async () => {
  const endpoint = `https://127.0.0.1:${server.port}`
  await timesOut({ endpoint, timeout: [150, 20] })
  await timesOut({ endpoint, timeout: 150 })
})

test('a call may have its own', async () => {
  const client = new OSS({ ...KEYS, endpoint: `https://127.0.0.1:${server.port}`, timeout: 60_000, retryMax: 0 })
  const error = await rejection(client.put('a', Buffer.from('x'), { timeout: [120, 60_000] }))
  assert.match(error.message, /^Connect timeout for 120ms/)
})

test('a proxy that does not answer', () =>
  timesOut({ endpoint: 'https://oss.test', proxy: `http://127.0.0.1:${server.port}` }))

test('a name that is never found', () => timesOut({ lookup: () => {} }))

test('a server that accepts no connection', { skip: process.platform !== 'linux' }, async () => {
  // A listener whose thread never looks: the system keeps as many connections as its queue takes, and answers no others.
  const worker = new Worker(
    `const { parentPort } = require('node:worker_threads')
     const server = require('node:net').createServer().listen({ port: 0, host: '127.0.0.1', backlog: 1 }, () => {
       parentPort.postMessage(server.address().port)
       setImmediate(() => Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0))
     })`,
    { eval: true },
  )
  const port = await new Promise((resolve) => worker.once('message', resolve))
  const queue = [1, 2, 3, 4].map(() => net.connect(port, '127.0.0.1').on('error', () => {}))
  try {
    await Promise.all(queue.slice(0, 2).map((socket) => new Promise((done) => socket.once('connect', done))))
    await timesOut({ endpoint: `http://127.0.0.1:${port}` })
  } finally {
    for (const socket of queue) socket.destroy()
    await worker.terminate()
  }
})
