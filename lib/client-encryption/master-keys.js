'use strict'
// Master keys, which wrap the data keys of objects: RSA, KMS, and functions of the program's own.

const { createPrivateKey, createPublicKey } = require('node:crypto')
const { settled, translated } = require('../call.js')
const { DataKey, RsaKey } = require('../native.js')
const { RSA, RSA_LEGACY, cannotDecrypt, isSame } = require('./envelope.js')
const { KmsKey } = require('./kms.js')

/**
 * @typedef {object} MasterKey
 * @property {string} algorithm by which it wraps
 * @property {Record<string, string>} description
 * @property {(algorithm: string) => boolean} opens whether it unwraps what was wrapped so
 * @property {(client: any) => Promise<{ dataKey: any, key: string, start: string }>} create makes a data key and wraps it
 * @property {(client: any, envelope: import('./envelope.js').Envelope) => Promise<any>} unwrap
 */

/** An RSA key. The public half can write, the private one write and read. @implements {MasterKey} */
class Rsa {
  algorithm = RSA
  #key

  /** @param {any} key PEM, DER or a `KeyObject` @param {Record<string, string>} description @param {string} [passphrase] */
  constructor(key, description, passphrase) {
    this.description = description
    const { der, isPrivate } = derOf(key, passphrase)
    try {
      this.#key = translated(() => new RsaKey(der, isPrivate))
    } finally {
      der.fill(0)
    }
  }

  opens = (algorithm) => algorithm === RSA || algorithm === RSA_LEGACY

  async create(client) {
    const dataKey = DataKey.generate()
    return { dataKey, ...(await settled(client, (native) => native.rsaWrap(this.#key, dataKey))) }
  }

  unwrap(client, { key, start, algorithm, legacy }) {
    return settled(client, (native) => native.rsaUnwrap(this.#key, key, start, algorithm === RSA_LEGACY, legacy))
  }
}

/** A key as DER. @param {any} key @param {string} [passphrase] */
function derOf(key, passphrase) {
  const object = keyObject(key, passphrase)
  if (object.asymmetricKeyType !== 'rsa') {
    throw new TypeError(`the master key must be an RSA key, not ${object.asymmetricKeyType ?? object.type}`)
  }
  const isPrivate = object.type === 'private'
  return { der: object.export({ format: 'der', type: isPrivate ? 'pkcs8' : 'spki' }), isPrivate }
}

function keyObject(key, passphrase) {
  if (typeof key?.export === 'function') return key
  try {
    const isPublic = /-----BEGIN (RSA )?PUBLIC KEY-----/.test(String(key))
    return isPublic ? createPublicKey(key) : createPrivateKey({ key, ...(passphrase && { passphrase }) })
  } catch (cause) {
    // The message of the library may quote the key.
    throw new TypeError('the master key is no RSA key in PEM (PKCS#1 or PKCS#8), or its passphrase is wrong', { cause })
  }
}

/** Functions of the program. @implements {MasterKey} */
class Own {
  #wrap
  #unwrap

  constructor({ algorithm, wrap, unwrap }, description) {
    if (typeof algorithm !== 'string' || algorithm === '') {
      throw new TypeError(
        'a master key with functions of your own needs an algorithm: the name that objects are marked with',
      )
    }
    this.algorithm = algorithm
    this.description = description
    this.#wrap = wrap
    this.#unwrap = unwrap
  }

  opens = (algorithm) => algorithm === this.algorithm

  async create() {
    if (typeof this.#wrap !== 'function') throw new TypeError('the master key has no function wrap, and cannot encrypt')
    const dataKey = DataKey.generate()
    const wrap = async (bytes) => {
      try {
        return Buffer.from(await this.#wrap(bytes)).toString('base64')
      } finally {
        bytes.fill(0)
      }
    }
    return { dataKey, key: await wrap(dataKey.key), start: await wrap(dataKey.start) }
  }

  async unwrap(_client, { key, start }) {
    if (typeof this.#unwrap !== 'function') {
      throw new TypeError('the master key has no function unwrap, and cannot decrypt')
    }
    const unwrap = async (text) => Buffer.from(await this.#unwrap(Buffer.from(text, 'base64')))
    const bytes = [await unwrap(key), await unwrap(start)]
    try {
      return translated(() => DataKey.of(bytes[0], bytes[1]))
    } finally {
      for (const each of bytes) each.fill(0)
    }
  }
}

/** A master key as a program gives it. @param {any} given @returns {MasterKey} */
function masterKeyOf(given) {
  if (typeof given === 'string' || Buffer.isBuffer(given) || typeof given?.export === 'function')
    return new Rsa(given, {})
  if (given === null || typeof given !== 'object') {
    throw new TypeError(
      'require masterKey: an RSA key in PEM or as a KeyObject, { rsa }, { kms } or { algorithm, wrap, unwrap }',
    )
  }
  const description = given.description ?? {}
  if (Object.values(description).some((value) => typeof value !== 'string')) {
    throw new TypeError('the description of a master key must be an object of texts')
  }
  const rsa = given.rsa ?? given.privateKey ?? given.publicKey
  if (rsa) return new Rsa(rsa, description, given.passphrase)
  if (given.kms) return new KmsKey(given, description)
  return new Own(given, description)
}

/** The master keys of a client: the first writes, all read. */
class MasterKeys {
  /** @param {any} first @param {any[]} [others] */
  constructor(first, others = []) {
    this.first = masterKeyOf(first)
    this.all = [this.first, ...others.map(masterKeyOf)]
  }

  /** Unwraps a data key, by the keys that may have wrapped it: first those that its description names. */
  async unwrap(client, envelope) {
    const able = this.all.filter((key) => key.opens(envelope.algorithm))
    if (able.length === 0) {
      const known = [...new Set(this.all.map((key) => key.algorithm))].join(', ')
      throw cannotDecrypt(
        `its data key is wrapped by ${envelope.algorithm}, and the client's master keys are of ${known}`,
      )
    }
    const named = able.filter((key) => isSame(key.description, envelope.description))
    const order = [...named, ...able.filter((key) => !named.includes(key))]
    /** @type {unknown} */
    let first
    for (const key of order) {
      try {
        return await key.unwrap(client, envelope)
      } catch (error) {
        first ??= error
      }
    }
    // What went wrong on the way says more than that it is no key.
    if (typeof (/** @type {any} */ (first)?.status) === 'number') throw first
    throw cannotDecrypt(String(/** @type {any} */ (first)?.message ?? first), first)
  }
}

module.exports = { MasterKeys }
