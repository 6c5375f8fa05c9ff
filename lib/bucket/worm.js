'use strict'
// Retention: for how long nothing in a bucket may be deleted or overwritten.

const { ask, checkBucketName } = require('../request.js')
const { lowerFirst, toXml } = require('../xml.js')
const { get, remove } = require('./setting.js')

/** Posts about retention. */
function post(client, method, name, subres, options, document) {
  checkBucketName(name)
  const params = client._bucketRequestParams('POST', name, subres, options)
  const body = document && { content: toXml(document), mime: 'xml' }
  return ask(client, method, params, { ...body, successStatuses: [200] })
}

module.exports = {
  /**
   * @this {any}
   * @param {string} name
   * @param {number | string} days
   * @param {any} [options]
   */
  async initiateBucketWorm(name, days, options) {
    const document = { InitiateWormConfiguration: { RetentionPeriodInDays: days } }
    const { status, headers, res } = await post(this, 'initiateBucketWorm', name, 'worm', options, document)
    return { res, wormId: headers['x-oss-worm-id'], status }
  },

  /**
   * @this {any}
   * @param {string} name
   * @param {any} [options]
   */
  async abortBucketWorm(name, options) {
    const { status, res } = await remove(this, 'abortBucketWorm', name, 'worm', options)
    return { res, status }
  },

  /**
   * @this {any}
   * @param {string} name
   * @param {string} wormId
   * @param {any} [options]
   */
  async completeBucketWorm(name, wormId, options) {
    const { status, res } = await post(this, 'completeBucketWorm', name, { wormId }, options)
    return { res, status }
  },

  /**
   * @this {any}
   * @param {string} name
   * @param {string} wormId
   * @param {number | string} days
   * @param {any} [options]
   */
  async extendBucketWorm(name, wormId, days, options) {
    const document = { ExtendWormConfiguration: { RetentionPeriodInDays: days } }
    const { status, res } = await post(this, 'extendBucketWorm', name, { wormExtend: '', wormId }, options, document)
    return { res, status }
  },

  /**
   * @this {any}
   * @param {string} name
   * @param {any} [options]
   */
  async getBucketWorm(name, options) {
    const { data, status, res } = await get(this, 'getBucketWorm', name, 'worm', options)
    const { RetentionPeriodInDays: days, ...rest } = data
    const named = Object.fromEntries(Object.entries(rest).map(([key, value]) => [lowerFirst(key), value]))
    return { ...named, days, res, status }
  },
}
