'use strict'
// A client that is not ours, and signs (V1) what it should not: without the type of what it sends.

const { createHmac } = require('node:crypto')
const { request } = require('node:http')

/** Puts an object. @returns {Promise<number>} the status */
function putBadly({ endpoint, accessKeyId, accessKeySecret }, bucket, key) {
  const date = new Date().toUTCString()
  const text = `PUT\n\n\n${date}\n/${bucket}/${key}`
  const signature = createHmac('sha1', accessKeySecret).update(text).digest('base64')
  const headers = { date, 'content-type': 'text/plain', authorization: `OSS ${accessKeyId}:${signature}` }
  return new Promise((resolve, reject) => {
    const { hostname, port } = new URL(endpoint)
    request({ hostname, port, path: `/${bucket}/${key}`, method: 'PUT', headers }, (response) => {
      response.resume().on('end', () => resolve(response.statusCode))
    })
      .on('error', reject)
      .end('words')
  })
}

module.exports = { putBadly }
