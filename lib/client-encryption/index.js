'use strict'
// `OSS.EncryptionClient`: an `OSS` that encrypts what it stores, and decrypts what it reads.

const { call, settled } = require('../call.js')
const { OSSError } = require('../error.js')
const { headerOf, withoutHeaders } = require('../headers.js')
const { sourceOf } = require('../object/source.js')
const { lengthOf } = require('../request-body.js')
const { BLOCK, HMAC, isOfEnvelope, readEnvelope, writeEnvelope, writeSizes, writeSums } = require('./envelope.js')
const { MasterKeys } = require('./master-keys.js')
const { SEALER, SIZES } = require('./sealer.js')

/** Else a range that makes no sense is answered with the whole. */
const RANGE_BEHAVIOR = 'x-oss-range-behavior'

const ONCE =
  'a stream can be read only once, and is not authenticated: give bytes, a file or a function that makes the stream, or authenticate: false'

/** The sum of the plaintext: the service would hold it against the ciphertext. @param {Record<string, any> | undefined} headers */
const withoutMd5 = (headers) => withoutHeaders(headers, (name) => name === 'content-md5')

/**
 * Encrypts and decrypts for a client.
 *
 * @typedef {object} Upload an upload in parts
 * @property {any} dataKey
 * @property {Record<string, string>} headers that its parts repeat
 * @property {number} partSize
 */
class Sealer {
  /** @type {Map<string, Upload>} */
  #uploads = new Map()

  /** @param {Record<string, any>} options */
  constructor({ masterKey, masterKeys, authenticate = false }) {
    this.keys = new MasterKeys(masterKey, masterKeys)
    this.authenticate = Boolean(authenticate)
  }

  /** Stores an object. @param {any} client @param {string} name @param {any} body as native code takes it @param {any} options */
  async put(client, name, body, options) {
    const { dataKey, headers } = await this.#create(client)
    const sealed = dataKey.seal(body, 0)
    const given = withoutMd5(options.headers)
    const sums = await this.#sums(client, sealed, body, options)
    const all = { ...given, ...headers, ...writeSums(sums) }
    return call(client, 'put', [name, { sealed }], { ...options, headers: all })
  }

  /** Whether the first master key opens an object. @param {any} client @param {Record<string, string>} headers */
  async isCurrent(client, headers) {
    const envelope = readEnvelope(headers)
    const { first } = this.keys
    if (!first.opens(envelope.algorithm) || envelope.legacy) return false
    return first.unwrap(client, envelope).then(
      () => true,
      () => false,
    )
  }

  /** Begins an upload in parts. @param {any} client @param {string} name @param {any} options */
  async begin(client, name, options) {
    const given = options ?? {}
    const { dataSize, partSize, body } = given[SIZES] ?? given
    check('dataSize', dataSize, 1)
    check('partSize', partSize, BLOCK)
    if (partSize % BLOCK !== 0) throw new RangeError(`partSize must be a multiple of ${BLOCK}, not ${partSize}`)
    const { dataKey, headers } = await this.#create(client)
    if (this.authenticate && !body) throw new TypeError(ONCE)
    const sums = this.authenticate ? await this.#read(client, dataKey.seal(body, 0)) : { length: dataSize }
    const repeated = { ...headers, ...writeSizes({ dataSize, partSize }) }
    const all = { ...withoutMd5(given.headers), ...repeated, ...writeSums(sums) }
    const answer = await call(client, 'initMultipartUpload', [name], { ...given, headers: all })
    this.#uploads.set(answer.document.UploadId, { dataKey, headers: repeated, partSize })
    return { ...answer, encryption: repeated }
  }

  /** Goes on with an upload, by what its checkpoint says. @param {any} client @param {any} checkpoint */
  async adopt(client, { uploadId, partSize, encryption }) {
    if (this.#uploads.has(uploadId)) return
    if (!encryption) {
      throw new TypeError(
        'the checkpoint is of an upload that was not encrypted by this client: begin again without it',
      )
    }
    const dataKey = await this.keys.unwrap(client, readEnvelope(encryption))
    this.#uploads.set(uploadId, { dataKey, headers: encryption, partSize })
  }

  /** Stores a part. @param {any} client @param {[string, string, number, any]} args @param {any} options */
  part(client, [name, uploadId, number, body], options) {
    const { dataKey, headers, partSize } = this.#upload(uploadId)
    const sealed = dataKey.seal(body, (number - 1) * partSize)
    const all = { ...withoutMd5(options?.headers), ...headers }
    return call(client, 'uploadPart', [name, uploadId, number, { sealed }], { ...options, headers: all })
  }

  /** The checksum of what is sent for bytes of an upload that begin at `start`. */
  crc64(uploadId, bytes, start) {
    return this.#upload(uploadId).dataKey.crc64(bytes, start)
  }

  /** An upload has ended. @param {string} uploadId */
  forget(uploadId) {
    this.#uploads.delete(uploadId)
  }

  /** The options of a call that reads. @param {any} client @param {any} options */
  reading(client, options) {
    const authenticate = options?.authenticate ?? this.authenticate
    const given = withoutHeaders(options?.headers, (name) => name === RANGE_BEHAVIOR)
    const headers = { ...given, [RANGE_BEHAVIOR]: 'standard' }
    return { ...options, headers, authenticate, opener: (headers) => this.#open(client, headers) }
  }

  /** The data key of an object. */
  async #open(client, headers) {
    const envelope = readEnvelope(headers)
    const key = await this.keys.unwrap(client, envelope)
    const { length, md5, hmac } = envelope
    return { key, ...(length !== undefined && { length }), ...(md5 && { md5 }), ...(hmac && { hmac }) }
  }

  async #create(client) {
    const master = this.keys.first
    const { dataKey, key, start } = await master.create(client)
    return { dataKey, headers: writeEnvelope({ key, start }, master) }
  }

  /** What is said of a body before it is sent: its sums, where it can be read beforehand. */
  async #sums(client, sealed, { writer, length: fileLength, path }, options) {
    const said = headerOf(options.headers, 'content-md5')
    if (writer !== undefined || (path !== undefined && fileLength === undefined)) {
      if (this.authenticate) throw new TypeError(ONCE)
      return { md5: said, length: lengthOf(options) }
    }
    const sums = await this.#read(client, sealed)
    if (said && said !== sums.md5) {
      const fields = { name: 'InvalidDigestError', code: 'InvalidDigest' }
      throw new OSSError(`Content-MD5 says ${said}, and the MD5 of the content is ${sums.md5}`, fields)
    }
    return { ...sums, hmac: this.authenticate ? sums.hmac : undefined }
  }

  /** Reads a body beforehand. */
  #read(client, sealed) {
    return settled(client, (native) => native.bodySums(sealed))
  }

  #upload(uploadId) {
    const upload = this.#uploads.get(uploadId)
    if (!upload) {
      throw new TypeError(
        `the upload ${uploadId} was not begun by this client: its data key is not known. Go on with its checkpoint, by multipartUpload`,
      )
    }
    return upload
  }
}

/** @param {string} name @param {any} size @param {number} least */
function check(name, size, least) {
  if (Number.isSafeInteger(size) && size >= least) return
  throw new RangeError(
    `${name} must be a whole number of bytes, ${least} at least, not ${size}: the service is told at the beginning of an encrypted upload`,
  )
}

/** @param {any} client @returns {Sealer} */
const sealerOf = (client) => client[SEALER]

/** The class. @param {any} OSS */
function encryptionClient(OSS) {
  return class EncryptionClient extends OSS {
    /** @param {Record<string, any>} options @param {Record<string, any>} encryption */
    constructor(options, encryption) {
      super(options)
      this.userAgent = `${this.userAgent}/OssEncryptionClient`
      Object.defineProperty(this, SEALER, { value: new Sealer(encryption ?? {}) })
    }

    async append() {
      throw new TypeError('an encrypted object cannot grow: its parts would be encrypted by the same bytes. Use put')
    }

    /** As of `OSS`; `meta` is the user's own, without what says how the object is encrypted. */
    async head(name, options) {
      const result = await super.head(name, options)
      if (!result.meta) return result
      const own = Object.entries(result.meta).filter(([name]) => !isOfEnvelope(name))
      return { ...result, meta: own.length > 0 ? Object.fromEntries(own) : null }
    }

    /** As of `OSS`. Where metadata are replaced, what authenticates the object stays. */
    async copy(name, sourceName, bucketName, options) {
      const isName = typeof bucketName === 'string'
      const given = (isName ? options : (bucketName ?? options)) ?? {}
      if (!given.meta && !given.headers) return super.copy(name, sourceName, bucketName, options)
      const { bucket, key } = sourceOf(given.bucket ?? this.options.bucket, sourceName, bucketName)
      const { versionId, timeout, signal } = given
      const { res } = await super.head(key, { bucket, versionId, timeout, signal })
      const kept = res.headers[HMAC] ? { ...given, headers: { ...given.headers, [HMAC]: res.headers[HMAC] } } : given
      return super.copy(name, sourceName, ...(isName ? [bucketName, kept] : [kept]))
    }

    async completeMultipartUpload(name, uploadId, parts, options) {
      const result = await super.completeMultipartUpload(name, uploadId, parts, options)
      sealerOf(this).forget(uploadId)
      return result
    }

    async abortMultipartUpload(name, uploadId, options) {
      const result = await super.abortMultipartUpload(name, uploadId, options)
      sealerOf(this).forget(uploadId)
      return result
    }

    /** A part begins with a block. */
    _getPartSize(size, partSize) {
      return Math.ceil(super._getPartSize(size, partSize) / BLOCK) * BLOCK
    }
  }
}

module.exports = { encryptionClient }
