'use strict'
// Connections end with their client, its worker or its process, and none of them waits for connections.

const assert = require('node:assert/strict')
const { execFile, fork } = require('node:child_process')
const { once } = require('node:events')
const { before, test } = require('node:test')
const { promisify } = require('node:util')
const { Worker } = require('node:worker_threads')
const { KEYS, service, silent } = require('./servers.js')

const OSS = require.resolve('../..')
let server
before(async () => {
  server = await service()
})
/** A program that leaves connections open, some unused and one at work, and gives what is behind it. */
const program = (then = '') => `
  const OSS = require(${JSON.stringify(OSS)})
  const options = { ...${JSON.stringify(KEYS)}, endpoint: 'http://oss.test:${server.port}' }
  const lookup = (name, _, done) => done(null, '127.0.0.1')
  const clients = [{ lookup }, { lookup, maxSockets: 1 }].map((more) => new OSS({ ...options, ...more }))
  const all = clients.flatMap((client) => [client.put('a', Buffer.from('x')), client.put('b', Buffer.from('x'))])
  Promise.all(all).then(() => { ${then} })`
const node = (code, args = []) => promisify(execFile)(process.execPath, [...args, '-e', code])
/** Fails by the test's own limit if a socket stays open. */
async function none() {
  while (server.sockets.size > 0) await Promise.race(Array.from(server.sockets, (socket) => once(socket, 'close')))
}

test('a process ends by itself, long before unused connections do', async () => {
  const start = Date.now()
  const { stdout } = await node(program("console.log('served')"))
  assert.equal(stdout, 'served\n')
  assert(Date.now() - start < 10_000)
  await none()
})

test('a process may end in the middle of a call', async () => {
  const { port, sockets } = await silent()
  const code = `
    const OSS = require(${JSON.stringify(OSS)})
    new OSS({ ...${JSON.stringify(KEYS)}, endpoint: 'http://127.0.0.1:${port}' }).put('a', Buffer.from('x'))
    new OSS({ ...${JSON.stringify(KEYS)}, endpoint: 'http://oss.test', lookup: () => process.exit(3) }).listBuckets()`
  await assert.rejects(node(code), { code: 3 })
  while (sockets.size > 0) await Promise.race(Array.from(sockets, (socket) => once(socket, 'close')))
})

test('a worker ends, and its connections with it', async () => {
  const worker = new Worker(program(), { eval: true })
  assert.deepEqual(await once(worker, 'exit'), [0])
  await none()
  const asked = new Worker(
    `const OSS = require(${JSON.stringify(OSS)})
     const { parentPort } = require('node:worker_threads')
     const lookup = () => parentPort.postMessage('asked')
     new OSS({ ...${JSON.stringify(KEYS)}, endpoint: 'http://oss.test', lookup }).listBuckets()`,
    { eval: true },
  )
  await once(asked, 'message')
  assert.equal(await asked.terminate(), 1)
})

test('a client that nobody has any more', async () => {
  const code = program(`
    clients.length = all.length = 0
    const wait = setInterval(gc, 20)
    process.on('disconnect', () => clearInterval(wait))`)
  const child = fork('-e', [code], { execPath: process.execPath, execArgv: ['--expose-gc'], stdio: 'inherit' })
  const exit = once(child, 'exit')
  while (server.sockets.size === 0) await new Promise(setImmediate)
  const start = Date.now()
  await none()
  assert(Date.now() - start < 10_000, 'it was not the time after which unused connections are closed')
  child.disconnect()
  await exit
})
