'use strict'
// What the service makes of an object, or fetches, by itself.

const { ask, checkBucketName } = require('../request.js')
const { lowerFirst, renamed, toXml } = require('../xml.js')
const { objectName } = require('./name.js')

/** @param {unknown} value @param {string} name */
function check(value, name) {
  if (!value) throw new Error(`${name} is required`)
  if (typeof value !== 'string') throw new Error(`${name} must be String`)
}

/** @param {string} text */
const base64 = (text) => Buffer.from(text).toString('base64')

module.exports = {
  /**
   * @this {any}
   * @param {string} sourceObject
   * @param {string} targetObject
   * @param {string} process such as `image/resize,w_100`
   * @param {string} [targetBucket]
   * @param {any} [options]
   */
  async processObjectSave(sourceObject, targetObject, process, targetBucket, options) {
    check(sourceObject, 'sourceObject')
    check(targetObject, 'targetObject')
    check(process, 'process')
    if (targetBucket) checkBucketName(targetBucket)
    const params = this._objectRequestParams('POST', sourceObject, { ...options, subres: 'x-oss-process' })
    const into = targetBucket ? `,b_${base64(targetBucket)}` : ''
    const saved = `${process}|sys/saveas,o_${base64(objectName(targetObject))}${into}`
    const content = `x-oss-process=${encodeURIComponent(saved)}`
    const { status, res } = await ask(this, 'processObjectSave', params, { content, successStatuses: [200] })
    return { res, status }
  },

  /**
   * @this {any}
   * @param {string} object
   * @param {string} url
   * @param {any} [options] `host`, `contentMD5`, `callback`, `storageClass`, `ignoreSameKey`
   */
  async postAsyncFetch(object, url, options) {
    const { host = '', contentMD5 = '', callback = '', storageClass = '', ignoreSameKey = true } = options ?? {}
    const AsyncFetchTaskConfiguration = {
      Url: url,
      Object: objectName(object),
      Host: host,
      ContentMD5: contentMD5,
      Callback: callback,
      StorageClass: storageClass,
      IgnoreSameKey: ignoreSameKey,
    }
    const subres = { asyncFetch: '', ...options?.subres }
    const params = this._objectRequestParams('POST', '', { ...options, subres })
    const content = toXml({ AsyncFetchTaskConfiguration })
    const more = { content, mime: 'xml', xmlResponse: true, successStatuses: [200] }
    const { data, status, res } = await ask(this, 'postAsyncFetch', params, more)
    return { res, status, taskId: data.TaskId }
  },

  /**
   * @this {any}
   * @param {string} taskId
   * @param {any} [options]
   */
  async getAsyncFetch(taskId, options) {
    const subres = { asyncFetch: '', ...options?.subres }
    const params = this._objectRequestParams('GET', '', { ...options, subres })
    const headers = { ...params.headers, 'x-oss-task-id': taskId }
    const more = { headers, xmlResponse: true, successStatuses: [200] }
    const { data, status, res } = await ask(this, 'getAsyncFetch', params, more)
    return { res, status, state: data.State, taskInfo: renamed(data.TaskInfo, lowerFirst) }
  },
}
