'use strict'
// How the objects of a bucket are encrypted, held against what is required: lists do not tell it, so each is asked for its head.

const { send } = require('../call.js')
const { isClientEncrypted } = require('../client-encryption/envelope.js')
const { FOR_ALL } = require('../for-all.js')
const { Interrupt } = require('../interrupt.js')
const { isPatched } = require('../patched.js')
const { findings } = require('./report/findings.js')
const { Pace, countOf, inOrder } = require('./pace.js')
const { Requirement } = require('./requirement.js')
const { entriesOf } = require('./source.js')
const { Summary } = require('./summary.js')

const PARALLEL = 64
/** So many pages are under way, so that one is not waited for at its end; and so many objects each has. */
const PAGES = 2
const PAGE = 500

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
      rate: options?.rate,
      pace: new Pace(options?.rate),
      timeout: options?.timeout,
    }
    this.#summary = new Summary(this.#options.prefix)
  }

  async *[Symbol.asyncIterator]() {
    const { prefix, versions, inventory, signal, parallel } = this.#options
    const pages = Math.min(PAGES, parallel)
    const over = new Interrupt(signal)
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
      for await (const items of inOrder(pagesOf(entries), pages, (page) => this.#lookAt(page, over))) {
        for (const item of items) {
          over.check()
          if (item === undefined) continue
          this.#summary.add(item)
          const { storageClass: _, lastModified: __, ...told } = item
          yield told
        }
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

  /** How the objects of a page are encrypted; nothing of those that are gone. @param {any[]} page @param {Interrupt} over */
  async #lookAt(page, over) {
    const items = page.map((entry) => this.#withoutHead(entry))
    const rest = page.filter((_, index) => items[index] === null)
    const found = rest.length > 0 ? await this.#heads(rest, over) : []
    let next = 0
    return items.map((item) => (item === null ? found[next++] : item))
  }

  /** What can be told of an object without asking; null where that is not enough. */
  #withoutHead(entry) {
    // It has no content of its own.
    if (entry.type === 'Symlink') return { ...itemOf(entry), why: 'symlink' }
    if (entry.isEncrypted === false) return { ...itemOf(entry), ok: false, why: 'not-encrypted' }
    return entry.isEncrypted && this.#requirement.isAny ? { ...itemOf(entry), sse: {} } : null
  }

  /** Many heads by one call; one by one those that have to wait for their turn, or go by a request of the program's own. */
  async #heads(entries, over) {
    const { rate, parallel, timeout } = this.#options
    const each = Math.floor(parallel / Math.min(PAGES, parallel))
    if (rate || isPatched(this.#client)) {
      const items = []
      for await (const item of inOrder(entries, each, (entry) => this.#head(entry, over))) items.push(item)
      return items
    }
    const names = entries.map(({ name }) => name)
    const versions = entries.some(({ versionId }) => versionId) ? entries.map(({ versionId }) => versionId) : undefined
    const options = { bucket: this.#bucket, signal: over.signal, timeout }
    const heads = JSON.parse(await send(this.#client, 'encryptions', [names, versions, each], options))
    return Promise.all(
      heads.map((head, index) => {
        if (head === true) return undefined
        if (head === null) return this.#head(entries[index], over)
        const [algorithm, keyId, dataEncryption, byClient, isLink] = head
        const sse = algorithm && { algorithm, ...(keyId && { keyId }), ...(dataEncryption && { dataEncryption }) }
        return this.#judged(entries[index], { sse, byClient, isLink })
      }),
    )
  }

  /** An object that was looked at. */
  #judged(entry, { sse, byClient, isLink }) {
    const item = itemOf(entry)
    // An inventory need not tell it.
    if (isLink) return { ...item, why: 'symlink' }
    let why = this.#requirement.lack(sse)
    if (why && !sse && byClient) why = 'client-encrypted'
    return { ...item, sse: sse ?? null, ok: why === undefined, ...(why && { why }) }
  }

  /** How an object is encrypted; nothing of one that is gone. */
  async #head(entry, over) {
    const { name, versionId } = entry
    try {
      await this.#options.pace.turn(1, over.signal)
      over.check()
      const { timeout } = this.#options
      const { sse, res } = await this.#client.head(name, {
        bucket: this.#bucket,
        versionId,
        signal: over.signal,
        timeout,
      })
      const isLink = res.headers['x-oss-object-type'] === 'Symlink'
      return this.#judged(entry, { sse, byClient: isClientEncrypted(res.headers), isLink })
    } catch (/** @type {any} */ error) {
      if (over.signal.aborted) throw error
      if (FOR_ALL.has(error?.code)) throw error
      if (error?.status === 404) return undefined
      const why = error?.status === 403 ? 'forbidden' : (error?.code ?? 'failed')
      return { ...itemOf(entry), ok: null, why, message: String(error?.message ?? error) }
    }
  }
}

/** What is told of an object anyhow. @param {import('./source.js').Entry} entry */
function itemOf({ name, versionId, size, storageClass, lastModified }) {
  return /** @type {any} */ ({
    name,
    ...(versionId && { versionId }),
    size,
    sse: null,
    ok: true,
    storageClass,
    lastModified,
  })
}

/** @param {AsyncIterable<any>} entries */
async function* pagesOf(entries) {
  let page = []
  for await (const entry of entries) {
    page.push(entry)
    if (page.length < PAGE) continue
    yield page
    page = []
  }
  if (page.length > 0) yield page
}

module.exports = {
  /** @this {any} @param {Record<string, any> | null} [options] */
  auditEncryption(options) {
    return new EncryptionAudit(this, options)
  },
}
