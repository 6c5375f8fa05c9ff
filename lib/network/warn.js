'use strict'
// Warnings about options, each once in a process.

const given = new Set()

/**
 * @param {'ALI_OSS_AGENT' | 'ALI_OSS_INSECURE' | 'ALI_OSS_PROXY'} code
 * @param {string} message
 */
function warnOnce(code, message) {
  if (given.has(message)) return
  given.add(message)
  process.emitWarning(message, { type: 'AliOssWarning', code })
}

module.exports = { warnOnce }
