'use strict'
// One object of one owner, and what it may hold. Contents follow from key and version, so every read can be checked.

const { contentOf } = require('../crash/random.js')

/**
 * @typedef {object} Value
 * @property {{ key: string, generation: number, size: number }[]} pieces
 *
 * @typedef {Value | null} Held
 */

/** @param {Value} value */
const bytesOf = (value) => Buffer.concat(value.pieces.map(contentOf))

/** @param {Held} value */
const sizeOf = (value) => value?.pieces.reduce((sum, { size }) => sum + size, 0) ?? 0

/** @param {Held} value */
function describe(value) {
  if (value === null) return 'nothing'
  return value.pieces.map(({ key, generation, size }) => `${key}#${generation} (${size} bytes)`).join(' + ')
}

/**
 * What is wrong with what was found, where one of several values was to be found.
 *
 * @param {Held[]} possible
 * @param {Buffer | null} found
 */
function wrongAmong(possible, found) {
  const right = possible.some((value) =>
    value === null || found === null ? value === found : found.length === sizeOf(value) && found.equals(bytesOf(value)),
  )
  if (right) return undefined
  const what = found ? `${found.length} other bytes` : 'nothing'
  return `holds ${what}; it may hold ${possible.map(describe).join(' or ')}`
}

class Slot {
  #version = 0
  #renewed = 0

  /** @param {string} place @param {boolean} grows by appending */
  constructor(place, grows) {
    this.place = place
    this.grows = grows
    /** What it may hold: one value, or several after a write that failed. @type {Held[]} */
    this.possible = [null]
  }

  get name() {
    return `${this.place}/${this.#renewed}`
  }

  get doubtful() {
    return this.possible.length > 1
  }

  get value() {
    return this.possible[0]
  }

  newPiece(size) {
    return { key: this.place, generation: ++this.#version, size }
  }

  /**
   * Does what makes `value` what it holds. If that fails, either is possible.
   *
   * @template T
   * @param {Held} value
   * @param {() => Promise<T>} send
   */
  async change(value, send) {
    this.possible.push(value)
    const result = await send()
    this.possible = [value]
    return result
  }

  /** Says what is wrong with what was read, if anything. @param {Buffer | null} found */
  wrong(found) {
    const wrong = wrongAmong(this.possible, found)
    return wrong && `${this.name} ${wrong}`
  }

  /** Another name from here on: what was given up may still arrive under the old one. */
  renew() {
    this.#renewed++
    this.possible = [null]
  }
}

module.exports = { Slot, bytesOf, sizeOf, wrongAmong }
