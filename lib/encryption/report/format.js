'use strict'
// Numbers, sizes, shares and times as people of a language write them.

const UNITS = ['B', 'KiB', 'MiB', 'GiB', 'TiB', 'PiB', 'EiB']
/** What is closer to nothing or to all is never rounded to it. */
const LEAST = 0.001

/** @param {string} locale */
function formatOf(locale) {
  const whole = new Intl.NumberFormat(locale, { maximumFractionDigits: 0 })
  const short = new Intl.NumberFormat(locale, { notation: 'compact', maximumSignificantDigits: 3 })
  const amount = new Intl.NumberFormat(locale, { maximumSignificantDigits: 3, useGrouping: false })
  const percent = new Intl.NumberFormat(locale, { style: 'percent', maximumFractionDigits: 1 })
  const time = new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeStyle: 'medium', timeZone: 'UTC' })

  return {
    /** @param {number} number */
    count: (number) => whole.format(number),
    /** Few digits, where there is little room. @param {number} number */
    short: (number) => (number < 10_000 ? whole.format(number) : short.format(number)),
    /** @param {number} size */
    bytes(size) {
      let [value, unit] = [size, 0]
      while (value >= 1024 && unit < UNITS.length - 1) [value, unit] = [value / 1024, unit + 1]
      return `${(unit === 0 ? whole : amount).format(value)}\u00a0${UNITS[unit]}`
    },
    /** @param {number} part @param {number} all */
    share(part, all) {
      if (all === 0 || part === 0) return percent.format(0)
      const share = part / all
      if (share < LEAST) return `<${percent.format(LEAST)}`
      if (share < 1 && share > 1 - LEAST) return `>${percent.format(1 - LEAST)}`
      return percent.format(share)
    },
    /** What is no time stays as it is. @param {string} text */
    time(text) {
      const date = new Date(text)
      return Number.isNaN(date.getTime()) ? String(text) : `${time.format(date)} UTC`
    },
  }
}

/** @typedef {ReturnType<typeof formatOf>} Format */

module.exports = { formatOf }
