'use strict'
// What the sections are made of: cards, tables, names and numbers. A chart is a table whose rows have bars:
// names are texts that wrap, and the numbers stand beside what is drawn.

const { bar } = require('./chart.js')
const { html } = require('./html.js')

/** @typedef {import('./index.js').Context} Context */
/** @typedef {import('./index.js').Entry} Entry */

const STATES = /** @type {const} */ (['ok', 'bad', 'unknown'])

/** What is longer is shortened in the middle: the ends tell names apart. */
const LONG = 72

/** What a list of texts has for a name from outside. @param {Record<string, any>} texts @param {string} name */
const known = (texts, name) => (Object.hasOwn(texts, name) ? texts[name] : undefined)

/** @param {Entry} entry */
const splitOf = ({ objects, ok = 0, bad = 0 }) => ({ ok, bad, unknown: Math.max(objects - ok - bad, 0) })

/** @param {Entry} entry */
const partsOf = (entry) => STATES.map((state) => ({ class: state, value: splitOf(entry)[state] }))

/** @param {string} name */
function shortened(name) {
  const characters = Array.from(name)
  if (characters.length <= LONG) return name
  return `${characters.slice(0, LONG / 2).join('')}…${characters.slice(1 - LONG / 2).join('')}`
}

/** A name that came from outside: a path is read from the left, whatever its letters. @param {string} name */
const nameOf = (name) => html`<bdi class="name" dir="ltr">${name}</bdi>`

/** It with less room. @param {string} name */
function shortNameOf(name) {
  const short = shortened(name)
  return short === name ? nameOf(name) : html`<bdi class="name" dir="ltr" title="${name}">${short}</bdi>`
}

/** @param {string} id @param {string} heading @param {unknown} content */
const card = (id, heading, content) =>
  html`<section class="card" aria-labelledby="${id}">
    <h2 id="${id}">${heading}</h2>
    ${content}
  </section>`

/** A card that has nothing to show. @param {string} id @param {string} heading @param {string} text */
const emptyCard = (id, heading, text) => card(id, heading, html`<p class="muted">${text}</p>`)

/**
 * A table, whose rows begin with their heading.
 *
 * @param {string} caption
 * @param {{ text: string, number?: boolean }[]} headings
 * @param {unknown[]} rows
 * @param {string} [name]
 */
const table = (caption, headings, rows, name = '') =>
  html`<table class="${name}">
    <caption>
      ${caption}
    </caption>
    <thead>
      <tr>
        ${headings.map(({ text, number }) => html`<th scope="col" class="${number ? 'number' : ''}">${text}</th>`)}
      </tr>
    </thead>
    <tbody>
      ${rows}
    </tbody>
  </table>`

/** @param {string} text */
const number = (text) => ({ text, number: true })

/** A number of objects over their size, or over a share. @param {Context} context @param {number} objects @param {string} below */
const pair = ({ format }, objects, below) =>
  html`<td class="number">
    <span title="${format.count(objects)}">${format.short(objects)}</span><small>${below}</small>
  </td>`

/** All objects of an entry, and those that are not as required. @param {Context} context @param {Entry} entry */
const numbers = (context, { objects, bytes, bad = 0 }) =>
  html`${pair(context, objects, context.format.bytes(bytes))}${pair(context, bad, context.format.share(bad, objects))}`

/** An entry with a bar, `length` of the longest. @param {Context} context @param {unknown} name @param {Entry} entry @param {number} length */
function barRow(context, name, entry, length) {
  const { texts, format } = context
  const drawn = bar(texts.chart.split(splitOf(entry), format), partsOf(entry), { length })
  return html`<tr>
    <th scope="row">${name}${drawn}</th>
    ${numbers(context, entry)}
  </tr>`
}

module.exports = {
  STATES,
  barRow,
  card,
  emptyCard,
  known,
  nameOf,
  number,
  numbers,
  pair,
  partsOf,
  shortNameOf,
  splitOf,
  table,
}
