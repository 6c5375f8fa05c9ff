'use strict'
// Bars and columns as SVG. Widths are shares of what there is, so that texts keep their size on a narrow screen.
// What is bad is hatched as well as coloured: by lines in an <svg> of its own, which cuts off what is outside.

const { html } = require('./html.js')

/** A part that is there is seen, even one of a billion: so much of the whole, in percent. */
const SEEN = 0.8

/** @typedef {{ class: string, value: number, mark?: string | number }} Part */

/** @param {number} number */
const round = (number) => Math.round(number * 100) / 100

/** Widths in percent of a bar that is `whole` percent long. @param {number[]} values @param {number} whole */
function widths(values, whole) {
  const sum = values.reduce((all, value) => all + value, 0)
  if (sum === 0) return values.map(() => 0)
  const wanted = values.map((value) => (value === 0 ? 0 : Math.max((value / sum) * whole, SEEN)))
  const wider = wanted.reduce((all, width) => all + width, 0)
  // What small ones gain, the others give.
  return whole < SEEN ? values.map((value) => (value / sum) * whole) : wanted.map((width) => (width / wider) * whole)
}

/** Lines across a part of this height, from its left end to any width. @param {number} height */
const hatch = (height) =>
  html`<line
    x1="0"
    x2="4000"
    y1="${height / 2}"
    y2="${height / 2}"
    class="hatch"
    stroke-width="${height}"
    transform="skewX(-45)"
  />`

/**
 * A part of a bar or column. A number on it is the one that the legend has.
 *
 * @param {Part} part
 * @param {{ x: string, y: number, width: string, height: number }} place
 */
const block = ({ class: name, mark }, { x, y, width, height }) =>
  html`<svg x="${x}" y="${y}" width="${width}" height="${height}" class="${name}">
    <rect width="100%" height="100%" />
    ${name === 'bad' && hatch(height)}${mark !== undefined && html`<text x="50%" y="${height / 2}" dy="0.35em" text-anchor="middle">${mark}</text>`}
  </svg>`

/**
 * One bar of parts, as long as `length` of all.
 *
 * @param {string} title
 * @param {Part[]} parts
 * @param {{ length?: number, height?: number }} [options]
 */
function bar(title, parts, { length = 1, height = 8 } = {}) {
  const lengths = widths(
    parts.map(({ value }) => value),
    Math.max(Math.min(length, 1) * 100, length > 0 ? SEEN : 0),
  )
  let x = 0
  const blocks = parts.map((part, index) => {
    const width = lengths[index]
    // A number needs room.
    const shown = width < 7 ? { ...part, mark: undefined } : part
    const place = { x: `${round(x)}%`, y: 0, width: `${round(width)}%`, height }
    x += width
    return width > 0 && block(shown, place)
  })
  return html`<svg class="bar" role="img" width="100%" height="${height}">
    <title>${title}</title>
    <rect class="track" width="100%" height="100%" />
    ${blocks}
  </svg>`
}

/** The next number with one digit and zeros, and a half that is easy to tell. @param {number} number */
function ceiling(number) {
  const power = 10 ** Math.floor(Math.log10(Math.max(number, 1)))
  return power * /** @type {number} */ ([1, 2, 3, 4, 5, 6, 8, 10].find((step) => step * power >= number) ?? 10)
}

/** So many labels fit beside each other on the narrowest screen. */
const LABELS = 5
/** Fewer columns than this do not get wider. */
const SLOTS = 12
const [TOP, PLOT, FOOT] = [18, 132, 22]

/** The parts of one column, from the bottom. @param {Part[]} parts @param {{ x: number, width: number, most: number }} place */
function stack(parts, { x, width, most }) {
  let y = TOP + PLOT
  return parts.map((part) => {
    if (part.value === 0) return ''
    const height = Math.min(Math.max(round((part.value / most) * PLOT), 1.5), y - TOP)
    y = round(y - height)
    return block(part, { x: `${round(x)}%`, y, width: `${round(width)}%`, height })
  })
}

/**
 * Columns of parts side by side, with a line for the top of the scale and one for its half.
 *
 * @param {string} title
 * @param {{ label: string, title: string, parts: Part[] }[]} columns
 * @param {(most: number) => string} scale the text at the line on top
 */
function columns(title, columns, scale) {
  const sums = columns.map(({ parts }) => parts.reduce((all, { value }) => all + value, 0))
  const most = ceiling(Math.max(1, ...sums))
  const slot = 100 / Math.max(columns.length, SLOTS)
  const step = Math.ceil(Math.max(columns.length, SLOTS) / LABELS)
  const bottom = TOP + PLOT
  return html`<svg class="columns" role="img" width="100%" height="${bottom + FOOT}">
    <title>${title}</title>
    ${[TOP, TOP + PLOT / 2, bottom].map((y) => html`<line class="grid" x1="0" x2="100%" y1="${y}" y2="${y}" />`)}
    <text class="scale" x="0" y="${TOP - 6}">${scale(most)}</text>
    ${columns.map(({ title, parts }, index) => html`<g><title>${title}</title>${stack(parts, { x: (index + 0.12) * slot, width: slot * 0.76, most })}</g>`)}
    ${columns.map(({ label }, index) => {
      if (index % step !== 0) return ''
      const [x, anchor] = index === 0 ? [0.12, 'start'] : index === columns.length - 1 && columns.length >= SLOTS ? [index + 0.88, 'end'] : [index + 0.5, 'middle'] // prettier-ignore
      return html`<text class="label" x="${round(x * slot)}%" y="${bottom + 16}" text-anchor="${anchor}"
        >${label}</text
      >`
    })}
  </svg>`
}

/** The small square of a legend, with its number. @param {string} name @param {string | number} [mark] */
const swatch = (name, mark) =>
  html`<svg class="swatch" aria-hidden="true" width="18" height="18">
    ${block({ class: name, value: 1, mark }, { x: '0', y: 0, width: '100%', height: 18 })}
  </svg>`

const STROKES = { ok: 'M5 10.5l3.5 3.5L15 6.5', bad: 'M6 6l8 8M14 6l-8 8', unknown: 'M10 5v6M10 14v.5' }

/** A mark of the same meaning as a colour; quiet where there is none of it. @param {'ok' | 'bad' | 'unknown'} kind @param {boolean} [quiet] */
const icon = (kind, quiet = false) =>
  html`<svg class="icon ${quiet ? 'unknown' : kind}" aria-hidden="true" width="20" height="20" viewBox="0 0 20 20">
    <circle cx="10" cy="10" r="10" />
    <path d="${STROKES[kind]}" />
  </svg>`

module.exports = { bar, ceiling, columns, icon, swatch, widths }
