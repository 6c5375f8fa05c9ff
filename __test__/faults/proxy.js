'use strict'
// A proxy between a client and a server that breaks connections as a test plans it, request by request.

const net = require('node:net')

/**
 * What happens to a request:
 * - `reset-before`: the connection is reset before anything reaches the server;
 * - `reset-after`: the server has acted, and the connection is reset before a byte of the answer;
 * - `stall-head`: the server has acted, and nothing of the answer comes;
 * - `stall-body`: the answer stops after its first bytes;
 * - `cut-body`: the connection ends after the first bytes of the answer;
 * - `wrong-crc`: the answer names another checksum.
 *
 * @typedef {'pass' | 'reset-before' | 'reset-after' | 'stall-head' | 'stall-body' | 'cut-body' | 'wrong-crc'} Fault
 */

/**
 * @param {number} port the server's
 */
async function startFaultProxy(port) {
  /** @type {Set<net.Socket>} */
  const sockets = new Set()
  const proxy = {
    /** What happens to the requests to come; to those behind, nothing. @type {Fault[]} */
    plan: [],
    requests: 0,
    connections: 0,
    /** Sockets of clients that are open now. */
    open: 0,
    /** What was asked last on each of them, and what was done to it. @type {Map<net.Socket, string>} */
    last: new Map(),
    port: 0,
    /** How much of an answer comes before it is broken off. */
    piece: 64,
    get url() {
      return `http://127.0.0.1:${proxy.port}`
    },
    stop: () => {
      for (const socket of sockets) socket.destroy()
      return new Promise((done) => server.close(done))
    },
  }
  const server = net.createServer((client) => {
    proxy.connections++
    proxy.open++
    client.once('close', () => {
      proxy.open--
      proxy.last.delete(client)
    })
    relay(client, net.connect(port, '127.0.0.1'), proxy, sockets)
  })
  await new Promise((done) => server.listen(0, '127.0.0.1', () => done(undefined)))
  proxy.port = /** @type {net.AddressInfo} */ (server.address()).port
  return proxy
}

/** One connection: requests one after another, each with its fault. */
function relay(client, upstream, proxy, sockets) {
  for (const socket of [client, upstream]) {
    sockets.add(socket)
    socket.on('error', () => {})
    socket.once('close', () => sockets.delete(socket))
  }
  client.once('close', () => upstream.destroy())
  upstream.once('close', () => client.destroy())
  /** @type {Fault} */
  let fault = 'pass'
  let answered = true
  let passed = 0
  client.on('data', (data) => {
    if (answered) {
      proxy.requests++
      fault = proxy.plan.shift() ?? 'pass'
      proxy.last.set(client, `${data.toString('latin1').split('\r\n', 1)[0]}, ${fault}`)
      answered = false
      passed = 0
    }
    if (fault === 'reset-before') reset(client)
    else upstream.write(data)
  })
  upstream.on('data', (data) => {
    answered = true
    if (fault === 'pass') client.write(data)
    else if (fault === 'reset-after') reset(client)
    else if (fault === 'wrong-crc') client.write(Buffer.from(withOtherCrc(data.toString('latin1')), 'latin1'))
    else if (fault !== 'stall-head') {
      const head = bodyOf(data)
      const piece = data.subarray(0, head + Math.max(proxy.piece - passed, 0))
      passed += piece.length - head
      client.write(piece)
      if (fault === 'cut-body') client.end()
    }
  })
}

/** Node loses a socket that is reset while it is being shut down: it is never closed, and says nothing. */
function reset(socket) {
  if (socket.writableEnded) socket.destroy()
  else socket.resetAndDestroy()
}

/** Where the body begins in the first bytes of an answer. */
function bodyOf(data) {
  const end = data.indexOf('\r\n\r\n')
  return end < 0 ? 0 : end + 4
}

const withOtherCrc = (text) => text.replace(/(x-oss-hash-crc64ecma: )\d+/i, '$112345')

module.exports = { startFaultProxy }
