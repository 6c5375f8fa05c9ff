'use strict'
// What is too small for parts, as one request with the result of an upload in parts.

const { putOptions } = require('./multipart-options.js')

/**
 * @param {{ client: any, task: any, options: Record<string, any> }} upload
 * @param {string} name
 * @param {unknown} content a path or bytes
 * @param {number} size
 */
async function putWhole({ client, task, options }, name, content, size) {
  const settings = { ...putOptions(options, task.signal), contentLength: size }
  const { res, data, sse } = await task.wait(client.put(name, content, settings))
  await options.progress?.(1)
  return {
    res,
    bucket: options.bucket ?? client.options.bucket,
    name,
    etag: res.headers.etag,
    ...(data === undefined ? {} : { data }),
    ...(sse === undefined ? {} : { sse }),
  }
}

module.exports = { putWhole }
