'use strict'
// What each object must be, and the bucket's rule, in the same terms.

/**
 * @typedef {object} Rule the bucket's default, as OSS gives it
 * @property {string} SSEAlgorithm
 * @property {string} [KMSMasterKeyID]
 * @property {string} [KMSDataEncryption]
 */

/** `KMS`, `KMS+SM4`, `KMS:key`: a key may have colons itself. */
const WITH_KEY = /^KMS(?:\+([A-Za-z0-9]+))?(?::(.+))?$/s

/** The rule that makes new objects what they must be. None for `any`, nor for what is not known here. @param {string} require @returns {Rule | undefined} */
function ruleFor(require) {
  if (require === 'AES256' || require === 'SM4') return { SSEAlgorithm: require }
  const [matches, KMSDataEncryption, KMSMasterKeyID] = WITH_KEY.exec(require) ?? []
  if (matches === undefined) return undefined
  return {
    SSEAlgorithm: 'KMS',
    ...(KMSMasterKeyID && { KMSMasterKeyID }),
    ...(KMSDataEncryption && { KMSDataEncryption }),
  }
}

/** A rule as `--require` and `--to` have it. @param {Rule} rule */
function textOf({ SSEAlgorithm, KMSMasterKeyID, KMSDataEncryption }) {
  const method = KMSDataEncryption ? `${SSEAlgorithm}+${KMSDataEncryption}` : SSEAlgorithm
  return KMSMasterKeyID ? `${method}:${KMSMasterKeyID}` : method
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
  const wanted = ruleFor(require)
  if (wanted === undefined) return undefined
  return Object.entries(wanted).every(([name, value]) => /** @type {any} */ (rule)[name] === value)
}

/** What objects that are not as required should become. @param {{ require: string, rule?: Rule | null }} audit */
function target({ require, rule }) {
  // Of several that may be, the first.
  if (require !== 'any') return require.split(' or ')[0]
  return rule ? textOf(rule) : 'AES256'
}

module.exports = { meets, ruleFor, target }
