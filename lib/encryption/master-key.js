'use strict'
// Objects that the client encrypts, under another master key: the service changes none of that in a copy, so they are read and written anew, by
// parts that are put together only if the object is still what it was.

const { Native } = require('../call.js')
const { BLOCK, HMAC, PREFIX } = require('../client-encryption/envelope.js')
const { SEALER, SIZES } = require('../client-encryption/sealer.js')
const { MAX_PARTS, numbered, rangesOf } = require('../parts.js')
const { Change, Obstacle } = require('./change.js')

const PART_SIZE = 8 << 20
/** What was said of the plaintext, and is still so. */
const SUMS = [`${PREFIX}unencrypted-content-length`, `${PREFIX}unencrypted-content-md5`]

class MasterKeyChange extends Change {
  #client
  #bucket
  #sealer

  /** @param {any} client @param {any} options those of `Change` */
  constructor(client, options) {
    super(client, options)
    const sealer = client[SEALER]
    if (!sealer) throw new TypeError('masterKey is for an OSS.EncryptionClient, whose first master key is the new one')
    this.#client = client
    this.#bucket = options.bucket
    this.#sealer = sealer
  }

  /** Whether the first master key opens it. */
  isDone({ byClient, headers }) {
    return byClient && this.#sealer.isCurrent(this.#client, headers)
  }

  async obstacle(object, signal) {
    const { byClient, headers, type, size } = object
    if (!byClient) return 'not-client-encrypted'
    // Its sum is of the ciphertext, which will be another.
    if (headers[HMAC]) return 'authenticated'
    if (size === 0) return 'empty'
    const why = await super.obstacle({ ...object, byClient: false }, signal)
    return why ?? (type === 'Appendable' ? 'appendable' : undefined)
  }

  requestsFor({ size }) {
    return 6 + 2 * rangesOf(size, partSizeOf(size)).length
  }

  async rewrite(object, signal) {
    const { name, size, description, storageClass, headers, sse, etag } = object
    const tags = await this.tags(name, signal)
    const access = await this.access(name, signal)
    const partSize = partSizeOf(size)
    const kept = Object.fromEntries(SUMS.filter((sum) => headers[sum]).map((sum) => [sum, headers[sum]]))
    const said = { ...kept, 'x-oss-storage-class': storageClass, ...(tags && { 'x-oss-tagging': tags }) }
    const options = {
      bucket: this.#bucket,
      signal,
      headers: said,
      description: description.withoutEnvelope(),
      ...(sse && { sse }),
    }
    const begun = await this.#sealer.begin(this.#client, name, { ...options, [SIZES]: { dataSize: size, partSize } })
    this.requests++
    const { UploadId: id } = begun.document
    const [parts, sums] = [/** @type {any[]} */ ([]), /** @type {any[]} */ ([])]
    try {
      for (const { number, start, end } of numbered(rangesOf(size, partSize))) {
        const Range = `bytes=${start}-${end - 1}`
        const reading = this.#sealer.reading(this.#client, {
          signal,
          authenticate: false,
          headers: { Range, 'If-Match': etag },
        })
        const { content } = await this.ask('get', [name], reading)
        const body = { bytes: content, size: content.length }
        const part = await this.#sealer.part(this.#client, [name, id, number, body], { bucket: this.#bucket, signal })
        this.requests++
        parts.push({ number, etag: part.etag })
        sums.push({ crc64: part.crc64, size: content.length })
      }
      await this.checkUnchanged(object, signal)
      const crc64 = Native.combineCrc64(sums)
      await this.ask('completeMultipartUpload', [name, id, parts, crc64], { signal, headers: access })
    } catch (/** @type {any} */ error) {
      await this.abort(name, id)
      if (error?.code === 'DecryptionFailed') throw new Obstacle('other-master-key')
      throw error
    } finally {
      this.#sealer.forget(id)
    }
  }
}

/** A part begins with a block of the cipher. @param {number} size */
function partSizeOf(size) {
  return Math.max(PART_SIZE, Math.ceil(size / MAX_PARTS / BLOCK) * BLOCK)
}

module.exports = { MasterKeyChange }
