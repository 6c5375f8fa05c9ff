'use strict'
// A server that answers as each test tells it, for answers that no OSS gives.

const { createServer } = require('node:http')
const { after, before } = require('node:test')
const OSS = require('..')

/**
 * @typedef {(request: import('node:http').IncomingMessage, response: import('node:http').ServerResponse) => void} Answer
 */

/** Starts a server before the tests of a file and stops it after them. */
function scriptedForFile() {
  const holder = {
    /** @type {Answer} */
    answer: (_, response) => response.end(),
    /** @type {import('node:http').IncomingMessage[]} */
    requests: [],
    /** @type {any} */
    client: undefined,
    /**
     * What a client of this server is made with.
     *
     * @param {object} [options]
     */
    clientOptions(options) {
      const { port } = /** @type {import('node:net').AddressInfo} */ (server.address())
      const endpoint = `http://127.0.0.1:${port}`
      return { endpoint, accessKeyId: 'id', accessKeySecret: 'secret', bucket: 'bucket-name', ...options }
    },
    /** @param {object} [options] */
    clientOf: (options) => new OSS(holder.clientOptions(options)),
  }
  const server = createServer((request, response) => {
    holder.requests.push(request)
    holder.answer(request, response)
  })
  before(
    () =>
      new Promise((done) =>
        server.listen(0, '127.0.0.1', () => {
          holder.client = holder.clientOf()
          done(undefined)
        }),
      ),
  )
  after(() => {
    server.closeAllConnections()
    server.close()
  })
  return holder
}

/**
 * Reads the whole request, then answers.
 *
 * @param {number} status
 * @param {Record<string, string>} [headers]
 * @param {string | Buffer} [body]
 * @returns {Answer}
 */
function reply(status, headers = {}, body = '') {
  return (request, response) => {
    request.resume().on('end', () => response.writeHead(status, headers).end(body))
  }
}

/** Waits until a number no longer grows. */
async function quiet(count) {
  let last = -1
  for (let still = 0; still < 10;) {
    await new Promise((resolve) => setTimeout(resolve, 20))
    still = count() === last ? still + 1 : 0
    last = count()
  }
  return last
}

module.exports = { quiet, reply, scriptedForFile }
