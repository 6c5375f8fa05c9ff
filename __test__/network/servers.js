'use strict'
// Servers for tests of the network: one that answers every request, with or without TLS, and one that says nothing.

const { readFileSync } = require('node:fs')
const http = require('node:http')
const https = require('node:https')
const net = require('node:net')
const { join } = require('node:path')
const { after } = require('node:test')

/** The path of a file in testdata/tls. */
const pathOf = (name) => join(__dirname, '../../testdata/tls', `${name}.pem`)
const pem = (name) => readFileSync(pathOf(name), 'utf8')

/** What a client is made with that is asked nothing but where the service is. */
const KEYS = { accessKeyId: 'id', accessKeySecret: 'secret', bucket: 'bucket-name', cname: true }

/** How to end each server that was started, after the tests of the file. */
const ends = []
after(() => Promise.all(ends.map((end) => end())))

/** Starts a server of Node's, which is closed after the tests of the file, and gives its port. */
async function listen(server) {
  const sockets = new Set()
  server.on('connection', (socket) => {
    sockets.add(socket)
    socket.on('error', () => {}).on('close', () => sockets.delete(socket))
  })
  await new Promise((done) => server.listen(0, '127.0.0.1', () => done(undefined)))
  ends.push(() => {
    for (const socket of sockets) socket.destroy()
    return new Promise((done) => server.close(done))
  })
  return { port: /** @type {net.AddressInfo} */ (server.address()).port, sockets }
}

/**
 * A service that answers every request with 200 and an empty list of buckets.
 *
 * @param {https.ServerOptions | null} [tls]
 * @param {http.RequestListener} [answer]
 */
async function service(tls, answer = (_, response) => response.end()) {
  /** @type {http.IncomingMessage[]} */
  const requests = []
  const listener = (request, response) => {
    requests.push(request)
    request.resume().on('end', () => answer(request, response))
  }
  const server = tls ? https.createServer(tls, listener) : http.createServer(listener)
  return { ...(await listen(server)), requests }
}

/** A certificate of testdata/tls with its key, for a server. */
const certified = (name) => ({ cert: pem(name), key: pem(`${name}-key`) })

/** Accepts connections and says nothing. */
const silent = () => listen(net.createServer((socket) => socket.resume()))

module.exports = { KEYS, certified, listen, pathOf, pem, service, silent }
