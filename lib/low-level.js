'use strict'
// What programs use that make requests of their own.

const { getStandardRegion } = require('./common/utils/getStandardRegion.js')
const signUtils = require('./common/signUtils.js')

module.exports = {
  /** The V1 signature of a text. @this {any} @param {string} text */
  signature(text) {
    const { accessKeySecret, headerEncoding } = this.options
    return signUtils.computeSignature(accessKeySecret, text, headerEncoding)
  },

  /**
   * The V1 header of a request.
   *
   * @this {any}
   * @param {string} method
   * @param {string} resource
   * @param {string | string[] | Record<string, any> | null} [subres]
   * @param {Record<string, any>} [headers]
   */
  authorization(method, resource, subres, headers) {
    const { accessKeyId, accessKeySecret, headerEncoding } = this.options
    const text = signUtils.buildCanonicalString(method, resource, { headers, parameters: subres })
    return signUtils.authorization(accessKeyId, accessKeySecret, text, headerEncoding)
  },

  /**
   * The V4 header of a request.
   *
   * @this {any}
   * @param {string} method
   * @param {{ headers: Record<string, any>, queries?: Record<string, any> }} request
   * @param {string} [bucket]
   * @param {string} [object]
   * @param {string[]} [additionalHeaders]
   */
  authorizationV4(method, request, bucket, object, additionalHeaders) {
    const { accessKeyId, accessKeySecret, region, cloudBoxId, headerEncoding } = this.options
    const signed = cloudBoxId === undefined ? getStandardRegion(region) : cloudBoxId
    return signUtils.authorizationV4(
      accessKeyId,
      accessKeySecret,
      signed,
      method,
      request,
      bucket,
      object,
      additionalHeaders,
      headerEncoding,
      cloudBoxId,
    )
  },

  /** Puts the bucket into the path, or back into the host name. @this {any} @param {boolean} enable */
  setSLDEnabled(enable) {
    this.options.sldEnable = Boolean(enable)
    return this
  },

  /** Here is no browser, so only one without a name is this. @param {string} name @param {string} version */
  checkBrowserAndVersion(name, version) {
    return name === '' && version === ''
  },
}
