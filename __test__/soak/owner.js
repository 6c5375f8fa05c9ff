'use strict'
// One of those that call at the same time. It has objects of its own, and does one thing at a time.

const { Chance } = require('../crash/random.js')
const { reads } = require('./reads.js')
const { settings } = require('./settings.js')
const { Slot } = require('./slot.js')
const { writes } = require('./writes.js')

const CALLS = { ...writes, ...reads, ...settings }
/** How often each is chosen. */
const SHARES = {
  putBytes: 8,
  putFile: 4,
  putStream: 4,
  putFactory: 4,
  copy: 3,
  delete: 2,
  deleteMulti: 1,
  multipart: 2,
  getBytes: 8,
  getFile: 5,
  getInto: 4,
  getStream: 4,
  abandonStream: 3,
  head: 5,
  list: 2,
  acl: 1,
  tags: 1,
  rule: 1,
  buckets: 1,
}
const SPREAD = Object.entries(SHARES).flatMap(([kind, share]) => Array(share).fill(kind))
/** Nothing else may be done with what grows. */
const OF_GROWING = ['append', 'append', 'append', 'getBytes', 'getFile', 'head', 'delete']
/** An object that grows begins anew after so many pieces. */
const MOST_PIECES = 12

class Owner {
  #number = 0

  /**
   * @param {object} of
   * @param {string} of.name
   * @param {string} of.bucket the one whose settings it changes
   * @param {number} of.seed
   */
  constructor({ name, bucket, seed }) {
    this.name = name
    this.bucket = bucket
    this.chance = new Chance(seed)
    this.slots = ['a', 'b', 'c', 'd', 'grows'].map((slot) => new Slot(`${name}/${slot}`, slot === 'grows'))
  }

  /** What is done next: its kind, and the work. */
  next() {
    const { chance } = this
    const slot = chance.one(this.slots)
    const kind = slot.grows ? this.#growing(slot) : chance.one(SPREAD)
    const turn = {
      slot,
      chance,
      owner: this.name,
      bucket: this.bucket,
      number: `${this.name.replace('/', '-')}-${++this.#number}`,
      neighbours: this.slots.filter((other) => other !== slot && !other.grows),
    }
    return { kind, slot, turn, work: (surroundings) => CALLS[kind]({ ...turn, ...surroundings }) }
  }

  #growing(slot) {
    return slot.value && slot.value.pieces.length >= MOST_PIECES ? 'delete' : this.chance.one(OF_GROWING)
  }

  /** Looks at what writes that failed have left, past all trouble, and begins anew under other names. */
  async settle(direct) {
    for (const slot of this.slots.filter(({ doubtful }) => doubtful)) {
      const found = await contentOf(direct, slot.name)
      const wrong = slot.wrong(found)
      if (wrong) return wrong
      await direct.delete(slot.name)
      slot.renew()
    }
    return undefined
  }

  /** All of it is there, and right. */
  async verify(direct) {
    for (const slot of this.slots) {
      const wrong = slot.wrong(await contentOf(direct, slot.name))
      if (wrong) return wrong
    }
    return undefined
  }
}

/** What is there. A write that was given up may arrive while it is read, which then breaks off for good. */
async function contentOf(client, name, tries = 5) {
  try {
    return (await client.get(name)).content
  } catch (/** @type {any} */ error) {
    if (error?.status === 404) return null
    if (error?.status === -1 && tries > 1) return contentOf(client, name, tries - 1)
    throw error
  }
}

module.exports = { CALLS, Owner }
