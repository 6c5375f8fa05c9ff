'use strict'
// What a bucket holds, page by page, in the shapes of ali-oss.

const { call } = require('../call.js')
const { decoder, listOf } = require('./document.js')
const { objectUrl } = require('./name.js')

const orNull = (text) => text || null
const isTrue = (text) => text === 'true'

/** Whether an archived object is readable, and until when. */
function restoreInfo(text) {
  if (!text) return undefined
  if (text.includes('ongoing-request="true"')) return { ongoingRequest: true }
  const until = /expiry-date="(.*)"/.exec(text)?.[1]
  return until ? { ongoingRequest: false, expiryDate: new Date(until) } : { ongoingRequest: false }
}

const ownerOf = (owner) => (owner ? { id: owner.ID, displayName: owner.DisplayName } : null)

function summary(client, object, decode) {
  const name = decode(object.Key)
  return {
    name,
    url: objectUrl(client, name),
    lastModified: object.LastModified,
    etag: object.ETag,
    type: object.Type,
    size: Number(object.Size),
    storageClass: object.StorageClass,
    owner: ownerOf(object.Owner),
    restoreInfo: restoreInfo(object.RestoreInfo),
  }
}

function prefixesOf(document, decode) {
  const prefixes = listOf(document.CommonPrefixes).map(({ Prefix }) => decode(Prefix))
  return prefixes.length > 0 ? prefixes : null
}

/** `keyMarker` as `key-marker`. */
function kebab(query) {
  return Object.fromEntries(
    Object.entries(query ?? {}).map(([name, value]) => [
      name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`),
      value,
    ]),
  )
}

/**
 * @this {any}
 * @param {Record<string, any> | null} [query]
 * @param {Record<string, any> | null} [options]
 */
async function getBucketVersions(query, options) {
  if (query?.versionIdMarker && query.keyMarker === undefined) {
    throw new Error('A version-id marker cannot be specified without a key marker')
  }
  const { document, res } = await call(this, 'getBucketVersions', [kebab(query)], options)
  const decode = decoder(document)
  const marker = document.NextKeyMarker ? decode(document.NextKeyMarker) : null
  const versionMarker = orNull(document.NextVersionIdMarker)
  return {
    res,
    objects: listOf(document.Version).map((version) => ({
      ...summary(this, version, decode),
      isLatest: isTrue(version.IsLatest),
      versionId: version.VersionId,
    })),
    deleteMarker: listOf(document.DeleteMarker).map((one) => ({
      name: decode(one.Key),
      lastModified: one.LastModified,
      versionId: one.VersionId,
      owner: ownerOf(one.Owner),
    })),
    prefixes: prefixesOf(document, decode),
    nextMarker: marker,
    NextVersionIdMarker: versionMarker,
    nextKeyMarker: marker,
    nextVersionIdMarker: versionMarker,
    isTruncated: isTrue(document.IsTruncated),
  }
}

module.exports = {
  /**
   * @this {any}
   * @param {Record<string, any> | null} [query]
   * @param {Record<string, any> | null} [options]
   */
  async list(query, options) {
    const { document, res } = await call(this, 'list', [query], options)
    const decode = decoder(document)
    return {
      res,
      objects: listOf(document.Contents).map((object) => summary(this, object, decode)),
      prefixes: prefixesOf(document, decode),
      nextMarker: document.NextMarker ? decode(document.NextMarker) : null,
      isTruncated: isTrue(document.IsTruncated),
    }
  },

  /**
   * @this {any}
   * @param {Record<string, any> | null} [query]
   * @param {Record<string, any> | null} [options]
   */
  async listV2(query, options) {
    const { continuationToken, ...parameters } = query ?? {}
    const token = parameters['continuation-token'] || continuationToken
    delete parameters['continuation-token']
    if (token) parameters['continuation-token'] = token
    const { document, res } = await call(this, 'listV2', [parameters], options)
    const decode = decoder(document)
    return {
      res,
      objects: listOf(document.Contents).map((object) => summary(this, object, decode)),
      prefixes: prefixesOf(document, decode),
      isTruncated: isTrue(document.IsTruncated),
      keyCount: Number(document.KeyCount),
      continuationToken: orNull(document.ContinuationToken),
      nextContinuationToken: orNull(document.NextContinuationToken),
    }
  },

  getBucketVersions,
  listObjectVersions: getBucketVersions,
}
