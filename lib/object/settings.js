'use strict'
// Who may use an object, its tags, what it stands for, and archived ones.

const { call } = require('../call.js')

/** Tags as the service takes them, in the words of ali-oss. */
function checkTags(tag) {
  if (Object.prototype.toString.call(tag) !== '[object Object]') throw new Error('tag must be Object')
  const tags = Object.entries(tag)
  if (tags.length > 10) throw new Error('maximum of 10 tags for a object')
  for (const [key, value] of tags) {
    if (typeof value !== 'string') throw new Error('the key and value of the tag must be String')
    if (!/^[a-zA-Z0-9 +\-=._:/]+$/.test(key) || !/^[a-zA-Z0-9 +\-=._:/]*$/.test(value)) {
      throw new Error(
        'tag can contain letters, numbers, spaces, and the following symbols: plus sign (+), hyphen (-), equal sign (=), period (.), underscore (_), colon (:), and forward slash (/)',
      )
    }
    if (key.length > 128) throw new Error('tag key can be a maximum of 128 bytes in length')
    if (value.length > 256) throw new Error('tag value can be a maximum of 256 bytes in length')
  }
}

const methods = {
  /**
   * @this {any}
   * @param {string} name
   * @param {string} acl
   * @param {Record<string, any> | null} [options]
   */
  async putACL(name, acl, options) {
    return call(this, 'putAcl', [name, acl], options)
  },

  /**
   * @this {any}
   * @param {string} name
   * @param {Record<string, any> | null} [options]
   */
  async getACL(name, options) {
    const { document, res } = await call(this, 'getAcl', [name], options)
    const { AccessControlList, Owner } = document
    return { acl: AccessControlList.Grant, owner: { id: Owner.ID, displayName: Owner.DisplayName }, res }
  },

  /**
   * @this {any}
   * @param {string} name
   * @param {string} targetName
   * @param {Record<string, any> | null} [options]
   */
  async putSymlink(name, targetName, options) {
    const { storageClass, headers } = options ?? {}
    const all = storageClass ? { ...headers, 'x-oss-storage-class': storageClass } : headers
    return call(this, 'putSymlink', [name, targetName], { ...options, headers: all })
  },

  /**
   * @this {any}
   * @param {string} name
   * @param {Record<string, string>} tag
   * @param {Record<string, any> | null} [options]
   */
  async putObjectTagging(name, tag, options) {
    checkTags(tag)
    return call(this, 'putObjectTagging', [name, tag], options)
  },

  /**
   * @this {any}
   * @param {string} name
   * @param {Record<string, any> | null} [options]
   */
  async restore(name, options) {
    const { type, Days, JobParameters } = options ?? {}
    const cold = type === 'ColdArchive' || type === 'DeepColdArchive'
    const tier = cold ? String(JobParameters || 'Standard') : undefined
    return call(this, 'restore', [name, Number(Days) || 2, tier], options)
  },
}

module.exports = methods
Object.defineProperty(module.exports, 'checkTags', { value: checkTags })
