'use strict'
// What stored encryption must be: `'any'`, an algorithm, or one with a key of KMS, such as `KMS:key-id`.

/** @typedef {{ algorithm: string, keyId?: string, dataEncryption?: string }} Encryption how an object is encrypted */

/** `KMS+SM4:key-id` in its parts: the key may have colons itself. */
const SHAPE = /^(AES256|SM4|KMS)(?:\+(SM4))?(?::(.+))?$/s

/** The last part of the ARN of a key. @param {string} keyId */
const bareKey = (keyId) => keyId.replace(/^acs:kms:.*?:key\//, '')

/** An encryption that a text names; nothing where it names none. @param {string} text @returns {Encryption | undefined} */
function encryptionIn(text) {
  const [, algorithm, dataEncryption, keyId] = SHAPE.exec(text) ?? []
  if (!algorithm || (algorithm !== 'KMS' && (keyId || dataEncryption))) return undefined
  return { algorithm, ...(keyId && { keyId }), ...(dataEncryption && { dataEncryption }) }
}

/**
 * An encryption that is named by a text or an object.
 *
 * @param {any} given
 * @returns {Encryption}
 */
function encryptionOf(given) {
  const text = typeof given === 'string' ? given : nameOf(given)
  const encryption = encryptionIn(text)
  if (encryption) return encryption
  throw new TypeError(
    `an encryption is AES256, SM4, KMS or KMS:KEY, and KMS+SM4 or KMS+SM4:KEY for what KMS encrypts by SM4, not ${text}`,
  )
}

/** An encryption as a text. @param {any} encryption */
function nameOf(encryption) {
  if (!encryption) return 'none'
  const { algorithm, keyId, dataEncryption } = encryption
  return `${algorithm}${dataEncryption ? `+${dataEncryption}` : ''}${keyId ? `:${keyId}` : ''}`
}

/** Whether an encryption is the one that is wanted; a key that is not named may be any. @param {Encryption} wanted @param {any} sse */
function isSuch({ algorithm, keyId, dataEncryption }, sse) {
  if (sse?.algorithm !== algorithm || (sse.dataEncryption ?? undefined) !== dataEncryption) return false
  return keyId === undefined || bareKey(sse.keyId ?? '') === bareKey(keyId)
}

/** Between those of which one must be. */
const OR = ' or '

/** What is good enough, where one of several encryptions may be. */
class Requirement {
  /** Nothing where any encryption is good enough. @type {Encryption[] | undefined} */
  #wanted

  /** @param {any} given `'any'`, an encryption, or several of which one must be */
  constructor(given = 'any') {
    const all = [given].flat()
    this.#wanted = all.includes('any') ? undefined : all.map(encryptionOf)
    if (this.#wanted?.length === 0) throw new TypeError('require must say what is good enough')
  }

  /** Whether any encryption is good enough, so that nobody need ask which it is. */
  get isAny() {
    return this.#wanted === undefined
  }

  /** Why an encryption is not good enough; nothing where it is. @param {Encryption | null | undefined} sse */
  lack(sse) {
    if (!sse) return 'not-encrypted'
    if (!this.#wanted || this.#wanted.some((wanted) => isSuch(wanted, sse))) return undefined
    return this.#wanted.some(({ algorithm }) => algorithm === sse.algorithm) ? 'other-key' : 'other-algorithm'
  }

  toString() {
    return this.#wanted?.map(nameOf).join(OR) ?? 'any'
  }
}

module.exports = { OR, Requirement, encryptionIn, encryptionOf, isSuch, nameOf }
