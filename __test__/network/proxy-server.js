'use strict'
// A small HTTP proxy: it hands requests on, and opens tunnels. Every name is this machine to it.

const http = require('node:http')
const https = require('node:https')
const net = require('node:net')
const { listen } = require('./servers.js')

/**
 * @param {object} [options]
 * @param {string} [options.credentials] `user:password` that it insists on
 * @param {number} [options.refuses] the status it answers everything with
 * @param {boolean} [options.breaks] whether it closes connections that it is asked anything on
 * @param {https.ServerOptions} [options.tls]
 */
async function proxyServer({ credentials, refuses, breaks, tls } = {}) {
  /** @type {{ method: string, target: string, headers: http.IncomingHttpHeaders }[]} */
  const asked = []
  const verdict = (request) => {
    asked.push({ method: request.method, target: request.url, headers: request.headers })
    const basic = credentials && `Basic ${Buffer.from(credentials).toString('base64')}`
    if (basic && request.headers['proxy-authorization'] !== basic) return 407
    return refuses
  }

  const server = tls ? https.createServer(tls) : http.createServer()
  server.on('request', (request, response) => {
    const status = verdict(request)
    if (breaks) return request.socket.destroy()
    if (status) return response.writeHead(status).end('of the proxy')
    const { port, pathname } = new URL(request.url)
    // The target as it came: a URL would fold its dots.
    const path = pathname && request.url.replace(/^http:\/\/[^/]*/, '')
    const { 'proxy-authorization': _, ...headers } = request.headers
    const onward = http.request({ port, path, method: request.method, headers }, (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.headers)
      answer.pipe(response)
    })
    request.pipe(onward.on('error', () => response.writeHead(502).end()))
  })
  server.on('connect', (request, client, head) => {
    const status = verdict(request)
    if (breaks) return client.destroy()
    if (status) return client.end(`HTTP/1.1 ${status} No\r\ncontent-length: 0\r\n\r\n`)
    const port = Number(request.url.split(':').pop())
    const upstream = net.connect(port, '127.0.0.1', () => {
      client.write('HTTP/1.1 200 Connection established\r\n\r\n')
      upstream.write(head)
      upstream.pipe(client).pipe(upstream)
    })
    upstream.on('error', () => client.destroy())
    client.on('error', () => upstream.destroy()).on('close', () => upstream.destroy())
  })
  return { ...(await listen(server)), asked }
}

module.exports = { proxyServer }
