'use strict'
// Who may use a bucket.

const { ask, checkBucketName } = require('../request.js')

module.exports = {
  /**
   * @this {any}
   * @param {string} name
   * @param {string} acl
   * @param {any} [options]
   */
  async putBucketACL(name, acl, options) {
    checkBucketName(name)
    const params = this._bucketRequestParams('PUT', name, 'acl', options)
    const headers = { ...params.headers, 'x-oss-acl': acl }
    const { headers: answered, res } = await ask(this, 'putBucketACL', params, { headers, successStatuses: [200] })
    return { bucket: answered.location?.slice(1) || null, res }
  },

  /**
   * @this {any}
   * @param {string} name
   * @param {any} [options]
   */
  async getBucketACL(name, options) {
    checkBucketName(name)
    const params = this._bucketRequestParams('GET', name, 'acl', options)
    const { data, res } = await ask(this, 'getBucketACL', params, { successStatuses: [200], xmlResponse: true })
    return { acl: data.AccessControlList.Grant, owner: { id: data.Owner.ID, displayName: data.Owner.DisplayName }, res }
  },
}
