'use strict'
// Calls of the soak about settings: of an object, and of a bucket that only its owner uses.

const ALGORITHMS = ['AES256', 'SM4', 'KMS']

const settings = {
  async acl({ slot, client, options, chance }) {
    if (!slot.value) return undefined
    const wanted = chance.one(['private', 'public-read', 'default'])
    await client.putACL(slot.name, wanted, options)
    const { acl } = await client.getACL(slot.name, options)
    return acl === wanted ? undefined : `the ACL of ${slot.name} is ${acl}, not ${wanted}`
  },

  async tags({ slot, client, options, number }) {
    if (!slot.value) return undefined
    await client.putObjectTagging(slot.name, { number: String(number) }, options)
    const { tag } = await client.getObjectTagging(slot.name, options)
    return tag.number === String(number) ? undefined : `the tag of ${slot.name} is ${tag.number}, not ${number}`
  },

  async rule({ client, options, chance, bucket }) {
    const wanted = chance.one(ALGORITHMS)
    await client.putBucketEncryption(bucket, { ...options, SSEAlgorithm: wanted })
    const { encryption } = await client.getBucketEncryption(bucket, options)
    const { SSEAlgorithm: found } = encryption
    return found === wanted ? undefined : `the rule of ${bucket} is ${found}, not ${wanted}`
  },

  async buckets({ client, options, bucket }) {
    const { buckets } = await client.listBuckets({ prefix: bucket }, options)
    return (buckets ?? []).some(({ name }) => name === bucket) ? undefined : `${bucket} is not listed`
  },
}

module.exports = { settings }
