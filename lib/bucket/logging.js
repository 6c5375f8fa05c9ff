'use strict'
// Where the requests to a bucket are written down.

const { ask, checkBucketName } = require('../request.js')
const { get, put } = require('./setting.js')

module.exports = {
  /**
   * @this {any}
   * @param {string} name of the bucket, in which the logs are then, too
   * @param {string} [prefix]
   * @param {any} [options]
   */
  async putBucketLogging(name, prefix, options) {
    checkBucketName(name)
    const LoggingEnabled = { TargetBucket: name, TargetPrefix: prefix || undefined }
    const { res } = await put(
      this,
      'putBucketLogging',
      name,
      'logging',
      { BucketLoggingStatus: { LoggingEnabled } },
      options,
    )
    return { res }
  },

  /**
   * @this {any}
   * @param {string} name
   * @param {any} [options]
   */
  async getBucketLogging(name, options) {
    const { data, res } = await get(this, 'getBucketLogging', name, 'logging', options)
    const enabled = data.LoggingEnabled
    return { enable: Boolean(enabled), prefix: enabled?.TargetPrefix || null, res }
  },

  /**
   * @this {any}
   * @param {string} name
   * @param {any} [options]
   */
  async deleteBucketLogging(name, options) {
    checkBucketName(name)
    const params = this._bucketRequestParams('DELETE', name, 'logging', options)
    const { res } = await ask(this, 'deleteBucketLogging', params, { successStatuses: [204, 200] })
    return { res }
  },
}
