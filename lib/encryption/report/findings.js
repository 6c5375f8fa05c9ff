'use strict'
// The bucket's rule under the names that Alibaba Cloud Config has for such checks.

const { TEXTS } = require('./texts.js')

/** @typedef {'COMPLIANT' | 'NON_COMPLIANT' | 'NOT_APPLICABLE'} Status */

/**
 * The page of `oss-encryption-byok-check` is content with KMS; its title wants a key of one's own. Here it is taken at its title,
 * as without a named key the key is the one that KMS makes for OSS.
 */
const CHECKS = {
  'oss-bucket-server-side-encryption-enabled': () => true,
  'oss-default-encryption-kms': (rule) => rule.SSEAlgorithm === 'KMS',
  'oss-encryption-byok-check': (rule) => rule.SSEAlgorithm === 'KMS' && Boolean(rule.KMSMasterKeyID),
}

/**
 * One for each of the managed rules that look at encryption. A rule that could not be read is judged by none of them.
 *
 * @param {{ rule?: import('./requirement.js').Rule | null }} audit
 * @param {'en' | 'zh'} [language]
 * @returns {{ rule: string, status: Status, why: string }[]}
 */
function findings({ rule }, language = 'en') {
  const { finding } = TEXTS[language]
  return Object.entries(CHECKS).map(([name, check]) => {
    if (rule === undefined) return { rule: name, status: 'NOT_APPLICABLE', why: finding.unread }
    if (rule === null) return { rule: name, status: 'NON_COMPLIANT', why: finding.noRule }
    const status = check(rule) ? 'COMPLIANT' : 'NON_COMPLIANT'
    return { rule: name, status, why: finding[name](rule) }
  })
}

module.exports = { findings }
