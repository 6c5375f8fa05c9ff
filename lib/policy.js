'use strict'
// A policy as JSON text, in one form whatever form it came in.

/** @param {string | object} policy */
function policyText(policy) {
  if (typeof policy !== 'string') return JSON.stringify(policy)
  try {
    return JSON.stringify(JSON.parse(policy))
  } catch (cause) {
    throw new Error(`Policy string is not a valid JSON: ${/** @type {Error} */ (cause).message}`, { cause })
  }
}

module.exports = { policyText }
