'use strict'
// The three requests that most settings of a bucket are made of.

const { ask, checkBucketName } = require('../request.js')
const { toXml } = require('../xml.js')

/**
 * Puts a document.
 *
 * @param {any} client
 * @param {string} method
 * @param {string} name of the bucket
 * @param {any} subres
 * @param {Record<string, any>} document
 * @param {any} [options]
 */
function put(client, method, name, subres, document, options) {
  const params = client._bucketRequestParams('PUT', name, subres, options)
  return ask(client, method, params, { content: toXml(document), mime: 'xml', successStatuses: [200] })
}

/** Reads a document. @param {any} client @param {string} method @param {string} name @param {any} subres @param {any} [options] */
async function get(client, method, name, subres, options) {
  checkBucketName(name)
  const params = client._bucketRequestParams('GET', name, subres, options)
  const { data, ...answer } = await ask(client, method, params, { successStatuses: [200], xmlResponse: true })
  // A document whose root is empty is text.
  return { ...answer, data: data !== null && typeof data === 'object' ? data : {} }
}

/** Takes it back. @param {any} client @param {string} method @param {string} name @param {any} subres @param {any} [options] */
function remove(client, method, name, subres, options) {
  checkBucketName(name)
  const params = client._bucketRequestParams('DELETE', name, subres, options)
  return ask(client, method, params, { successStatuses: [204] })
}

module.exports = { get, put, remove }
