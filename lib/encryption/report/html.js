'use strict'
// HTML by a template that escapes what is put into it, so that no place can forget to.

/** Text that is HTML already. */
class Html {
  /** @param {string} text */
  constructor(text) {
    this.text = text
  }

  toString() {
    return this.text
  }
}

/** What a reader would not see, or what turns the text around it: control characters, marks of direction, halves of pairs. */
const UNSEEN = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu
/** @type {Record<string, string>} */
const ENTITIES = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' }

/** A character as JavaScript would write it. @param {string} character */
function escapeOf(character) {
  const code = /** @type {number} */ (character.codePointAt(0))
  return code > 0xffff ? `\\u{${code.toString(16)}}` : `\\u${code.toString(16).padStart(4, '0')}`
}

/** A text in which everything is seen. @param {string} text */
const visible = (text) => text.replace(UNSEEN, escapeOf)

/** A text as HTML, between tags or in a quoted attribute. @param {unknown} value */
const escaped = (value) => visible(String(value)).replace(/[&<>"']/g, (character) => ENTITIES[character])

/** @param {unknown} value @returns {string} */
function put(value) {
  if (value === undefined || value === null || value === false) return ''
  if (Array.isArray(value)) return value.map(put).join('')
  return value instanceof Html ? value.text : escaped(value)
}

/** A list is joined; nothing, null and false leave no trace. @param {TemplateStringsArray} parts @param {...unknown} values */
const html = (parts, ...values) => new Html(String.raw({ raw: parts }, ...values.map(put)))

module.exports = { Html, UNSEEN, escapeOf, escaped, html, visible }
