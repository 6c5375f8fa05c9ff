'use strict'
// What stands between a client and the server, and changes what was signed: a CDN, a gateway, an interceptor.

const http = require('node:http')

/**
 * The changes, by name. Each gets what `http.request` will get, with headers as they came.
 *
 * @type {Record<string, (request: { method: string, path: string, headers: Record<string, any> }) => void>}
 */
const CHANGES = {
  'content-type-added': ({ headers }) => void (headers['content-type'] = 'text/x-added'),
  'content-type-changed': ({ headers }) => void (headers['content-type'] = 'text/x-other'),
  'header-added': ({ headers }) => void (headers['x-oss-added'] = 'by a proxy'),
  'method-changed': (request) => void (request.method = request.method === 'HEAD' ? 'GET' : request.method),
  'date-changed': ({ headers }) => void (headers.date = new Date(Date.parse(headers.date) + 2_000).toUTCString()),
  'path-prefix-added': (request) => void (request.path = request.path.replace(/(?=path-prefix-added)/, 'api/')),
  'parameter-not-signed': (request) =>
    void (request.path += `${request.path.includes('?') ? '&' : '?'}x-oss-traffic-limit=819200`),
}

/**
 * Starts a proxy that makes the changes which the key begins with, with `+` between two: `header-added/k`. The bucket stands in the path or
 * in the host.
 *
 * @param {string} target the server
 */
async function changingProxy(target) {
  const server = http.createServer((incoming, answer) => {
    const { method = '', url: path = '', headers } = incoming
    const request = { method, path, headers: { ...headers } }
    for (const name of decodeURIComponent(path).split(/[/?+]/)) CHANGES[name]?.(request)
    const outgoing = http.request(target, { ...request, agent: false }, (response) => {
      answer.writeHead(response.statusCode ?? 502, response.headers)
      // A HEAD that became a GET is answered with a body, which the client does not expect.
      if (method === 'HEAD') (response.resume(), answer.end())
      else response.pipe(answer)
    })
    outgoing.on('error', () => answer.destroy())
    incoming.pipe(outgoing)
  })
  await new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(undefined)))
  const { port } = /** @type {import('node:net').AddressInfo} */ (server.address())
  return {
    url: `http://127.0.0.1:${port}`,
    stop() {
      server.closeAllConnections()
      return new Promise((resolve) => server.close(resolve))
    },
  }
}

module.exports = { changingProxy }
