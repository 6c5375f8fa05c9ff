'use strict'
// What an audit has found, counted: memory does not grow with the number of objects.

const { nameOf } = require('./requirement.js')

/** So many names of a kind are counted one by one. */
const NAMES = 10_000
/** What stands for all others. */
const OTHERS = '(others)'
/** So many objects that are not as required are named. */
const EXAMPLES = 100
const WORST = 20

/** @typedef {{ objects: number, bytes: number, ok: number, bad: number }} Count */

/** @returns {Count} */
const zero = () => ({ objects: 0, bytes: 0, ok: 0, bad: 0 })

/** Objects and bytes by names of one kind. */
class Counts {
  /** @type {Map<string, Count>} */
  #counts = new Map()

  add(name, size, ok) {
    const known = this.#counts.has(name) || this.#counts.size < NAMES
    const key = known ? name : OTHERS
    let count = this.#counts.get(key)
    if (!count) this.#counts.set(key, (count = zero()))
    count.objects++
    count.bytes += size
    if (ok === true) count.ok++
    else if (ok === false) count.bad++
  }

  /** The largest first. */
  list() {
    const list = Array.from(this.#counts, ([name, count]) => ({ name, ...count }))
    return list.sort((a, b) => b.objects - a.objects || (a.name < b.name ? -1 : 1))
  }
}

class Summary {
  #ok = { objects: 0, bytes: 0 }
  #notOk = { objects: 0, bytes: 0 }
  #unknown = { objects: 0, bytes: 0 }
  #by = {
    algorithm: new Counts(),
    key: new Counts(),
    prefix: new Counts(),
    storageClass: new Counts(),
    month: new Counts(),
    why: new Counts(),
  }
  /** @type {any[]} */
  #examples = []
  #prefix

  /** @param {string} prefix of all names */
  constructor(prefix) {
    this.#prefix = prefix.slice(0, prefix.lastIndexOf('/') + 1)
  }

  /** @param {any} item what the audit gives, with `storageClass` and `lastModified` */
  add({ name, versionId, size, sse, ok, why, storageClass, lastModified }) {
    const amount = ok === null ? this.#unknown : ok ? this.#ok : this.#notOk
    amount.objects++
    amount.bytes += size
    const by = this.#by
    by.algorithm.add(ok === null ? 'unknown' : algorithmOf(sse, why), size, ok)
    if (sse?.keyId) by.key.add(sse.keyId, size, ok)
    by.prefix.add(this.#folderOf(name), size, ok)
    by.storageClass.add(storageClass || 'Standard', size, ok)
    if (lastModified) by.month.add(String(lastModified).slice(0, 7), size, ok)
    if (why) by.why.add(why, size, ok)
    if (ok !== true && this.#examples.length < EXAMPLES) {
      this.#examples.push({ name, ...(versionId && { versionId }), size, why, sse: nameOf(sse) })
    }
  }

  /** The folder below the audit's own. @param {string} name */
  #folderOf(name) {
    const end = name.indexOf('/', this.#prefix.length)
    return end < 0 ? this.#prefix : name.slice(0, end + 1)
  }

  result() {
    const [ok, notOk, unknown] = [{ ...this.#ok }, { ...this.#notOk }, { ...this.#unknown }]
    const by = Object.fromEntries(Object.entries(this.#by).map(([kind, counts]) => [kind, counts.list()]))
    by.month.sort((a, b) => (a.name < b.name ? -1 : 1))
    const worst = by.prefix.filter((one) => one.bad > 0).sort((a, b) => b.bad - a.bad)
    return {
      objects: ok.objects + notOk.objects + unknown.objects,
      bytes: ok.bytes + notOk.bytes + unknown.bytes,
      ok,
      notOk,
      unknown,
      by,
      worst: worst.slice(0, WORST),
      examples: [...this.#examples],
    }
  }
}

/** How an object is encrypted, in a word. @param {any} sse @param {string | undefined} why */
function algorithmOf(sse, why) {
  if (why === 'symlink') return 'symlink'
  if (why === 'client-encrypted') return 'client'
  if (!sse) return 'none'
  if (sse.algorithm === undefined) return 'encrypted'
  return sse.dataEncryption ? `${sse.algorithm}+${sse.dataEncryption}` : sse.algorithm
}

module.exports = { Summary }
