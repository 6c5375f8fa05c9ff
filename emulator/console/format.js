// Numbers, sizes, times and bytes as people read them.

import { T } from './texts/index.js'

const UNITS = ['B', 'KiB', 'MiB', 'GiB', 'TiB']

export const count = (number) => new Intl.NumberFormat(T.locale).format(number)

/** @param {number} bytes */
export function size(bytes) {
  let unit = 0
  let number = bytes
  while (number >= 1024 && unit < UNITS.length - 1) {
    number /= 1024
    unit++
  }
  const digits = unit === 0 ? 0 : 1
  return `${new Intl.NumberFormat(T.locale, { maximumFractionDigits: digits }).format(number)}\u00a0${UNITS[unit]}`
}

/** @param {number | string} time milliseconds since 1970, or a text that says one */
export function time(time) {
  const date = new Date(time)
  if (Number.isNaN(date.getTime())) return String(time)
  return new Intl.DateTimeFormat(T.locale, { dateStyle: 'medium', timeStyle: 'medium' }).format(date)
}

/** The time of day, with milliseconds. @param {number} time */
export const clockTime = (time) =>
  new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit', second: '2-digit', fractionalSecondDigits: 3 }).format(time) // prettier-ignore

/** @param {string} base64 */
export const bytesOf = (base64) => Uint8Array.from(atob(base64), (char) => char.charCodeAt(0))

/** Text where the bytes are such. @param {Uint8Array} bytes @returns {string | null} */
export function textOfBytes(bytes) {
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes)
    // eslint-disable-next-line no-control-regex -- what a terminal would act on is no text
    return /[\u0000-\u0008\u000b\u000c\u000e-\u001f]/.test(text) ? null : text
  } catch {
    return null
  }
}

// eslint-disable-next-line no-control-regex -- these are what is meant
const UNSEEN = /[\u0000-\u001f\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069]/g

/** What cannot be seen in a name is shown by its number. @param {string} name */
export const visible = (name) =>
  name.replace(UNSEEN, (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`)
