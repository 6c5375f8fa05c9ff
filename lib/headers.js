'use strict'
// Headers as programs give them, an object whose names may have letters of either case; and as they get them.

/** @typedef {Record<string, any> | null | undefined} Headers */

/** The name as it is given. @param {Headers} headers @param {string} name in small letters */
const nameIn = (headers, name) => Object.keys(headers ?? {}).find((given) => given.toLowerCase() === name)

/** @param {Headers} headers @param {string} name in small letters */
const hasHeader = (headers, name) => nameIn(headers, name) !== undefined

/** @param {Headers} headers @param {string} name in small letters */
function headerOf(headers, name) {
  const given = nameIn(headers, name)
  return given === undefined ? undefined : headers?.[given]
}

/** @param {Headers} headers @param {(lowercase: string) => boolean} unwanted */
function withoutHeaders(headers, unwanted) {
  return Object.fromEntries(Object.entries(headers ?? {}).filter(([name]) => !unwanted(name.toLowerCase())))
}

/** As `headerEncoding: 'latin1'` has them in ali-oss: each byte is a character, which programs then read as UTF-8 themselves. @param {any} text */
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

module.exports = { hasHeader, headerOf, inHeaderEncoding, withoutHeaders }
