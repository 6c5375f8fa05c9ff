'use strict'
// Who may do what in a bucket, as a document of JSON.

const { OSSError } = require('../error.js')
const { ask, checkBucketName } = require('../request.js')
const { remove } = require('./setting.js')

module.exports = {
  /**
   * @this {any}
   * @param {string} name
   * @param {Record<string, any>} policy
   * @param {any} [options]
   */
  async putBucketPolicy(name, policy, options) {
    checkBucketName(name)
    if (Object.prototype.toString.call(policy) !== '[object Object]') throw new Error('policy is not Object')
    const params = this._bucketRequestParams('PUT', name, 'policy', options)
    const more = { content: JSON.stringify(policy), successStatuses: [200] }
    const { status, res } = await ask(this, 'putBucketPolicy', params, more)
    return { status, res }
  },

  /**
   * @this {any}
   * @param {string} name
   * @param {any} [options]
   */
  async getBucketPolicy(name, options) {
    checkBucketName(name)
    const params = this._bucketRequestParams('GET', name, 'policy', options)
    // That there is none is an answer, as in ali-oss.
    const { data, status, res } = await ask(this, 'getBucketPolicy', params, { successStatuses: [200, 404] })
    if (status === 200) return { policy: policyOf(data.toString(), res), status, res }
    const error = await this.requestError({ status, headers: res.headers, data })
    if (error.code !== 'NoSuchBucketPolicy') throw error
    return { policy: null, status, res }
  },

  /**
   * @this {any}
   * @param {string} name
   * @param {any} [options]
   */
  async deleteBucketPolicy(name, options) {
    const { status, res } = await remove(this, 'deleteBucketPolicy', name, 'policy', options)
    return { status, res }
  },
}

/** @param {string} text @param {any} res */
function policyOf(text, { status, headers }) {
  try {
    return JSON.parse(text)
  } catch (cause) {
    const fields = { name: 'MalformedResponseError', code: 'MalformedResponse', status, cause }
    throw new OSSError('The policy that the service gave is not JSON', {
      ...fields,
      requestId: headers['x-oss-request-id'],
    })
  }
}
