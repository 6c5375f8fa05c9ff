'use strict'
// Chance that can be had again from its seed, and contents that tell which write they are of.

const { createCipheriv, createHash } = require('node:crypto')

/**
 * Numbers from 0 up to 1, the same for the same seed.
 *
 * @param {number} seed
 */
function generator(seed) {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

class Chance {
  #next

  /** @param {number} seed */
  constructor(seed) {
    this.#next = generator(seed)
  }

  /** @param {number} below */
  number(below) {
    return Math.floor(this.#next() * below)
  }

  /**
   * @template T
   * @param {T[]} values
   * @returns {T}
   */
  one(values) {
    return values[this.number(values.length)]
  }

  /** The sizes at which something begins or ends, and others. Most are small, as objects are. */
  size() {
    const edges = [0, 1, 4095, 4096, 65_535, 65_536, 65_537, 131_072, 1 << 20, 2 << 20]
    if (this.number(4) === 0) return this.one(edges)
    return this.number(2 ** (4 + this.number(18)))
  }
}

/**
 * What write number `generation` of `key` writes.
 *
 * @param {{ key: string, generation: number, size: number }} piece
 */
function contentOf({ key, generation, size }) {
  const secret = createHash('sha256').update(`${key}\0${generation}`).digest()
  return createCipheriv('aes-128-ctr', secret.subarray(0, 16), secret.subarray(16)).update(Buffer.alloc(size))
}

module.exports = { Chance, contentOf }
