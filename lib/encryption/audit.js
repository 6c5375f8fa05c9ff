'use strict'
// How the objects of a bucket are encrypted, held against what is required: lists do not tell it, so each is asked for its head.

const { FOR_ALL } = require('../for-all.js')
const { Interrupt } = require('../interrupt.js')
const { setMaxListeners } = require('node:events')
const { findings } = require('./report/findings.js')
const { Pace, countOf, inOrder } = require('./pace.js')
const { Requirement } = require('./requirement.js')
const { entriesOf } = require('./source.js')
const { Summary } = require('./summary.js')

const PARALLEL = 64

/** How a client says that it encrypted an object itself. */
const BY_CLIENT = 'x-oss-meta-client-side-encryption-key'

/**
 * An audit of a bucket: its objects as they are found out, in their order, and what they come to.
 *
 * @implements {AsyncIterable<any>}
 */
class EncryptionAudit {
  #client
  #options
  #requirement
  #summary
  #begun = new Date()
  /** @type {Date | undefined} */
  #ended
  /** @type {any} */
  #rule
  #bucket

  /** @param {any} client @param {Record<string, any> | null} [options] */
  constructor(client, options) {
    const { bucket = client.options.bucket, prefix = '', versions = false, require, inventory, signal } = options ?? {}
    if (!bucket) throw new TypeError('which bucket is to be audited? Say it as `bucket`, here or of the client')
    this.#client = client
    this.#bucket = bucket
    this.#requirement = new Requirement(require ?? 'any')
    this.#options = {
      prefix: String(prefix ?? ''),
      versions: Boolean(versions),
      inventory,
      signal,
      parallel: countOf('parallel', options?.parallel, PARALLEL),
      pace: new Pace(options?.rate),
      timeout: options?.timeout,
    }
    this.#summary = new Summary(this.#options.prefix)
  }

  async *[Symbol.asyncIterator]() {
    const { prefix, versions, inventory, signal, parallel } = this.#options
    const over = new Interrupt(signal)
    setMaxListeners(0, over.signal)
    try {
      over.check()
      this.#rule = await this.#ruleOf(over.signal)
      const entries = entriesOf(this.#client, {
        bucket: this.#bucket,
        prefix,
        versions,
        inventory,
        signal: over.signal,
      })
      for await (const item of inOrder(entries, parallel, (entry) => this.#look(entry, over))) {
        over.check()
        if (item === undefined) continue
        this.#summary.add(item)
        const { storageClass: _, lastModified: __, ...told } = item
        yield told
      }
      over.check()
      this.#ended = new Date()
    } finally {
      over.end()
    }
  }

  /** Looks at all objects, for who wants the summary alone. */
  async run() {
    for await (const _ of this);
    return this.summary()
  }

  /** What has been found so far. */
  summary() {
    const { prefix, versions, inventory } = this.#options
    return {
      bucket: this.#bucket,
      prefix,
      versions,
      source: inventory ? 'inventory' : 'list',
      require: String(this.#requirement),
      begun: this.#begun.toISOString(),
      ended: this.#ended?.toISOString() ?? null,
      rule: this.#rule,
      ...this.#summary.result(),
      findings: findings({ rule: this.#rule }),
    }
  }

  /** The summary as one HTML file. @param {{ language?: 'en' | 'zh' }} [options] */
  report(options) {
    return require('./report/index.js').htmlReport(/** @type {any} */ (this.summary()), options)
  }

  /** The rule of the bucket; nothing where it may not be asked. */
  async #ruleOf(signal) {
    try {
      return (await this.#client.getBucketEncryption(this.#bucket, { signal })).encryption
    } catch (/** @type {any} */ error) {
      if (error?.code === 'NoSuchServerSideEncryptionRule') return null
      if (error?.code === 'AccessDenied') return undefined
      throw error
    }
  }

  /** How an object is encrypted; nothing of one that is gone. */
  async #look(entry, over) {
    const { name, versionId, size, type, isEncrypted, storageClass, lastModified } = entry
    const item = { name, ...(versionId && { versionId }), size, sse: null, ok: true, storageClass, lastModified }
    // It has no content of its own.
    if (type === 'Symlink') return { ...item, why: 'symlink' }
    if (isEncrypted === false) return { ...item, ok: false, why: 'not-encrypted' }
    if (isEncrypted && this.#requirement.isAny) return { ...item, sse: {} }
    try {
      await this.#options.pace.turn(1, over.signal)
      over.check()
      const { timeout } = this.#options
      const head = await this.#client.head(name, { bucket: this.#bucket, versionId, signal: over.signal, timeout })
      // An inventory need not tell it.
      if (head.res.headers['x-oss-object-type'] === 'Symlink') return { ...item, why: 'symlink' }
      const sse = head.sse ?? null
      let why = this.#requirement.lack(sse)
      if (why && !sse && head.res.headers[BY_CLIENT]) why = 'client-encrypted'
      return { ...item, sse, ok: why === undefined, ...(why && { why }) }
    } catch (/** @type {any} */ error) {
      if (over.signal.aborted) throw error
      if (FOR_ALL.has(error?.code)) throw error
      if (error?.status === 404) return undefined
      const why = error?.status === 403 ? 'forbidden' : (error?.code ?? 'failed')
      return { ...item, ok: null, why, message: String(error?.message ?? error) }
    }
  }
}

module.exports = {
  /** @this {any} @param {Record<string, any> | null} [options] */
  auditEncryption(options) {
    return new EncryptionAudit(this, options)
  },
}
Object.defineProperty(module.exports, 'EncryptionAudit', { value: EncryptionAudit })
