'use strict'
// The calls of client.js as bare requests of undici: nothing is signed, and an answer is only read to its end.

const RULE =
  '<?xml version="1.0" encoding="UTF-8"?><ServerSideEncryptionRule><ApplyServerSideEncryptionByDefault><SSEAlgorithm>KMS</SSEAlgorithm>' +
  '<KMSMasterKeyID>9468da86-3509-4f8d-a61e-6eab1eac0000</KMSMasterKeyID></ApplyServerSideEncryptionByDefault></ServerSideEncryptionRule>'
const SMALL = Buffer.alloc(4096, 'x')

/** @type {Record<string, [method: string, target: string, body?: string | Buffer]>} */
const REQUESTS = {
  putBucketEncryption: ['PUT', '/?encryption', RULE],
  getBucketEncryption: ['GET', '/?encryption'],
  'put 4 KiB': ['PUT', '/size-4096', SMALL],
  'get 4 KiB': ['GET', '/size-4096'],
}

/**
 * A function that makes one such request.
 *
 * @param {string} call a name in `CALLS` of client.js
 * @param {string} origin
 * @param {number} connections as many as calls are in flight
 */
function bare(call, origin, connections) {
  const { Pool } = require('undici')
  const pool = new Pool(origin, { connections })
  const [method, path, body] = REQUESTS[call]
  return async () => {
    const answer = await pool.request(/** @type {any} */ ({ method, path, body }))
    if (answer.statusCode !== 200) throw new Error(`${method} ${path} was answered with ${answer.statusCode}`)
    await answer.body.arrayBuffer()
  }
}

module.exports = { bare }
