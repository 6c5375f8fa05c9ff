'use strict'
// The single requests of which uploads in parts are made.

const { call } = require('../call.js')
const { answerOf, asksForCallback, withCallback } = require('../callback.js')
const { SEALER } = require('../client-encryption/sealer.js')
const { CRC64, completeOptions } = require('../multipart-options.js')
const { withBody } = require('../request-body.js')
const { decoder, listOf } = require('./document.js')

/** Completing wants the parts in order, each once. */
function ordered(parts) {
  const sorted = [...parts].sort((a, b) => a.number - b.number)
  return sorted.filter(({ number }, index) => index === 0 || number !== sorted[index - 1].number)
}

/** What of a part is sent: a range of a file, bytes, or a stream, which is made where it is looked at. */
function partBody(client, data, options, send) {
  const { path, start, size, version, content } = data
  if (path !== undefined) return send({ path, start, length: size, version }, options)
  if (content !== undefined && size === 0) return withBody(client, Buffer.alloc(0), options, send)
  return withBody(client, content ?? data.stream, { ...options, contentLength: size }, send)
}

module.exports = {
  /**
   * @this {any}
   * @param {string} name
   * @param {Record<string, any> | null} [options]
   */
  async initMultipartUpload(name, options) {
    const begin = () => call(this, 'initMultipartUpload', [name], options)
    const { document, res, sse, encryption } = await (this[SEALER]?.begin(this, name, options) ?? begin())
    return {
      res,
      bucket: document.Bucket,
      name: decoder(document)(document.Key),
      uploadId: document.UploadId,
      sse,
      ...(encryption && { encryption }),
    }
  },

  /**
   * @this {any}
   * @param {string} name
   * @param {string} uploadId
   * @param {number} partNo
   * @param {any} data
   * @param {Record<string, any> | null} [options]
   */
  async _uploadPart(name, uploadId, partNo, data, options) {
    const sealer = this[SEALER]
    const send = (body, told) => {
      const args = [name, uploadId, Number(partNo), body]
      return sealer ? sealer.part(this, args, told) : call(this, 'uploadPart', args, told)
    }
    const { etag, res, sse, crc64 } = await partBody(this, data, options, send)
    return { name, etag, res, sse, crc64, size: data.size }
  },

  /**
   * @this {any}
   * @param {string} name
   * @param {string} uploadId
   * @param {number} partNo
   * @param {string | null | undefined} range such as `0-102399`
   * @param {{ sourceKey: string, sourceBucketName: string }} sourceData
   * @param {Record<string, any> | null} [options]
   */
  async uploadPartCopy(name, uploadId, partNo, range, sourceData, options) {
    const versionId = options?.versionId ?? options?.subres?.versionId ?? undefined
    const source = { bucket: sourceData.sourceBucketName, key: sourceData.sourceKey, versionId }
    const { subres: _, ...rest } = options ?? {}
    const args = [name, uploadId, Number(partNo), range || undefined, source]
    const { res, sse } = await call(this, 'uploadPartCopy', args, rest)
    return { name, etag: res.headers.etag, res, sse }
  },

  /**
   * @this {any}
   * @param {string} name
   * @param {string} uploadId
   * @param {{ number: number, etag: string }[]} parts
   * @param {Record<string, any> | null} [options]
   */
  async completeMultipartUpload(name, uploadId, parts, options) {
    /** @type {Record<string | symbol, any>} */
    const { callback, progress, [CRC64]: crc64 } = options ?? {}
    const given = completeOptions(options ?? {}, options?.signal)
    const headers = withCallback(given.headers, callback)
    const args = [name, uploadId, ordered(parts), crc64]
    const { res, sse } = await call(this, 'completeMultipartUpload', args, { ...given, headers })
    await progress?.(1, null, res)
    const bucket = options?.bucket ?? this.options.bucket
    const result = { res, bucket, name: this._objectName(name), etag: res.headers.etag, sse }
    return asksForCallback(headers) ? { ...result, data: answerOf(res) } : result
  },

  /**
   * @this {any}
   * @param {string} name
   * @param {string} uploadId
   * @param {Record<string, any> | null} [options]
   */
  async abortMultipartUpload(name, uploadId, options) {
    this._stop(uploadId)
    return call(this, 'abortMultipartUpload', [name, uploadId], options)
  },

  /**
   * @this {any}
   * @param {string} name
   * @param {string} uploadId
   * @param {Record<string, any> | null} [query]
   * @param {Record<string, any> | null} [options]
   */
  async listParts(name, uploadId, query, options) {
    const { document, res } = await call(this, 'listParts', [name, uploadId, query], options)
    return {
      res,
      uploadId: document.UploadId,
      bucket: document.Bucket,
      name: decoder(document)(document.Key),
      partNumberMarker: document.PartNumberMarker,
      nextPartNumberMarker: document.NextPartNumberMarker,
      maxParts: document.MaxParts,
      isTruncated: document.IsTruncated,
      // A part that is alone is no list, as in ali-oss.
      parts: document.Part || [],
    }
  },

  /**
   * @this {any}
   * @param {Record<string, any> | null} [query]
   * @param {Record<string, any> | null} [options]
   */
  async listUploads(query, options) {
    const { document, res } = await call(this, 'listUploads', [query], options)
    return {
      res,
      uploads: listOf(document.Upload).map(({ Key, UploadId, Initiated }) => ({
        name: decoder(document)(Key),
        uploadId: UploadId,
        initiated: Initiated,
      })),
      bucket: document.Bucket,
      nextKeyMarker: decoder(document)(document.NextKeyMarker),
      nextUploadIdMarker: document.NextUploadIdMarker,
      isTruncated: document.IsTruncated === 'true',
    }
  },
}
