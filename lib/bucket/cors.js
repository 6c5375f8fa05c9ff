'use strict'
// Which web pages may ask a bucket for what.

const assert = require('node:assert')
const { checkBucketName } = require('../request.js')
const { listOf, lowerFirst } = require('../xml.js')
const { get, put, remove } = require('./setting.js')

module.exports = {
  /**
   * @this {any}
   * @param {string} name
   * @param {any[]} rules
   * @param {any} [options]
   */
  async putBucketCORS(name, rules, options) {
    checkBucketName(name)
    const given = rules ?? []
    assert(given.length, 'rules is required')
    const CORSRule = given.map(({ allowedOrigin, allowedMethod, allowedHeader, exposeHeader, maxAgeSeconds }) => {
      assert(allowedOrigin, 'allowedOrigin is required')
      assert(allowedMethod, 'allowedMethod is required')
      return {
        AllowedOrigin: listOf(allowedOrigin),
        AllowedMethod: listOf(allowedMethod),
        AllowedHeader: listOf(allowedHeader),
        ExposeHeader: listOf(exposeHeader),
        MaxAgeSeconds: maxAgeSeconds || undefined,
      }
    })
    const { res } = await put(this, 'putBucketCORS', name, 'cors', { CORSConfiguration: { CORSRule } }, options)
    return { res }
  },

  /**
   * @this {any}
   * @param {string} name
   * @param {any} [options]
   */
  async getBucketCORS(name, options) {
    const { data, res } = await get(this, 'getBucketCORS', name, 'cors', options)
    const named = (rule) => Object.fromEntries(Object.entries(rule).map(([key, value]) => [lowerFirst(key), value]))
    return { rules: listOf(data.CORSRule).map(named), res }
  },

  /**
   * @this {any}
   * @param {string} name
   * @param {any} [options]
   */
  async deleteBucketCORS(name, options) {
    const { res } = await remove(this, 'deleteBucketCORS', name, 'cors', options)
    return { res }
  },
}
