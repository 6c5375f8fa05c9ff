'use strict'
// Requests of S3, signed beforehand and written to a file, so that what makes the load only has to send them.
// Signature: https://docs.aws.amazon.com/AmazonS3/latest/API/sig-v4-header-based-auth.html

const { createHash, createHmac } = require('node:crypto')
const { writeFileSync } = require('node:fs')

const REGION = 'us-east-1'
/** How many objects there are. */
const KEYS = 2000
const keyOf = (number) => `object-${number}`
const UNSIGNED = 'UNSIGNED-PAYLOAD'
const hmac = (key, text) => createHmac('sha256', key).update(text).digest()

/**
 * @typedef {{ host: string, path: string, accessKeyId: string, secret: string }} Target where the objects of a server are:
 *   `path` stands before their keys
 */

/**
 * The head of one request, as it is sent.
 *
 * @param {Target} target
 * @param {string} method
 * @param {string} key
 * @param {Record<string, string>} more headers, in lower case
 */
function signed({ host, path, accessKeyId, secret }, method, key, more = {}) {
  const time = new Date().toISOString().replace(/[-:]|\.\d+/g, '')
  const scope = `${time.slice(0, 8)}/${REGION}/s3/aws4_request`
  /** @type {Record<string, string>} */
  const headers = { host, 'x-amz-content-sha256': UNSIGNED, 'x-amz-date': time, ...more }
  const names = Object.keys(headers).sort()
  const canonical = [
    method,
    path + key,
    '',
    ...names.map((name) => `${name}:${headers[name]}`),
    '',
    names.join(';'),
    UNSIGNED,
  ].join('\n')
  const text = ['AWS4-HMAC-SHA256', time, scope, createHash('sha256').update(canonical).digest('hex')].join('\n')
  const key4 = scope.split('/').reduce(hmac, `AWS4${secret}`)
  headers.authorization =
    `AWS4-HMAC-SHA256 Credential=${accessKeyId}/${scope}, SignedHeaders=${names.join(';')}, ` +
    `Signature=${hmac(key4, text).toString('hex')}`
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`)
  return `${method} ${path}${key} HTTP/1.1\r\n${lines.join('')}\r\n`
}

/**
 * Writes a request for each object, for replay.lua.
 *
 * @param {string} file
 * @param {Target} target
 * @param {{ method: string, bytes?: number, headers?: Record<string, string> }} what
 */
function write(file, target, { method, bytes, headers = {} }) {
  const more = bytes === undefined ? headers : { 'content-length': String(bytes), ...headers }
  const heads = Array.from({ length: KEYS }, (_, number) => signed(target, method, keyOf(number), more))
  writeFileSync(file, heads.map((head) => `${head}\0`).join(''))
}

module.exports = { KEYS, REGION, keyOf, signed, write }
