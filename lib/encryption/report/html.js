'use strict'
// HTML from values: what is put in is escaped, unless it is HTML already.

/** Characters that would be read as HTML, and those that a page cannot show or that turn the direction of what follows. */
const SPECIAL = /[&<>"']|\p{Cc}|\p{Bidi_Control}/gu
const NAMED = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' }

class Html {
  /** @param {string} text */
  constructor(text) {
    this.text = text
  }
}

/** @param {unknown} value */
function escaped(value) {
  if (value instanceof Html) return value.text
  if (Array.isArray(value)) return value.map(escaped).join('')
  if (value === undefined || value === null || value === false) return ''
  return String(value).replace(SPECIAL, (one) => NAMED[one] ?? `\\u${one.charCodeAt(0).toString(16).padStart(4, '0')}`)
}

/** @param {TemplateStringsArray} strings @param {unknown[]} values */
const html = (strings, ...values) =>
  new Html(strings.map((text, at) => (at === 0 ? text : escaped(values[at - 1]) + text)).join(''))

/** HTML of the report's own. @param {string} text */
const raw = (text) => new Html(text)

module.exports = { html, raw }
