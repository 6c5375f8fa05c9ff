// Names of buckets and objects as a request line has them, and texts as headers have them.

/** All but the unreserved characters of RFC 3986. @param {string} text */
export const encode = (text) =>
  encodeURIComponent(text).replace(/[!'()*]/g, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`)

/** A key, whose slashes stay. @param {string} key */
export const encodeKey = (key) => key.split('/').map(encode).join('/')

/** `?a=b&c`; a value that is `''` is left out with its `=`. @param {Record<string, string | number | undefined | null>} query */
export function encodeQuery(query) {
  const given = Object.entries(query).filter(([, value]) => value !== undefined && value !== null)
  const pairs = given.map(([name, value]) => (value === '' ? encode(name) : `${encode(name)}=${encode(String(value))}`))
  return pairs.length > 0 ? `?${pairs.join('&')}` : ''
}

/** Path style, as the server takes it in `x-emulator-target`: browsers fold `.` and `..` of a URL's own path. */
export function targetOf(bucket, key, query = {}) {
  const path = bucket === undefined ? '/' : `/${encode(bucket)}/${key === undefined ? '' : encodeKey(key)}`
  return path + encodeQuery(query)
}

/** A browser sends each character of a header as one byte: UTF-8, then, is its bytes as characters. @param {string} text */
export const toHeader = (text) => String.fromCharCode(...new TextEncoder().encode(text))

/** The other way round; what is no UTF-8 stays as it came. @param {string | null} text */
export function fromHeader(text) {
  if (text === null) return null
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(Uint8Array.from(text, (char) => char.charCodeAt(0)))
  } catch {
    return text
  }
}
