'use strict'
// One object, encrypted otherwise: a copy onto itself that loses nothing. A copy takes no encryption, access rights or storage class from
// its source, and no description where it is its own (the service's page "CopyObject"), so all of it is said again.

const { call } = require('../call.js')
const { isClientEncrypted } = require('../client-encryption/envelope.js')
const { FOR_ALL } = require('../for-all.js')
const { MAX_PARTS, inParallel, numbered, rangesOf } = require('../parts.js')
const { isSuch } = require('./requirement.js')

/** One request copies no more: the service's page names 1 GB as the size from which parts are to be used. */
const ONE_REQUEST = 1 << 30
/** Parts of large objects, and how many at a time. */
const PART_SIZE = 128 << 20
const PARTS_AT_A_TIME = 4
/** How often an object is looked at again that somebody writes meanwhile. */
const ATTEMPTS = 3

const ARCHIVED = new Set(['Archive', 'ColdArchive', 'DeepColdArchive'])
const DAY = 86_400_000

/** Refusals that are about one object, and what they are called here. */
const LEFT = new Map([
  ['FileImmutable', 'worm'],
  ['ImmutableObject', 'worm'],
  ['InvalidObjectState', 'archived'],
])
/** Refusals that are about a key of KMS: of what is read, or of what is written. */
const KEYS = new Map([
  ['KeyDisabled', 'key-disabled'],
  ['KeyNotFound', 'key-not-found'],
  ['AliasNotFound', 'key-not-found'],
  ['KeyPendingDeletion', 'key-pending-deletion'],
  ['KeyPendingImport', 'key-pending-import'],
])

/**
 * @typedef {object} Outcome
 * @property {'done' | 'would' | 'already' | 'left' | 'failed' | 'gone'} outcome
 * @property {string} [why]
 * @property {string} [message]
 * @property {any} [sse] how it was encrypted
 * @property {number} [requests] that changing it takes, or took
 */

/** Changes objects of one bucket. */
class Change {
  #client
  #bucket
  #to
  #apply
  #convert
  #pace
  #bandwidth
  /** Whether what a key of KMS encrypted can be read. @type {Map<string, Promise<string | undefined>>} */
  #readable = new Map()
  /** @type {Promise<number> | undefined} */
  #retention
  requests = 0

  /**
   * @param {any} client
   * @param {object} options
   * @param {string} options.bucket
   * @param {import('./requirement.js').Encryption} options.to
   * @param {boolean} options.apply
   * @param {boolean} options.convertAppendable
   * @param {import('./pace.js').Pace} options.pace of requests
   * @param {import('./pace.js').Pace} options.bandwidth of bytes
   */
  constructor(client, { bucket, to, apply, convertAppendable, pace, bandwidth }) {
    this.#client = client
    this.#bucket = bucket
    this.#to = to
    this.#apply = apply
    this.#convert = convertAppendable
    this.#pace = pace
    this.#bandwidth = bandwidth
  }

  /**
   * @param {import('./source.js').Entry & { isLatest?: boolean }} entry
   * @param {AbortSignal} signal
   * @returns {Promise<Outcome>}
   */
  async change(entry, signal) {
    // A copy of it would be a new version, and it would stay.
    if (entry.isLatest === false) return { outcome: 'left', why: 'old-version' }
    if (entry.type === 'Symlink') return { outcome: 'left', why: 'symlink' }
    for (let attempt = 1; ; attempt++) {
      const outcome = await this.#try(entry.name, signal)
      if (outcome.why !== 'changed-meanwhile' || attempt === ATTEMPTS) return outcome
    }
  }

  /** Whether an object is as it is to be. @param {any} object @returns {boolean | Promise<boolean>} */
  isDone({ sse }) {
    return isSuch(this.#to, sse)
  }

  /** @param {any} object @param {AbortSignal} signal */
  async rewrite(object, signal) {
    if (this.#inParts(object)) await this.#copyInParts(object, signal)
    else await this.#copy(object, signal)
  }

  /** A request. @param {string} method @param {any[]} args @param {any} options */
  async ask(method, args, options) {
    await this.#pace.turn(1, options.signal)
    options.signal?.throwIfAborted()
    this.requests++
    return call(this.#client, method, args, { bucket: this.#bucket, ...options })
  }

  /** @param {string} name @param {AbortSignal} signal @returns {Promise<Outcome>} */
  async #try(name, signal) {
    try {
      const head = await this.ask('headToCopy', [name], { signal })
      const { sse } = head
      const object = objectOf(name, head)
      if (await this.isDone(object)) return { outcome: 'already', sse }
      const why = await this.obstacle(object, signal)
      if (why) return { outcome: 'left', why, sse }
      const requests = this.requestsFor(object)
      if (!this.#apply) return { outcome: 'would', sse, requests }
      await this.#bandwidth.turn(object.size, signal)
      await this.rewrite(object, signal)
      return { outcome: 'done', sse, requests }
    } catch (/** @type {any} */ error) {
      if (signal.aborted) throw error
      return this.#reasonOf(error)
    }
  }

  /** @param {any} error @returns {Outcome} */
  #reasonOf(error) {
    const message = String(error?.message ?? error)
    const { code, status } = error ?? {}
    if (error instanceof Unusable) throw error.cause
    if (FOR_ALL.has(code)) throw error
    if (error instanceof Obstacle) return { outcome: 'left', why: error.why }
    if (status === 412) return { outcome: 'failed', why: 'changed-meanwhile', message }
    if (status === 404 && !KEYS.has(code)) return { outcome: 'gone' }
    const left = LEFT.get(code) ?? KEYS.get(code)
    if (left) return { outcome: 'left', why: left, message }
    if (status === 403 && !code?.startsWith('Kms')) return { outcome: 'failed', why: 'forbidden', message }
    return { outcome: 'failed', why: code ?? 'failed', message }
  }

  /** Why an object is left as it is; nothing where it is not. */
  async obstacle({ name, size, type, storageClass, restored, modified, byClient, sse }, signal) {
    if (type === 'Symlink') return 'symlink'
    if (ARCHIVED.has(storageClass) && !restored) return 'archived'
    if (type === 'Appendable' && !this.#convert) return 'appendable'
    if (byClient && (size > ONE_REQUEST || type === 'Appendable')) return 'client-encrypted'
    const days = await (this.#retention ??= this.#retentionDays(signal))
    if (days > 0 && modified + days * DAY > Date.now()) return 'worm'
    return sse?.algorithm === 'KMS' ? this.#unreadable(name, sse.keyId ?? '', signal) : undefined
  }

  /** For how many days the bucket keeps what is written; 0 where it does not. */
  async #retentionDays(signal) {
    try {
      const { state, days } = await this.#client.getBucketWorm(this.#bucket, { signal })
      return /expired/i.test(state) ? 0 : Number(days) || 0
    } catch (/** @type {any} */ error) {
      // Without a rule; or without the right to ask: then the service refuses what it keeps.
      if (error?.status === 404 || error?.status === 403) return 0
      throw error
    }
  }

  /** Why nothing can be read that a key has encrypted. It is asked once for each key. */
  #unreadable(name, keyId, signal) {
    let known = this.#readable.get(keyId)
    if (!known) this.#readable.set(keyId, (known = this.#read(name, signal)))
    return known
  }

  async #read(name, signal) {
    try {
      const { reader } = await this.ask('getStream', [name], { signal, headers: { Range: 'bytes=0-0' } })
      reader.cancel()
    } catch (/** @type {any} */ error) {
      const why = KEYS.get(error?.code)
      if (why) return why
      // An empty object has no first byte.
      if (error?.code !== 'InvalidRange' && error?.status !== 404) throw error
    }
    return undefined
  }

  #inParts({ size, type }) {
    return size > ONE_REQUEST || type === 'Appendable'
  }

  /** With that for its head: access rights, and the copy or its parts. */
  requestsFor(object) {
    return this.#inParts(object) ? 6 + partsOf(object.size).length : 3
  }

  /** Who may use it: the copy would have the bucket's own. */
  async access(name, signal) {
    const { document } = await this.ask('getAcl', [name], { signal })
    const acl = document?.AccessControlList?.Grant
    return acl && acl !== 'default' ? { 'x-oss-object-acl': acl } : {}
  }

  /** The conditions under which it is copied: that it is what it was when it was looked at. */
  #unchanged({ etag, lastModified }) {
    return {
      'x-oss-copy-source-if-match': etag,
      ...(lastModified && { 'x-oss-copy-source-if-unmodified-since': lastModified }),
    }
  }

  async #copy(object, signal) {
    const { name, description, storageClass, crc64 } = object
    const headers = {
      ...(await this.access(name, signal)),
      ...this.#unchanged(object),
      'x-oss-metadata-directive': 'REPLACE',
      'x-oss-tagging-directive': 'COPY',
      'x-oss-storage-class': storageClass,
    }
    const source = { bucket: this.#bucket, key: name }
    const options = { signal, headers, description, sse: this.#to, requireEncryption: true }
    const { res, sse } = await this.#writing(object, signal, () => this.ask('copy', [name, source], options))
    this.#verify(object, sse, res.headers['x-oss-hash-crc64ecma'], crc64)
  }

  async #copyInParts(object, signal) {
    const { name, size, description, storageClass, crc64 } = object
    const tags = await this.tags(name, signal)
    const access = await this.access(name, signal)
    const headers = { 'x-oss-storage-class': storageClass, ...(tags && { 'x-oss-tagging': tags }) }
    const begin = { signal, headers, description, sse: this.#to, requireEncryption: true }
    const initiate = () => this.ask('initMultipartUpload', [name], begin)
    const { document } = await this.#writing(object, signal, initiate)
    const { UploadId: id } = document
    const source = { bucket: this.#bucket, key: name }
    const unchanged = this.#unchanged(object)
    /** @type {{ number: number, etag: string }[]} */
    const parts = []
    try {
      const failures = await inParallel(partsOf(size), PARTS_AT_A_TIME, async ({ number, range }) => {
        const options = { signal, headers: unchanged }
        const copy = () => this.ask('uploadPartCopy', [name, id, number, range, source], options)
        const answer = await this.#writing(object, signal, copy)
        parts.push({ number, etag: answer.document.ETag })
      })
      if (failures.length > 0) throw failures[0]
      await this.checkUnchanged(object, signal)
      parts.sort((a, b) => a.number - b.number)
      await this.ask('completeMultipartUpload', [name, id, parts, crc64], { signal, headers: access })
    } catch (error) {
      await this.abort(name, id)
      throw error
    }
    const { sse, res } = await this.ask('headToCopy', [name], { signal })
    this.#verify(object, sse, res.headers['x-oss-hash-crc64ecma'], crc64)
  }

  /** The service puts parts together whatever is there by then: so it is looked at last of all. */
  async checkUnchanged({ name, etag, lastModified }, signal) {
    const now = objectOf(name, await this.ask('headToCopy', [name], { signal }))
    if (now.etag !== etag || now.lastModified !== lastModified) throw new Meanwhile()
  }

  /** Parts that are left would be paid for. */
  async abort(name, id) {
    await call(this.#client, 'abortMultipartUpload', [name, id], { bucket: this.#bucket }).catch(() => {})
  }

  async tags(name, signal) {
    const { tag } = await this.ask('getObjectTagging', [name], { signal })
    return new URLSearchParams(Object.entries(tag)).toString()
  }

  /** Tells a key that cannot be used for what is read from one for what is written: with that one, nothing goes on. */
  async #writing({ name, sse }, signal, work) {
    try {
      return await work()
    } catch (/** @type {any} */ error) {
      if (!KEYS.has(error?.code) || signal.aborted) throw error
      const keyId = sse?.keyId ?? ''
      this.#readable.delete(keyId)
      const why = sse?.algorithm === 'KMS' ? await this.#unreadable(name, keyId, signal) : undefined
      throw why ? new Obstacle(why) : new Unusable(error)
    }
  }

  /** What is there now is what was, and encrypted as it was to be. */
  #verify({ name }, sse, crc64, before) {
    if (before && crc64 && before !== crc64) {
      throw Object.assign(new Error(`${name} was copied, and its CRC64 is ${crc64} and was ${before}`), {
        code: 'InconsistentCrc64',
      })
    }
    if (!isSuch(this.#to, sse)) {
      throw Object.assign(new Error(`${name} was copied, and the service does not say that it is encrypted so`), {
        code: 'EncryptionMismatch',
      })
    }
  }
}

/** An object cannot be read. */
class Obstacle extends Error {
  /** @param {string} why */
  constructor(why) {
    super(why)
    this.why = why
  }
}

/** The key of what is written cannot be used. */
class Unusable extends Error {
  /** @param {unknown} cause */
  constructor(cause) {
    super('the key cannot be used', { cause })
  }
}

/** Somebody has written it. */
class Meanwhile extends Error {
  status = 412
  constructor() {
    super('it was written to while it was copied')
  }
}

/** What matters of an object for its copy. @param {string} name @param {any} head */
function objectOf(name, { res, sse, description }) {
  const { headers } = res
  return {
    name,
    sse,
    description,
    size: Number(headers['content-length']) || 0,
    etag: headers.etag,
    lastModified: headers['last-modified'],
    modified: Date.parse(headers['last-modified']) || 0,
    type: headers['x-oss-object-type'],
    storageClass: headers['x-oss-storage-class'] ?? 'Standard',
    restored: /ongoing-request="false"/.test(headers['x-oss-restore'] ?? ''),
    crc64: headers['x-oss-hash-crc64ecma'],
    byClient: isClientEncrypted(headers),
    headers,
  }
}

/** @param {number} size @returns {{ number: number, range: string | undefined }[]} */
function partsOf(size) {
  // Nothing has no range, and is a part nevertheless.
  if (size === 0) return [{ number: 1, range: undefined }]
  const parts = numbered(rangesOf(size, Math.max(PART_SIZE, Math.ceil(size / MAX_PARTS))))
  return parts.map(({ number, start, end }) => ({ number, range: `${start}-${end - 1}` }))
}

module.exports = { Change, Obstacle }
