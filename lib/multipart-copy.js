'use strict'
// Copies in parts: as uploads, but the service fetches the bytes itself.

const { asTask, checkGoing } = require('./cancel.js')
const { changed, checkUnchanged } = require('./checkpoint.js')
const { askOptions, initiateOptions, partOptions } = require('./multipart-options.js')
const { checkLeast, numbered, rangesOf, without } = require('./parts.js')
const { isReplaced } = require('./replaced.js')
const { Transfer } = require('./transfer.js')

/**
 * @typedef {object} SourceData
 * @property {string} sourceKey
 * @property {string} sourceBucketName
 * @property {number} [startOffset]
 * @property {number} [endOffset] the first byte that is not copied
 */

const methods = {
  /**
   * @this {any}
   * @param {string} name
   * @param {SourceData} sourceData
   * @param {Record<string, any> | null} [options]
   */
  async multipartUploadCopy(name, sourceData, options) {
    this.resetCancelFlag()
    const given = { ...options }
    return asTask(this, given.signal, async (task) => {
      const copy = { client: this, task, options: given }
      checkGoing(this, task)
      const { range, crc64, etag } = await look(copy, sourceData)
      if (!given.checkpoint?.uploadId) return begin(copy, name, range, crc64, etag)
      const { sourceEtag = etag } = given.checkpoint
      if (sourceEtag !== etag) throw changed(`${nameOf(range)} has`, 'since the checkpoint')
      return goOn(copy, given.checkpoint, range, crc64)
    })
  },

  /**
   * @this {any}
   * @param {import('./checkpoint.js').Checkpoint} checkpoint
   * @param {SourceData} sourceData
   * @param {Record<string, any> | null} [options]
   */
  async _resumeMultipartCopy(checkpoint, sourceData, options) {
    const given = { ...options }
    return asTask(this, given.signal, (task) => go({ client: this, task, options: given }, checkpoint, sourceData))
  },

  _divideMultipartCopyParts: rangesOf,

  /**
   * Does `job` for each item, `parallel` at a time.
   *
   * @this {any}
   * @param {any[]} todo
   * @param {number} parallel
   * @param {(client: any, item: any, sourceData?: any) => Promise<void>} job
   * @param {any} [sourceData] what else it is given
   * @returns {Promise<unknown[]>} what went wrong
   */
  async _parallelNode(todo, parallel, job, sourceData) {
    return this._parallel(todo, parallel, (item) => job(this, item, ...(sourceData ? [sourceData] : [])))
  },

  /**
   * The HEAD of an object of another bucket. The client's own bucket stays what it is, for other calls go on meanwhile.
   *
   * @this {any}
   * @param {string} bucket
   * @param {string} name
   * @param {Record<string, any> | null} [options]
   */
  async _getObjectMeta(bucket, name, options) {
    return this.head(name, { ...options, bucket })
  },
}

/** Looks at the source: what of it there is to copy, and the checksum if that is all of it. */
async function look({ client, task, options }, sourceData) {
  const { sourceBucketName, sourceKey, startOffset, endOffset } = sourceData
  const settings = fromSource(askOptions(options, task.signal), options)
  const { res } = await task.wait(client._getObjectMeta(sourceBucketName, sourceKey, settings))
  const size = Number(res.headers['content-length'])
  const range = { ...sourceData, startOffset: startOffset || 0, endOffset: endOffset || size }
  const whole = range.startOffset === 0 && range.endOffset === size
  return { range, crc64: whole ? res.headers['x-oss-hash-crc64ecma'] : undefined, etag: res.headers.etag }
}

async function begin({ client, task, options }, name, range, crc64, sourceEtag) {
  const copySize = range.endOffset - range.startOffset
  checkLeast('copySize', copySize)
  if (options.partSize) checkLeast('partSize', options.partSize)
  const initiated = await task.wait(client.initMultipartUpload(name, initiateOptions(options, task.signal)))
  const partSize = client._getPartSize(copySize, options.partSize)
  const checkpoint = { name, copySize, partSize, uploadId: initiated.uploadId, doneParts: [], sourceEtag }
  await options.progress?.(0, checkpoint, initiated.res)
  return goOn({ client, task, options }, checkpoint, range, crc64, initiated.res)
}

/** As in ali-oss, by a program's own method, where it has one. */
function goOn(copy, checkpoint, range, crc64, res) {
  const { client, options } = copy
  const own = isReplaced(client, '_resumeMultipartCopy', methods._resumeMultipartCopy)
  return own ? client._resumeMultipartCopy(checkpoint, range, options) : go(copy, checkpoint, range, crc64, res)
}

/**
 * @param {{ client: any, task: any, options: Record<string, any> }} copy
 * @param {any} checkpoint
 * @param {any} source
 * @param {string} [crc64] of the source, if it is copied as a whole
 * @param {unknown} [res] the answer that began it
 */
async function go({ client, task, options }, checkpoint, source, crc64, res) {
  checkGoing(client, task)
  const { name, uploadId, copySize, partSize } = checkpoint
  const { startOffset = 0, endOffset = startOffset + copySize } = source
  checkUnchanged(nameOf(source), endOffset - startOffset, copySize)
  const parts = numbered(client._divideMultipartCopyParts(copySize, partSize, startOffset))
  // As in ali-oss of the parts alone; but the last one is not the end.
  const share = (done) => (done < parts.length ? done / parts.length : done / (done + 1))
  const transfer = new Transfer({ client, task, options, checkpoint, verb: 'copy', share, res })
  await transfer.look()
  const headers = unchanged(options.copyheaders, checkpoint.sourceEtag)
  const missing = without(parts, (part) => transfer.has(part, () => true))
  await transfer.send(missing, ({ number, start, end }) => {
    const settings = fromSource(partOptions(options, task.signal), options, headers)
    return client.uploadPartCopy(name, uploadId, number, `${start}-${end - 1}`, source, settings)
  })
  return transfer.complete(() => crc64)
}

const nameOf = ({ sourceBucketName, sourceKey }) => `${sourceBucketName}/${sourceKey}`

/** Parts of what the source was at first: the service refuses those of another. @param {Record<string, any>} [headers] @param {string} [etag] */
function unchanged(headers, etag) {
  const said = Object.keys(headers ?? {}).some((name) => /^x-oss-copy-source-if-/i.test(name))
  return said || !etag ? headers : { ...headers, 'x-oss-copy-source-if-match': etag }
}

/**
 * Requests that read the source have headers of their own, and the version that is copied.
 *
 * @param {Record<string, any>} settings
 * @param {Record<string, any>} options
 * @param {Record<string, any>} [headers]
 */
function fromSource(settings, { versionId }, headers) {
  return { ...settings, headers: { ...headers }, ...(versionId ? { versionId } : {}) }
}

module.exports = { methods }
