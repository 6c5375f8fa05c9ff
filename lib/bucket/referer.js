'use strict'
// From which pages a bucket may be used.

const { checkBucketName } = require('../request.js')
const { listOf } = require('../xml.js')
const { get, put } = require('./setting.js')

module.exports = {
  /**
   * @this {any}
   * @param {string} name
   * @param {boolean} allowEmpty whether requests may come from nowhere
   * @param {string[] | null} [referers]
   * @param {any} [options]
   */
  async putBucketReferer(name, allowEmpty, referers, options) {
    checkBucketName(name)
    const RefererConfiguration = {
      AllowEmptyReferer: Boolean(allowEmpty),
      RefererList: { Referer: [...(referers ?? [])] },
    }
    const { res } = await put(this, 'putBucketReferer', name, 'referer', { RefererConfiguration }, options)
    return { res }
  },

  /**
   * @this {any}
   * @param {string} name
   * @param {any} [options]
   */
  async getBucketReferer(name, options) {
    const { data, res } = await get(this, 'getBucketReferer', name, 'referer', options)
    const referers = listOf(data.RefererList?.Referer)
    return { allowEmpty: data.AllowEmptyReferer === 'true', referers: referers.length > 0 ? referers : null, res }
  },

  /**
   * @this {any}
   * @param {string} name
   * @param {any} [options]
   */
  async deleteBucketReferer(name, options) {
    return this.putBucketReferer(name, true, null, options)
  },
}
