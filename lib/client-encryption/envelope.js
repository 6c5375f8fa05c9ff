'use strict'
// How an object was encrypted, as its metadata say it, in the names of the vendor's clients.

const { OSSError } = require('../error.js')

const PREFIX = 'x-oss-meta-client-side-encryption-'
/** The names of the first Python client. */
const LEGACY = 'x-oss-meta-oss-'
/** Ours: other clients pass it over. */
const HMAC = 'x-oss-meta-ali-oss-native-hmac-sha256'
const CONTENT_ALGORITHM = 'AES/CTR/NoPadding'
const RSA = 'RSA/NONE/PKCS1Padding'
const RSA_LEGACY = 'RSA/NONE/OAEPWithSHA-1AndMGF1Padding'
const KMS = 'KMS/ALICLOUD'
/** The blocks of the cipher: a part begins with one. Bytes. */
const BLOCK = 16

/**
 * @typedef {object} Envelope
 * @property {string} key the wrapped data key, in Base64
 * @property {string} start its initial counter, wrapped too
 * @property {string} algorithm by which they were wrapped
 * @property {boolean} legacy whether the first Python client wrote it
 * @property {Record<string, string>} description of the master key
 * @property {number} [length] of the plaintext
 * @property {Buffer} [md5] of the plaintext
 * @property {Buffer} [hmac] of the ciphertext
 */

/** What a call rejects with that cannot be decrypted. @param {string} why @param {unknown} [cause] */
function cannotDecrypt(why, cause) {
  const fields = { name: 'DecryptionFailedError', code: 'DecryptionFailed', cause }
  return new OSSError(`The object cannot be decrypted: ${why}`, fields)
}

/** A description of a master key. The clients write the same JSON with other spaces. @param {string | undefined} text */
function descriptionOf(text) {
  if (!text) return {}
  try {
    const description = JSON.parse(text)
    if (description !== null && typeof description === 'object') return description
  } catch {
    // Said below.
  }
  throw cannotDecrypt(`the description of its master key is no JSON object: ${text}`)
}

/** @param {Record<string, unknown>} one @param {Record<string, unknown>} other */
function isSame(one, other) {
  const names = Object.keys(one)
  return names.length === Object.keys(other).length && names.every((name) => one[name] === other[name])
}

/** A sum that metadata hold, of so many bytes. @param {Record<string, string>} headers @param {string} name @param {number} bytes */
function sumOf(headers, name, bytes) {
  const text = headers[name]
  if (text === undefined) return undefined
  const sum = Buffer.from(text, 'base64')
  if (sum.length !== bytes || sum.toString('base64') !== text) throw cannotDecrypt(`${name} is damaged: ${text}`)
  return sum
}

/** @param {Record<string, string>} headers */
function lengthOf(headers) {
  const name = `${PREFIX}unencrypted-content-length`
  const text = headers[name]
  if (text === undefined) return undefined
  if (!/^\d{1,15}$/.test(text)) throw cannotDecrypt(`${name} is damaged: ${text}`)
  return Number(text)
}

/**
 * Reads what an answer says.
 *
 * @param {Record<string, string>} headers
 * @returns {Envelope}
 */
function readEnvelope(headers) {
  const legacy = headers[`${PREFIX}key`] === undefined
  const said = (name, old) => headers[legacy ? `${LEGACY}${old}` : `${PREFIX}${name}`]
  const key = said('key', 'crypto-key')
  const start = said('start', 'crypto-start')
  const content = said('cek-alg', 'cek-alg')
  const wrap = said('wrap-alg', 'wrap-alg')
  if (!key || !start || !content || !wrap) {
    throw cannotDecrypt('its metadata lack the data key, its initial counter or an algorithm')
  }
  // The first Python client says GCM, and means the counter mode.
  if (content !== CONTENT_ALGORITHM && !(legacy && content === 'AES/GCM/NoPadding')) {
    throw cannotDecrypt(`it is encrypted by ${content}, and this client knows ${CONTENT_ALGORITHM}`)
  }
  const algorithm = legacy ? (wrap === 'kms' ? KMS : RSA_LEGACY) : wrap
  const description = descriptionOf(said('matdesc', 'matdesc'))
  const md5 = sumOf(headers, `${PREFIX}unencrypted-content-md5`, 16)
  return { key, start, algorithm, legacy, description, length: lengthOf(headers), md5, hmac: sumOf(headers, HMAC, 32) }
}

/**
 * The metadata of a wrapped data key.
 *
 * @param {{ key: string, start: string }} wrapped
 * @param {{ algorithm: string, description?: Record<string, string> }} master
 */
function writeEnvelope({ key, start }, { algorithm, description = {} }) {
  const named = Object.keys(description).length > 0
  return {
    [`${PREFIX}key`]: key,
    [`${PREFIX}start`]: start,
    [`${PREFIX}cek-alg`]: CONTENT_ALGORITHM,
    [`${PREFIX}wrap-alg`]: algorithm,
    ...(named && { [`${PREFIX}matdesc`]: JSON.stringify(description) }),
  }
}

/** @param {{ length?: number, md5?: string, hmac?: string }} sums */
function writeSums({ length, md5, hmac }) {
  return {
    ...(length !== undefined && { [`${PREFIX}unencrypted-content-length`]: String(length) }),
    ...(md5 && { [`${PREFIX}unencrypted-content-md5`]: md5 }),
    ...(hmac && { [HMAC]: hmac }),
  }
}

/** What the service checks of an upload in parts. @param {{ dataSize: number, partSize: number }} sizes */
function writeSizes({ dataSize, partSize }) {
  return { [`${PREFIX}data-size`]: String(dataSize), [`${PREFIX}part-size`]: String(partSize) }
}

/** Whether an object's headers say that a client encrypted it. @param {Record<string, string>} headers */
function isClientEncrypted(headers) {
  return headers[`${PREFIX}key`] !== undefined || headers[`${LEGACY}crypto-key`] !== undefined
}

/** Whether a name of metadata, without `x-oss-meta-`, is one of these. @param {string} name */
function isOfEnvelope(name) {
  return (
    `x-oss-meta-${name}` === HMAC || name.startsWith('client-side-encryption-') || /^oss-(crypto|cek|wrap)-/.test(name)
  )
}

module.exports = {
  BLOCK,
  HMAC,
  KMS,
  PREFIX,
  RSA,
  RSA_LEGACY,
  cannotDecrypt,
  isClientEncrypted,
  isOfEnvelope,
  isSame,
  readEnvelope,
  writeEnvelope,
  writeSizes,
  writeSums,
}
