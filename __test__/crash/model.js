'use strict'
// What must be there after a crash: what was acknowledged, or what was tried after it and never answered. Nothing else.

const { contentOf } = require('./random.js')

/**
 * @typedef {object} Value what is stored under a key at one time
 * @property {{ key: string, generation: number, size: number }[]} pieces
 * @property {string | undefined} encryption what the server says of it
 */

/** @param {Value} value */
const bytesOf = (value) => Buffer.concat(value.pieces.map(contentOf))

/** @param {Value | null} value */
const describe = (value) =>
  value === null
    ? 'nothing'
    : `${value.pieces.map(({ key, generation, size }) => `${key}#${generation} (${size})`).join(' + ')}, ${value.encryption}`

/** One key of one bucket. One thing is done with it at a time. */
class Key {
  #generation = 0

  /** @param {string} bucket @param {string} name */
  constructor(bucket, name) {
    this.bucket = bucket
    this.name = name
    /** What was acknowledged last. @type {Value | null} */
    this.current = null
    /** What was tried since and not answered. @type {(Value | null)[]} */
    this.attempts = []
    /** Where versions are kept: what was acknowledged, and markers as null. @type {Map<string, Value | null>} */
    this.versions = new Map()
    /** Versions whose deletion was not answered. @type {Set<string>} */
    this.doomed = new Set()
    /** Uploads in parts that were begun. @type {Map<string, { value: Value, etags: string[], completing: boolean }>} */
    this.uploads = new Map()
  }

  get versioned() {
    return this.bucket === 'versioned'
  }

  /** @param {number} size */
  newPiece(size) {
    return { key: `${this.bucket}/${this.name}`, generation: ++this.#generation, size }
  }

  /**
   * Does what makes `value` what is stored. Where it is not answered, both are possible from then on.
   *
   * @param {Value | null} value
   * @param {() => Promise<{ versionId?: string } | void>} send
   */
  async change(value, send) {
    this.attempts.push(value)
    const { versionId } = (await send()) ?? {}
    this.attempts.pop()
    this.current = value
    if (versionId) this.versions.set(versionId, value)
  }

  /**
   * What of the possible values is there; from then on the only one.
   *
   * @param {{ bytes: Buffer, encryption: string | undefined } | null} found
   */
  settle(found) {
    const possible = [this.current, ...this.attempts]
    const match = possible.find((value) => isSame(value, found))
    if (match === undefined) {
      const what = found ? `${found.bytes.length} bytes, ${found.encryption}` : 'nothing'
      throw new Error(`${this.bucket}/${this.name} holds ${what}; it may hold ${possible.map(describe).join(' or ')}`)
    }
    this.current = match
    return match
  }
}

/** @param {Value | null} value @param {{ bytes: Buffer, encryption: string | undefined } | null} found */
function isSame(value, found) {
  if (value === null || found === null) return value === found
  const size = value.pieces.reduce((sum, piece) => sum + piece.size, 0)
  return found.encryption === value.encryption && found.bytes.length === size && found.bytes.equals(bytesOf(value))
}

module.exports = { Key, bytesOf, describe, isSame }
