'use strict'
// What a bucket holds, page by page, in the shapes of ali-oss.

const { call } = require('../call.js')
const { countOf, decoder, flagOf, listOf, nameOf, textOf } = require('./document.js')
const { restoreInfo } = require('./restore-info.js')

const orNull = (text) => text || null

/** A page and its document. */
async function page(client, method, query, options) {
  const { json, res } = await call(client, method, [query], options)
  return { document: JSON.parse(json), res }
}

const ownerOf = (owner) => (owner ? { id: owner.ID, displayName: owner.DisplayName } : null)

function summary(client, object, decode, bucket) {
  const name = nameOf(decode(object.Key))
  return {
    name,
    url: bucket ? client._getReqUrl({ bucket, object: name }) : client._objectUrl(name),
    lastModified: textOf(object.LastModified, 'LastModified'),
    etag: textOf(object.ETag, 'ETag'),
    type: textOf(object.Type, 'Type'),
    size: countOf(object.Size, 'Size'),
    storageClass: textOf(object.StorageClass, 'StorageClass'),
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

/** The order in which the service lists versions: by the names' UTF-8, then the newest first. It tells no fractions of seconds. */
function byNameAndAge(a, b) {
  if (a.name !== b.name) return Buffer.compare(Buffer.from(a.name), Buffer.from(b.name))
  return Number(b.isLatest) - Number(a.isLatest) || Date.parse(b.lastModified) - Date.parse(a.lastModified)
}

/**
 * A page of versions, with objects and delete markers also as one list: `versions`.
 *
 * @param {any} client
 * @param {Record<string, any> | null} [query]
 * @param {Record<string, any> | null} [options]
 */
async function versionPage(client, query, options) {
  if (query?.versionIdMarker && query.keyMarker === undefined) {
    throw new Error('A version-id marker cannot be specified without a key marker')
  }
  const { document, res } = await page(client, 'getBucketVersions', kebab(query), options)
  const decode = decoder(document)
  const bucket = options?.bucket
  const objects = listOf(document.Version).map((version) => ({
    ...summary(client, version, decode, bucket),
    isLatest: flagOf(version.IsLatest, 'IsLatest'),
    versionId: version.VersionId,
  }))
  const deleted = listOf(document.DeleteMarker).map((one) => ({
    name: nameOf(decode(one.Key)),
    lastModified: one.LastModified,
    versionId: one.VersionId,
    owner: ownerOf(one.Owner),
    isLatest: flagOf(one.IsLatest, 'IsLatest'),
  }))
  const versions = [
    ...objects.map((one) => ({ ...one, isDeleteMarker: false })),
    ...deleted.map((one) => ({ ...one, isDeleteMarker: true })),
  ]
  const marker = document.NextKeyMarker ? decode(document.NextKeyMarker) : null
  const versionMarker = orNull(document.NextVersionIdMarker)
  return {
    res,
    objects,
    deleteMarker: deleted.map(({ isLatest: _, ...one }) => one),
    versions: versions.sort(byNameAndAge),
    prefixes: prefixesOf(document, decode),
    nextMarker: marker,
    NextVersionIdMarker: versionMarker,
    nextKeyMarker: marker,
    nextVersionIdMarker: versionMarker,
    isTruncated: flagOf(document.IsTruncated, 'IsTruncated'),
  }
}

/**
 * @this {any}
 * @param {Record<string, any> | null} [query]
 * @param {Record<string, any> | null} [options]
 */
async function getBucketVersions(query, options) {
  const { versions: _, ...page } = await versionPage(this, query, options)
  return page
}

module.exports = {
  /**
   * @this {any}
   * @param {Record<string, any> | null} [query]
   * @param {Record<string, any> | null} [options]
   */
  async list(query, options) {
    const { document, res } = await page(this, 'list', query, options)
    const decode = decoder(document)
    return {
      res,
      objects: listOf(document.Contents).map((object) => summary(this, object, decode, options?.bucket)),
      prefixes: prefixesOf(document, decode),
      nextMarker: document.NextMarker ? decode(document.NextMarker) : null,
      isTruncated: flagOf(document.IsTruncated, 'IsTruncated'),
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
    const { document, res } = await page(this, 'listV2', parameters, options)
    const decode = decoder(document)
    return {
      res,
      objects: listOf(document.Contents).map((object) => summary(this, object, decode, options?.bucket)),
      prefixes: prefixesOf(document, decode),
      isTruncated: flagOf(document.IsTruncated, 'IsTruncated'),
      keyCount: countOf(document.KeyCount, 'KeyCount'),
      continuationToken: orNull(textOf(document.ContinuationToken, 'ContinuationToken')),
      nextContinuationToken: orNull(textOf(document.NextContinuationToken, 'NextContinuationToken')),
    }
  },

  getBucketVersions,
  listObjectVersions: getBucketVersions,
}
Object.defineProperty(module.exports, 'versionPage', { value: versionPage })
