'use strict'
// What an audit has found, under the names of Alibaba Cloud Config's managed rules, by which auditors know it. Those look at the bucket's rule
// only: what is stored, the audit itself tells.

/** @typedef {'COMPLIANT' | 'NON_COMPLIANT' | 'NOT_APPLICABLE'} Status */

/** @param {any} audit @returns {{ rule: string, status: Status, why: string }[]} `why` is a name for a text */
function findings({ rule }) {
  const known = rule !== undefined
  /** @param {string} name @param {boolean} holds @param {string} yes @param {string} no */
  const finding = (name, holds, yes, no) => ({
    rule: name,
    status: /** @type {Status} */ (!known ? 'NOT_APPLICABLE' : holds ? 'COMPLIANT' : 'NON_COMPLIANT'),
    why: !known ? 'ruleUnknown' : holds ? yes : no,
  })
  const isKms = rule?.SSEAlgorithm === 'KMS'
  return [
    finding('oss-bucket-server-side-encryption-enabled', Boolean(rule), 'hasRule', 'noRule'),
    finding('oss-default-encryption-kms', isKms, 'ruleIsKms', 'ruleIsNotKms'),
    finding('oss-encryption-byok-check', isKms && Boolean(rule.KMSMasterKeyID), 'ruleNamesKey', 'ruleNamesNoKey'),
  ]
}

module.exports = { findings }
