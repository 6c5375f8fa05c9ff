'use strict'
// Objects are copied, also onto themselves: with other metadata, or encrypted otherwise.

const { Native, call } = require('../call.js')
const { hasHeader } = require('../headers.js')
const { objectName } = require('./name.js')
const { sourceOf } = require('./source.js')

/** Conditions are about the source. */
const CONDITIONS = ['if-match', 'if-none-match', 'if-modified-since', 'if-unmodified-since']
/** Headers that belong to the copy: with one of them, it takes nothing of the kind from the source. */
const REPLACING = [
  'content-type',
  'content-encoding',
  'content-language',
  'content-disposition',
  'cache-control',
  'expires',
]
const ENCRYPTION = 'x-oss-server-side-encryption'

/**
 * @param {string} name
 * @param {Record<string, any> | undefined} headers
 * @param {boolean} replaces
 */
function copyHeaders(name, headers, replaces) {
  const given = Object.entries(headers ?? {}).map(([name, value]) => /** @type {const} */ ([name.toLowerCase(), value]))
  const named = given.map(([name, value]) => [CONDITIONS.includes(name) ? `x-oss-copy-source-${name}` : name, value])
  const sent = Object.fromEntries(named)
  if (given.some(([name]) => REPLACING.includes(name))) replaces = true
  if (replaces) {
    sent['x-oss-metadata-directive'] ??= 'REPLACE'
    // Else the copy would have none: what is replaced is replaced whole.
    sent['content-type'] ??= Native.mimeOf(objectName(name))
  }
  return sent
}

/** How a call says that the object is to be encrypted, if it does. */
function chooses(options, client) {
  return hasHeader(options?.headers, ENCRYPTION) || (options?.sse ?? client.options.sse ?? null) !== null
}

module.exports = {
  /**
   * The source of a copy, as its header says it.
   *
   * @this {any}
   * @param {string} sourceName
   * @param {string} [bucketName]
   */
  _getSourceName(sourceName, bucketName) {
    const { bucket, key } = sourceOf(this.options.bucket, sourceName, bucketName)
    return `/${bucket}/${encodeURIComponent(key)}`
  },

  /**
   * @this {any}
   * @param {string} name
   * @param {string} sourceName
   * @param {any} [bucketName] of the source; or the options
   * @param {Record<string, any> | null} [options]
   */
  async copy(name, sourceName, bucketName, options) {
    const given = bucketName !== null && typeof bucketName === 'object' ? bucketName : (options ?? {})
    const { versionId, ...rest } = given
    const own = given.bucket ?? this.options.bucket
    const source = { ...sourceOf(own, sourceName, bucketName), versionId }
    const headers = copyHeaders(name, given.headers, Boolean(given.meta))
    const { document, res, sse } = await call(this, 'copy', [name, source], { ...rest, headers })
    const data = document && { etag: document.ETag, lastModified: document.LastModified }
    return { data, res, sse }
  },

  /**
   * Replaces the metadata of an object. It stays encrypted as it is, unless `sse` says otherwise.
   *
   * @this {any}
   * @param {string} name
   * @param {Record<string, any> | null} meta
   * @param {Record<string, any> | null} [options]
   */
  async putMeta(name, meta, options) {
    const { headers, sse, requireEncryption, timeout, retryMax, bucket, signal, ctx } = options ?? {}
    const common = { timeout, retryMax, bucket, signal, ctx }
    const kept = chooses(options, this) ? sse : (await this.head(name, common)).sse
    return this.copy(name, name, { ...common, headers, sse: kept ?? undefined, requireEncryption, meta: meta ?? {} })
  },
}
