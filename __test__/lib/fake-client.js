'use strict'
// A client whose requests are answered here: it has the methods under test, and records what they ask for.

const { createHash } = require('node:crypto')
const { readFileSync } = require('node:fs')
const { methods: helpers } = require('../../lib/helpers.js')
const { multipartMethods } = require('../../lib/multipart.js')

/** A checksum that can be told from another, and that shows what it was made of. */
const sumOf = (bytes) => `<${createHash('md5').update(bytes).digest('hex').slice(0, 6)}>`
const combineCrc64 = (parts) => parts.map(({ crc64, size }) => `${crc64}${size}`).join('')

class FakeClient {
  options = { bucket: 'bucket', cancelFlag: undefined }
  /** @type {any[][]} */
  calls = []
  /** @type {Map<number, Buffer>} */
  parts = new Map()
  active = 0
  mostActive = 0
  /** Takes the place of a part's request. @type {((partNo: number, options: any) => any) | undefined} */
  onPart
  headers = {}
  pageSize = 1000

  named(name) {
    return this.calls.filter(([method]) => method === name).map(([, ...args]) => args)
  }

  async initMultipartUpload(name, options) {
    this.calls.push(['init', name, options])
    return { res: answer(), bucket: 'bucket', name, uploadId: 'id' }
  }

  async _uploadPart(name, uploadId, partNo, data, options) {
    this.calls.push(['part', partNo, data, options])
    this.mostActive = Math.max(this.mostActive, ++this.active)
    try {
      await new Promise((resolve) => setImmediate(resolve))
      await this.onPart?.(partNo, options)
      const bytes = data.content ?? readFileSync(data.path).subarray(data.start, data.end)
      this.parts.set(partNo, Buffer.from(bytes))
      const etag = `"ETAG${partNo}"`
      return { name, etag, res: answer({ etag }), sse: null, crc64: sumOf(bytes), size: data.size }
    } finally {
      this.active--
    }
  }

  async uploadPartCopy(name, uploadId, partNo, range, source, options) {
    this.calls.push(['copy', partNo, range, source, options])
    await new Promise((resolve) => setImmediate(resolve))
    await this.onPart?.(partNo, options)
    const etag = `"ETAG${partNo}"`
    return { name, etag, res: answer({ etag }) }
  }

  async listParts(name, uploadId, query, options) {
    this.calls.push(['list', query, options])
    const from = Number(query['part-number-marker'])
    const rest = [...this.parts].filter(([number]) => number > from).sort(([a], [b]) => a - b)
    const page = rest.slice(0, this.pageSize)
    const parts = page.map(([number, bytes]) => ({
      PartNumber: String(number),
      ETag: `"ETAG${number}"`,
      Size: String(bytes.length),
      HashCrc64ecma: sumOf(bytes),
    }))
    return {
      res: answer(),
      parts: parts.length === 1 ? parts[0] : parts,
      isTruncated: String(rest.length > page.length),
      nextPartNumberMarker: String(page.at(-1)?.[0] ?? 0),
    }
  }

  /** All parts, put together. */
  get stored() {
    return Buffer.concat([...this.parts].sort(([a], [b]) => a - b).map(([, part]) => part))
  }

  /** What the service would say of all parts. */
  get crc64() {
    const parts = [...this.parts].sort(([a], [b]) => a - b)
    return combineCrc64(parts.map(([, bytes]) => ({ crc64: sumOf(bytes), size: bytes.length })))
  }

  async completeMultipartUpload(name, uploadId, parts, options) {
    this.calls.push(['complete', parts, options])
    const res = answer({ etag: '"WHOLE"', 'x-oss-hash-crc64ecma': this.crc64, ...this.headers })
    return { res, bucket: 'bucket', name, etag: '"WHOLE"', sse: { algorithm: 'AES256' } }
  }

  async abortMultipartUpload(name, uploadId) {
    this.calls.push(['abort', uploadId])
    throw new Error('NoSuchUpload')
  }

  async head(name, options) {
    this.calls.push(['head', name, options])
    return { res: answer({ 'content-length': '1048576', 'x-oss-hash-crc64ecma': '7' }) }
  }

  async put(name, file, options) {
    this.calls.push(['put', file, options])
    return { res: answer({ etag: '"PUT"' }), name, sse: null }
  }
}

Object.assign(FakeClient.prototype, helpers, multipartMethods({ combineCrc64 }))

function answer(headers = {}) {
  return { status: 200, headers }
}

module.exports = { /** @type {any} */ FakeClient }
