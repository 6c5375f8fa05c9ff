'use strict'
// Lists that come in pages, as one: `for await (const object of client.objects({ prefix: 'a/' }))`.

const { OSSError } = require('./error.js')
const { versionPage } = require('./object/list.js')

/** Names that XML cannot carry are in no list without it. */
const ENCODED = { 'encoding-type': 'url' }

/**
 * Where the next page begins, as members of the query; nothing behind the last.
 *
 * @template Page
 * @typedef {(page: Page) => Record<string, any> | null | undefined | false} Next
 */

/**
 * A list whose pages are asked for when they are needed. It can be read again, from the beginning.
 *
 * @template Page, Item
 */
class PagedList {
  #read
  #next
  #itemsOf

  /**
   * @param {(from: Record<string, any>) => Promise<Page>} read
   * @param {Next<Page>} next
   * @param {(page: Page) => Iterable<Item>} itemsOf
   */
  constructor(read, next, itemsOf) {
    this.#read = read
    this.#next = next
    this.#itemsOf = itemsOf
  }

  async *[Symbol.asyncIterator]() {
    for await (const page of this.byPage()) {
      // One by one: `yield*` waits three times for each.
      for (const item of this.#itemsOf(page)) yield item
    }
  }

  /** The pages, as the list's method gives them. */
  async *byPage() {
    const checkNew = newOnly()
    for (let from = /** @type {Record<string, any>} */ ({}); ;) {
      const page = await this.#read(from)
      yield page
      const next = this.#next(page)
      if (!next) return
      checkNew(next)
      from = next
    }
  }
}

/**
 * Refuses a page that was there before: the list would never end. One marker is remembered, further and further on,
 * which meets every circle in the end.
 */
function newOnly() {
  let remembered = ''
  let [steps, limit] = [0, 1]
  return (/** @type {Record<string, any>} */ next) => {
    const marker = JSON.stringify(next, (_, value) => value || undefined)
    if (marker === '{}' || marker === remembered) {
      const message = `the list does not end: the service says that there is more behind ${marker}, where it was before`
      throw new OSSError(message, { name: 'MalformedResponseError', code: 'MalformedResponse' })
    }
    if (++steps === limit) {
      remembered = marker
      steps = 0
      limit *= 2
    }
  }
}

const methods = {
  /**
   * @this {any}
   * @param {Record<string, any> | null} [query] of `listV2`
   * @param {Record<string, any> | null} [options]
   */
  objects(query, options) {
    return new PagedList(
      (from) => this.listV2({ ...ENCODED, ...query, ...from }, options),
      ({ isTruncated, nextContinuationToken }) => isTruncated && { 'continuation-token': nextContinuationToken },
      ({ objects }) => objects,
    )
  },

  /**
   * @this {any}
   * @param {Record<string, any> | null} [query] of `getBucketVersions`
   * @param {Record<string, any> | null} [options]
   */
  versions(query, options) {
    return new PagedList(
      (from) => versionPage(this, { ...ENCODED, ...query, ...from }, options),
      ({ isTruncated, nextKeyMarker, nextVersionIdMarker }) =>
        isTruncated && { keyMarker: nextKeyMarker, versionIdMarker: nextVersionIdMarker },
      ({ versions }) => versions,
    )
  },

  /**
   * @this {any}
   * @param {Record<string, any> | null} [query] of `listBuckets`
   * @param {Record<string, any> | null} [options]
   */
  buckets(query, options) {
    return new PagedList(
      (from) => this.listBuckets({ ...query, ...from }, options),
      ({ isTruncated, nextMarker }) => isTruncated && { marker: nextMarker },
      ({ buckets }) => buckets ?? [],
    )
  },

  /**
   * @this {any}
   * @param {Record<string, any> | null} [query] of `listUploads`
   * @param {Record<string, any> | null} [options]
   */
  uploads(query, options) {
    return new PagedList(
      (from) => this.listUploads({ ...ENCODED, ...query, ...from }, options),
      ({ isTruncated, nextKeyMarker, nextUploadIdMarker }) =>
        isTruncated && { 'key-marker': nextKeyMarker, 'upload-id-marker': nextUploadIdMarker },
      ({ uploads }) => uploads,
    )
  },

  /**
   * @this {any}
   * @param {string} name
   * @param {string} uploadId
   * @param {Record<string, any> | null} [query] of `listParts`
   * @param {Record<string, any> | null} [options]
   */
  parts(name, uploadId, query, options) {
    return new PagedList(
      (from) => this.listParts(name, uploadId, { ...query, ...from }, options),
      ({ isTruncated, nextPartNumberMarker }) =>
        String(isTruncated) === 'true' && { 'part-number-marker': nextPartNumberMarker },
      // A part that is alone is no list, as in ali-oss.
      ({ parts }) => [parts ?? []].flat(),
    )
  },
}

module.exports = methods
