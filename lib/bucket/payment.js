'use strict'
// Who pays for the requests to a bucket.

const { checkBucketName } = require('../request.js')
const { get, put } = require('./setting.js')

module.exports = {
  /**
   * @this {any}
   * @param {string} name
   * @param {'BucketOwner' | 'Requester'} payer
   * @param {any} [options]
   */
  async putBucketRequestPayment(name, payer, options) {
    checkBucketName(name)
    if (payer !== 'BucketOwner' && payer !== 'Requester') throw new Error('payer must be BucketOwner or Requester')
    const document = { RequestPaymentConfiguration: { Payer: payer } }
    const { status, res } = await put(this, 'putBucketRequestPayment', name, 'requestPayment', document, options)
    return { status, res }
  },

  /**
   * @this {any}
   * @param {string} name
   * @param {any} [options]
   */
  async getBucketRequestPayment(name, options) {
    const { data, status, res } = await get(this, 'getBucketRequestPayment', name, 'requestPayment', options)
    return { status, res, payer: data.Payer }
  },
}
