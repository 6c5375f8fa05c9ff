'use strict'
// When objects expire, or move to another class.

const { checkTags } = require('../object/settings.js')
const { checkBucketName } = require('../request.js')
const { listOf, lowerFirst, renamed, upperFirst } = require('../xml.js')
const { get, put, remove } = require('./setting.js')

const CLASSES = ['IA', 'Archive', 'ColdArchive', 'DeepColdArchive']
const ACTIONS = [
  'expiration',
  'noncurrentVersionExpiration',
  'abortMultipartUpload',
  'transition',
  'noncurrentVersionTransition',
]

/** @param {unknown} days */
const isDays = (days) => !Array.isArray(days) && /^[1-9][0-9]*$/.test(String(days))

/** @param {any} action @param {string} name */
function checkMoment({ days, createdBeforeDate }, name) {
  if (!days && !createdBeforeDate) throw new Error(`${name} must includes days or createdBeforeDate`)
  if (days && !isDays(days)) throw new Error('days must be a positive integer')
  if (!days && !/\d{4}-\d{2}-\d{2}T00:00:00.000Z/.test(createdBeforeDate)) {
    throw new Error('createdBeforeDate must be date and conform to iso8601 format')
  }
}

/** @param {any} action @param {string} name */
function checkAge({ noncurrentDays }, name) {
  if (!noncurrentDays) throw new Error(`${name} must includes noncurrentDays`)
  if (!isDays(noncurrentDays)) throw new Error('noncurrentDays must be a positive integer')
}

/** @param {any} action */
function checkClass({ storageClass }) {
  if (!CLASSES.includes(storageClass)) {
    throw new Error('StorageClass must be IA or Archive or ColdArchive or DeepColdArchive')
  }
}

/** @param {any} expiration */
function checkExpiration(expiration) {
  if (!expiration.expiredObjectDeleteMarker) checkMoment(expiration, 'Expiration')
  else if (expiration.days || expiration.createdBeforeDate) {
    throw new Error('expiredObjectDeleteMarker cannot be used with days or createdBeforeDate')
  }
}

/** A rule as the service takes it, in the words of ali-oss. */
function checkRule(rule) {
  if (rule.id && Buffer.byteLength(rule.id) > 255) throw new Error('ID is composed of 255 bytes at most')
  if (rule.prefix === undefined) throw new Error('Rule must includes prefix')
  if (rule.status !== 'Enabled' && rule.status !== 'Disabled') throw new Error('Status must be Enabled or Disabled')
  if (!ACTIONS.some((action) => rule[action])) {
    throw new Error(
      'Rule must includes expiration or noncurrentVersionExpiration or abortMultipartUpload or transition or noncurrentVersionTransition',
    )
  }
  for (const transition of listOf(rule.transition)) {
    checkClass(transition)
    checkMoment(transition, 'Transition')
  }
  if (rule.expiration) checkExpiration(rule.expiration)
  if (rule.abortMultipartUpload) checkMoment(rule.abortMultipartUpload, 'AbortMultipartUpload')
  for (const transition of listOf(rule.noncurrentVersionTransition)) {
    checkClass(transition)
    checkAge(transition, 'NoncurrentVersionTransition')
  }
  if (rule.noncurrentVersionExpiration) checkAge(rule.noncurrentVersionExpiration, 'NoncurrentVersionExpiration')
  if (rule.tag) checkRuleTags(rule)
}

function checkRuleTags({ tag, abortMultipartUpload }) {
  if (abortMultipartUpload) throw new Error('Tag cannot be used with abortMultipartUpload')
  if (typeof tag !== 'object') throw new Error('tag must be Object or Array')
  checkTags(Object.fromEntries(listOf(tag).map(({ key, value }) => [key, value])))
}

/** A rule for the document. `days` and `date` of old programs stand for an expiration. */
function ruleOf({ id, days, date, ...rule }) {
  if (days) rule.expiration = { days }
  if (date) rule.expiration = { createdBeforeDate: date }
  checkRule({ ...rule, id })
  return renamed(id ? { ...rule, ID: id } : rule, upperFirst)
}

module.exports = {
  /**
   * @this {any}
   * @param {string} name
   * @param {any[]} rules
   * @param {any} [options]
   */
  async putBucketLifecycle(name, rules, options) {
    checkBucketName(name)
    if (!Array.isArray(rules)) throw new Error('rules must be Array')
    const document = { LifecycleConfiguration: { Rule: rules.map(ruleOf) } }
    const { res } = await put(this, 'putBucketLifecycle', name, 'lifecycle', document, options)
    return { res }
  },

  /**
   * @this {any}
   * @param {string} name
   * @param {any} [options]
   */
  async getBucketLifecycle(name, options) {
    const { data, res } = await get(this, 'getBucketLifecycle', name, 'lifecycle', options)
    const rules = listOf(data.Rule).map(({ ID, Tag, ...rule }) => {
      const tagged = Tag === undefined ? rule : { ...rule, Tag: listOf(Tag) }
      return renamed(ID ? { ...tagged, id: ID } : tagged, lowerFirst)
    })
    return { rules: rules.length > 0 ? rules : null, res }
  },

  /**
   * @this {any}
   * @param {string} name
   * @param {any} [options]
   */
  async deleteBucketLifecycle(name, options) {
    const { res } = await remove(this, 'deleteBucketLifecycle', name, 'lifecycle', options)
    return { res }
  },
}
