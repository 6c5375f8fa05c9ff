'use strict'
// The answers behind results, made of what native code says of them. It says it in few pieces, for each costs; and objects that have
// the same fields in the same order cost V8 the least.

/** How headers of the same names look. @type {Map<string, { names: string[], empty: Record<string, any> }>} */
const shapes = new Map()

/** Servers name their headers much alike; one that does not must not fill the memory. */
const SHAPES = 256

/** @param {string} lines names, a line each */
function shapeOf(lines) {
  const known = shapes.get(lines)
  if (known) return known
  if (shapes.size >= SHAPES) shapes.clear()
  const names = lines.split('\n').slice(0, -1)
  /** @type {Record<string, any>} */
  const empty = {}
  // Defined, for no name may mean something else, such as the prototype.
  for (const name of names)
    Object.defineProperty(empty, name, { value: '', writable: true, enumerable: true, configurable: true })
  const shape = { names, empty }
  shapes.set(lines, shape)
  return shape
}

/** Texts that stand before the headers' values. */
const BEFORE = 3

/**
 * Called by native code.
 *
 * @param {string} names of headers, a line each
 * @param {string} lines the words behind the status, the URL, the server's address, and the headers' values
 * @param {number} status
 * @param {number} size
 * @param {number} rt
 * @param {number} remotePort
 * @param {number} requests
 * @param {Buffer} [data]
 */
function response(names, lines, status, size, rt, remotePort, requests, data = Buffer.alloc(0)) {
  const texts = lines.split('\n')
  const shape = shapeOf(names)
  const headers = { ...shape.empty }
  for (let index = 0; index < shape.names.length; index++) headers[shape.names[index]] = texts[index + BEFORE]
  if (headers['set-cookie'] !== undefined) headers['set-cookie'] = headers['set-cookie'].split('\r')
  return {
    status,
    statusCode: status,
    statusMessage: texts[0],
    headers,
    size,
    aborted: false,
    rt,
    keepAliveSocket: requests > 1,
    data,
    requestUrls: [texts[1]],
    timing: null,
    remoteAddress: texts[2],
    remotePort,
    socketHandledRequests: requests,
    socketHandledResponses: requests,
  }
}

module.exports = { response }
