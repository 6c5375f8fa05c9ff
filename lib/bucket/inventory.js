'use strict'
// Rules by which what a bucket holds is written down.

const { checkBucketName } = require('../request.js')
const { listOf, lowerFirst, renamed, upperFirst } = require('../xml.js')
const { get, put, remove } = require('./setting.js')

/** Names that stay as the service writes them. */
const KEPT = ['OSSBucketDestination', 'SSE-OSS', 'SSE-KMS']

/** A rule in the shape of ali-oss. */
function ruleOf({ Filter, Destination, Schedule, IsEnabled, OptionalFields, ...rest }) {
  const { RoleArn, Bucket, ...destination } = Destination?.OSSBucketDestination ?? {}
  const { Frequency, ...schedule } = Schedule ?? {}
  const fields = OptionalFields?.Field ? { ...OptionalFields, Field: listOf(OptionalFields.Field) } : OptionalFields
  const rule = {
    ...rest,
    IsEnabled: IsEnabled === 'true' || IsEnabled === 'TRUE' || IsEnabled === '1',
    prefix: Filter?.Prefix,
    OSSBucketDestination: {
      ...destination,
      rolename: RoleArn?.replace(/.*\//, ''),
      bucket: Bucket?.replace(/.*:::/, ''),
    },
    frequency: Frequency,
    Schedule: schedule,
  }
  const named = OptionalFields === undefined ? rule : { ...rule, OptionalFields: fields }
  return renamed(named, (name) => (KEPT.includes(name) ? name : lowerFirst(name)))
}

/** @param {string} inventoryId @param {any} options */
const chosen = (inventoryId, options) => ({ inventory: '', inventoryId, ...options?.subres })

module.exports = {
  /**
   * @this {any}
   * @param {string} name
   * @param {any} inventory
   * @param {any} [options]
   */
  async putBucketInventory(name, inventory, options) {
    const {
      id,
      isEnabled,
      prefix,
      OSSBucketDestination: to,
      frequency,
      includedObjectVersions,
      optionalFields,
    } = inventory
    checkBucketName(name)
    const InventoryConfiguration = {
      Id: id,
      IsEnabled: isEnabled,
      Filter: { Prefix: prefix || '' },
      Destination: {
        OSSBucketDestination: {
          Format: to.format,
          AccountId: to.accountId,
          RoleArn: `acs:ram::${to.accountId}:role/${to.rolename}`,
          Bucket: `acs:oss:::${to.bucket}`,
          Prefix: to.prefix || '',
          Encryption: to.encryption || '',
        },
      },
      Schedule: { Frequency: frequency },
      IncludedObjectVersions: includedObjectVersions,
      OptionalFields: { Field: optionalFields?.field || [] },
    }
    const document = renamed({ InventoryConfiguration }, upperFirst)
    const { status, res } = await put(this, 'putBucketInventory', name, chosen(id, options), document, options)
    return { status, res }
  },

  /**
   * @this {any}
   * @param {string} name
   * @param {string} inventoryId
   * @param {any} [options]
   */
  async getBucketInventory(name, inventoryId, options) {
    const { data, status, res } = await get(this, 'getBucketInventory', name, chosen(inventoryId, options), options)
    return { status, res, inventory: ruleOf(data) }
  },

  /**
   * @this {any}
   * @param {string} name
   * @param {any} [options] `continuationToken`: where the page before ended
   */
  async listBucketInventory(name, options) {
    const { continuationToken: token } = options ?? {}
    const subres = { inventory: '', ...(token && { 'continuation-token': token }), ...options?.subres }
    const { data, status, res } = await get(this, 'listBucketInventory', name, subres, options)
    const rules = data.InventoryConfiguration
    return {
      isTruncated: data.IsTruncated === 'true',
      nextContinuationToken: data.NextContinuationToken,
      inventoryList: rules && listOf(rules).map(ruleOf),
      status,
      res,
    }
  },

  /**
   * @this {any}
   * @param {string} name
   * @param {string} inventoryId
   * @param {any} [options]
   */
  async deleteBucketInventory(name, inventoryId, options) {
    const { status, res } = await remove(this, 'deleteBucketInventory', name, chosen(inventoryId, options), options)
    return { status, res }
  },
}
