'use strict'
// Headers as `headerEncoding: 'latin1'` has them in ali-oss: each byte is a character, which programs then read as UTF-8 themselves.

/** @param {any} text */
const asBytes = (text) => (typeof text === 'string' ? Buffer.from(text).toString('latin1') : text)

/** @param {Record<string, any> | null | undefined} texts */
function relabel(texts) {
  for (const [name, text] of Object.entries(texts ?? {})) if (texts) texts[name] = asBytes(text)
}

/**
 * A result of a native call, for a client with this encoding of headers.
 *
 * @template T
 * @param {any} client
 * @param {T} result
 * @returns {T}
 */
function inHeaderEncoding(client, result) {
  if (client.options.headerEncoding !== 'latin1' || result === null || typeof result !== 'object') return result
  const { res, meta } = /** @type {any} */ (result)
  relabel(res?.headers)
  relabel(meta)
  return result
}

module.exports = { inHeaderEncoding }
