'use strict'
// What each object must be, and the bucket's rule, in the same terms.

const { OR, encryptionIn, isSuch, nameOf } = require('../requirement.js')

/**
 * @typedef {object} Rule the bucket's default, as OSS gives it
 * @property {string} SSEAlgorithm
 * @property {string} [KMSMasterKeyID]
 * @property {string} [KMSDataEncryption]
 */

/** How the rule has new objects encrypted. @param {Rule} rule */
const encryptionBy = ({ SSEAlgorithm, KMSMasterKeyID, KMSDataEncryption }) => ({
  algorithm: SSEAlgorithm,
  keyId: KMSMasterKeyID || undefined,
  dataEncryption: KMSDataEncryption || undefined,
})

/** Those of which one must be. @param {string} require */
const allowed = (require) => require.split(OR).map(encryptionIn)

/** The rule that makes new objects what they must be. None for `any`, for one of several, nor for what is not known here. @param {string} require @returns {Rule | undefined} */
function ruleFor(require) {
  const [wanted, ...others] = allowed(require)
  if (wanted === undefined || others.length > 0) return undefined
  const { algorithm, keyId, dataEncryption } = wanted
  return {
    SSEAlgorithm: algorithm,
    ...(keyId && { KMSMasterKeyID: keyId }),
    ...(dataEncryption && { KMSDataEncryption: dataEncryption }),
  }
}

/**
 * Whether the rule makes new objects what they must be; undefined where that cannot be said.
 *
 * @param {Rule | null | undefined} rule
 * @param {string} require
 */
function meets(rule, require) {
  if (rule === undefined) return undefined
  if (rule === null) return false
  if (require === 'any') return true
  const encryption = encryptionBy(rule)
  const wanted = allowed(require)
  if (wanted.some((one) => one !== undefined && isSuch(one, encryption))) return true
  return wanted.includes(undefined) ? undefined : false
}

/** What objects that are not as required should become. @param {{ require: string, rule?: Rule | null }} audit */
function target({ require, rule }) {
  // Of several that may be, the first.
  if (require !== 'any') return require.split(OR)[0]
  return rule ? nameOf(encryptionBy(rule)) : 'AES256'
}

module.exports = { meets, ruleFor, target }
