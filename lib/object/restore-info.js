'use strict'

/**
 * Whether an archived object is readable, and until when: `ongoing-request="false", expiry-date="…"`.
 *
 * @param {string | null | undefined} text
 */
exports.restoreInfo = (text) => {
  if (!text) return undefined
  if (text.includes('ongoing-request="true"')) return { ongoingRequest: true }
  const until = /expiry-date="(.*)"/.exec(text)?.[1]
  return until ? { ongoingRequest: false, expiryDate: new Date(until) } : { ongoingRequest: false }
}
