'use strict'
// The objects of a bucket, encrypted otherwise: those that are not yet, each by a copy onto itself.

const { Interrupt } = require('../interrupt.js')
const { Change } = require('./change.js')
const { Journal } = require('./journal.js')
const { Pace, countOf, inOrder } = require('./pace.js')
const { encryptionOf, nameOf } = require('./requirement.js')
const { entriesOf } = require('./source.js')

const PARALLEL = 32

/** @returns {Record<string, any>} */
const nothing = () => ({
  objects: 0,
  bytes: 0,
  done: { objects: 0, bytes: 0 },
  would: { objects: 0, bytes: 0, requests: 0 },
  already: { objects: 0, bytes: 0 },
  left: { objects: 0, bytes: 0, why: {} },
  failed: { objects: 0, bytes: 0, why: {} },
  gone: { objects: 0, bytes: 0 },
})

/**
 * A run: its objects in their order, each with what became of it.
 *
 * @implements {AsyncIterable<any>}
 */
class Reencryption {
  #client
  #options
  #change
  #counts = nothing()
  #begun = new Date()
  /** @type {Date | undefined} */
  #ended

  /** @param {any} client @param {Record<string, any> | null} [options] */
  constructor(client, options) {
    const { bucket = client.options.bucket, prefix, to, apply, inventory, versions, journal, signal } = options ?? {}
    if (!bucket) throw new TypeError('the objects of which bucket? Say it as `bucket`, here or of the client')
    const masterKey = Boolean(options?.masterKey)
    if (!to && !masterKey) {
      throw new TypeError('how are the objects to be encrypted? Say it as `to`: AES256, SM4, KMS or KMS:KEY')
    }
    if (to && masterKey)
      throw new TypeError('to and masterKey are two things: the service encrypts, or the client does')
    this.#client = client
    // Under another master key, the service's encryption stays.
    const encryption = masterKey ? { algorithm: 'client' } : encryptionOf(to)
    this.#options = {
      bucket,
      prefix: String(prefix ?? ''),
      to: encryption,
      apply: Boolean(apply),
      inventory,
      versions: Boolean(versions),
      journal,
      signal,
      parallel: countOf('parallel', options?.parallel, PARALLEL),
      after: options?.after,
      until: options?.until,
      files: options?.files,
    }
    const Kind = masterKey ? require('./master-key.js').MasterKeyChange : Change
    this.#change = new Kind(client, {
      bucket,
      to: encryption,
      apply: Boolean(apply),
      convertAppendable: Boolean(options?.convertAppendable),
      pace: new Pace(options?.rate),
      bandwidth: new Pace(options?.bandwidth),
    })
  }

  async *[Symbol.asyncIterator]() {
    const {
      bucket,
      prefix,
      to,
      apply,
      inventory,
      versions,
      journal: path,
      signal,
      parallel,
      after,
      until,
      files,
    } = this.#options
    const over = new Interrupt(signal)
    const job = { bucket, prefix, to: nameOf(to), apply, inventory, versions }
    const journal = path ? await Journal.open(path, job) : undefined
    const before = journal?.point
    if (before) this.#counts = before.counts
    let last = { at: before?.at ?? null, seen: before?.seen ?? 0 }
    const point = () => ({ ...last, counts: this.#counts })
    try {
      over.check()
      const range = { after: last.at ?? after, until, files }
      const found = entriesOf(this.#client, { bucket, prefix, versions, inventory, ...range, signal: over.signal })
      // A list goes on behind a name; an inventory, and versions of one name, behind so many that were seen.
      const skipped = inventory || versions ? last.seen : 0
      const rest = skipped > 0 ? behind(found, skipped) : found
      const work = async (entry) => ({ entry, outcome: await this.#change.change(entry, over.signal) })
      for await (const { entry, outcome } of inOrder(rest, parallel, work)) {
        over.check()
        const { name, versionId, size } = entry
        const item = { name, ...(versionId && { versionId }), size, ...outcome }
        this.#count(item)
        last = { at: inventory || versions ? null : name, seen: last.seen + 1 }
        await journal?.add(item, point)
        yield item
      }
      over.check()
      this.#ended = new Date()
    } finally {
      over.end()
      await journal?.save(point())
      await journal?.close()
    }
  }

  /** Does all of it, for who wants the summary alone. */
  async run() {
    for await (const _ of this);
    return this.summary()
  }

  /** What has been done so far, that of earlier runs with the same journal included. */
  summary() {
    const { bucket, prefix, to, apply, inventory } = this.#options
    return {
      bucket,
      prefix,
      to: nameOf(to),
      apply,
      source: inventory ? 'inventory' : 'list',
      begun: this.#begun.toISOString(),
      ended: this.#ended?.toISOString() ?? null,
      requests: this.#change.requests,
      ...structuredClone(this.#counts),
    }
  }

  #count({ size, outcome, why, requests }) {
    const counts = this.#counts
    counts.objects++
    counts.bytes += size
    const count = counts[outcome]
    count.objects++
    count.bytes += size
    if (outcome === 'would') count.requests += requests
    if (why && count.why) {
      const reason = (count.why[why] ??= { objects: 0, bytes: 0 })
      reason.objects++
      reason.bytes += size
    }
  }
}

/** @param {AsyncIterable<any>} entries @param {number} count */
async function* behind(entries, count) {
  let seen = 0
  for await (const entry of entries) if (seen++ >= count) yield entry
}

module.exports = {
  /** @this {any} @param {Record<string, any> | null} [options] */
  reencrypt(options) {
    return new Reencryption(this, options)
  },
}
