'use strict'
// What the sources ask: services of this process that play STS, the metadata server or a credential service.

const http = require('node:http')

/** When temporary keys end, far away. */
const LATER = '2099-01-01T00:00:00Z'

/** A document of credentials in the service's names. */
function documentOf({ accessKeyId, accessKeySecret, stsToken }, Expiration = LATER) {
  return { AccessKeyId: accessKeyId, AccessKeySecret: accessKeySecret, SecurityToken: stsToken, Expiration }
}

/**
 * Starts a server that answers with JSON; a text is sent as it is, and `[status, answer]` says the status too.
 *
 * @param {import('node:test').TestContext} t stops it when the test ends
 * @param {(asked: { method?: string, url?: string, headers: http.IncomingHttpHeaders, form: URLSearchParams }) => any} answer
 */
async function serve(t, answer) {
  const requests = /** @type {any[]} */ ([])
  const server = http.createServer((request, response) => {
    let body = ''
    request.on('data', (piece) => (body += piece))
    request.on('end', () => {
      const { method, url, headers } = request
      const asked = { method, url, headers, form: new URLSearchParams(body) }
      requests.push(asked)
      const all = answer(asked)
      const [status, said] = Array.isArray(all) ? all : [200, all]
      response.statusCode = status
      response.end(typeof said === 'string' ? said : JSON.stringify(said))
    })
  })
  await new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(undefined)))
  t.after(() => {
    server.closeAllConnections()
    server.close()
  })
  const { port } = /** @type {import('node:net').AddressInfo} */ (server.address())
  return { url: `http://127.0.0.1:${port}`, requests }
}

module.exports = { LATER, documentOf, serve }
