'use strict'
// A bucket as a website.

const { checkBucketName } = require('../request.js')
const { listOf } = require('../xml.js')
const { get, put, remove } = require('./setting.js')

module.exports = {
  /**
   * @this {any}
   * @param {string} name
   * @param {{ index?: string, supportSubDir?: any, type?: any, error?: string, routingRules?: any[] } | null} [config]
   * @param {any} [options]
   */
  async putBucketWebsite(name, config, options) {
    checkBucketName(name)
    const { index, supportSubDir, type, error, routingRules } = config ?? {}
    if (routingRules !== undefined && !Array.isArray(routingRules)) throw new Error('RoutingRules must be Array')
    const WebsiteConfiguration = {
      IndexDocument: {
        Suffix: index || 'index.html',
        SupportSubDir: supportSubDir || undefined,
        Type: type || undefined,
      },
      ErrorDocument: error ? { Key: error } : undefined,
      RoutingRules: routingRules && { RoutingRule: routingRules },
    }
    const { res } = await put(this, 'putBucketWebsite', name, 'website', { WebsiteConfiguration }, options)
    return { res }
  },

  /**
   * @this {any}
   * @param {string} name
   * @param {any} [options]
   */
  async getBucketWebsite(name, options) {
    const { data, res } = await get(this, 'getBucketWebsite', name, 'website', options)
    return {
      index: data.IndexDocument?.Suffix || '',
      supportSubDir: data.IndexDocument?.SupportSubDir || 'false',
      type: data.IndexDocument?.Type,
      routingRules: listOf(data.RoutingRules?.RoutingRule),
      error: data.ErrorDocument?.Key || null,
      res,
    }
  },

  /**
   * @this {any}
   * @param {string} name
   * @param {any} [options]
   */
  async deleteBucketWebsite(name, options) {
    const { res } = await remove(this, 'deleteBucketWebsite', name, 'website', options)
    return { res }
  },
}
