'use strict'
// The tags of a bucket.

const { checkBucketName } = require('../request.js')
const { listOf } = require('../xml.js')
const { get, put, remove } = require('./setting.js')

/** Tags as the service takes them, in the words of ali-oss. */
function checkTags(tag) {
  if (Object.prototype.toString.call(tag) !== '[object Object]') throw new Error('bucket tag must be Object')
  const tags = Object.entries(tag)
  if (tags.length > 20) throw new Error('maximum of 20 tags for a bucket')
  for (const [key, value] of tags) {
    if (!/^.{1,64}$/.test(key)) throw new Error('tag key can be a maximum of 64 bytes in length')
    if (/^(https*:\/\/|Aliyun)/.test(key)) {
      throw new Error('tag key can not startsWith: http://, https://, Aliyun')
    }
    if (typeof value !== 'string') throw new Error('the key and value of the tag must be String')
    if (!/^.{0,128}$/.test(value)) throw new Error('tag value can be a maximum of 128 bytes in length')
  }
}

module.exports = {
  /**
   * @this {any}
   * @param {string} name
   * @param {Record<string, string>} tag
   * @param {any} [options]
   */
  async putBucketTags(name, tag, options) {
    checkBucketName(name)
    checkTags(tag)
    const Tag = Object.entries(tag).map(([Key, Value]) => ({ Key, Value }))
    const { status, res } = await put(this, 'putBucketTags', name, 'tagging', { Tagging: { TagSet: { Tag } } }, options)
    return { status, res }
  },

  /**
   * @this {any}
   * @param {string} name
   * @param {any} [options]
   */
  async getBucketTags(name, options) {
    const { data, status, res } = await get(this, 'getBucketTags', name, 'tagging', options)
    const tag = Object.fromEntries(listOf(data.TagSet?.Tag).map(({ Key, Value }) => [Key, Value]))
    return { status, res, tag }
  },

  /**
   * @this {any}
   * @param {string} name
   * @param {any} [options]
   */
  async deleteBucketTags(name, options) {
    const { status, res } = await remove(this, 'deleteBucketTags', name, 'tagging', options)
    return { status, res }
  },
}
