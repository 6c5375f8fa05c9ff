'use strict'
// The charts of the report. Bars are HTML, so that names may be long and everything wraps; columns over time are SVG.

const { html } = require('./html.js')

/** So many bars are drawn; the rest is one. */
const BARS = 12
const MONTHS = 36

/** @param {any[]} counts @param {string} others */
function largest(counts, others) {
  if (counts.length <= BARS) return counts
  const rest = counts.slice(BARS - 1)
  const sum = (name) => rest.reduce((all, one) => all + (one[name] ?? 0), 0)
  const last = {
    name: `${others} (${rest.length})`,
    objects: sum('objects'),
    bytes: sum('bytes'),
    ok: sum('ok'),
    bad: sum('bad'),
  }
  return [...counts.slice(0, BARS - 1), last]
}

/** How much of a bar a part of it is. @param {number} part @param {number} whole */
const percent = (part, whole) => (whole > 0 ? Math.max((part / whole) * 100, part > 0 ? 0.4 : 0).toFixed(2) : '0')

/**
 * Bars of counts: how many are as required, how many are not, and of how many nobody knows.
 *
 * @param {string} title
 * @param {any[]} counts
 * @param {any} tell
 */
function bars(title, counts, { text, number, size, nameOf = (name) => name }) {
  if (counts.length === 0) return html``
  const shown = largest(counts, text.others)
  const most = Math.max(...shown.map(({ objects }) => objects))
  const row = ({ name, objects, bytes, ok = 0, bad = 0 }) => {
    const unknown = objects - ok - bad
    const parts = [
      ['ok', ok],
      ['bad', bad],
      ['unknown', unknown],
    ].filter(([, count]) => Number(count) > 0)
    return html`<tr>
      <th scope="row">${nameOf(name)}</th>
      <td class="bar">
        <div class="track" style="width:${percent(objects, most)}%">
          ${parts.map(
            ([kind, count]) => html`<span class="${kind}" style="width:${percent(Number(count), objects)}%"></span>`,
          )}
        </div>
      </td>
      <td class="n">${number(objects)}</td>
      <td class="n">${size(bytes)}</td>
      <td class="n">${number(bad)}</td>
    </tr>`
  }
  return html`<section>
    <h2>${title}</h2>
    <table class="chart">
      <thead>
        <tr>
          <th scope="col"><span class="hidden">${title}</span></th>
          <th scope="col" class="bar"><span class="hidden">${text.share}</span></th>
          <th scope="col" class="n">${text.objects}</th>
          <th scope="col" class="n">${text.size}</th>
          <th scope="col" class="n">${text.notAsRequired}</th>
        </tr>
      </thead>
      <tbody>
        ${shown.map(row)}
      </tbody>
    </table>
  </section>`
}

/**
 * Columns by month.
 *
 * @param {string} title
 * @param {any[]} months
 * @param {any} tell
 */
function columns(title, months, { text, number }) {
  if (months.length === 0) return html``
  const shown = months.slice(-MONTHS)
  const most = Math.max(...shown.map(({ objects }) => objects))
  const [width, height, top, foot] = [Math.max(shown.length * 22, 120), 120, 14, 18]
  const scale = (count) => (count / most) * (height - top - foot)
  const column = ({ name, objects, ok = 0, bad = 0 }, index) => {
    const x = index * 22 + 3
    let y = height - foot
    const stacked = [
      ['ok', ok],
      ['bad', bad],
      ['unknown', objects - ok - bad],
    ].map(([kind, count]) => {
      const tall = scale(Number(count))
      y -= tall
      return html`<rect class="${kind}" x="${x}" y="${y.toFixed(2)}" width="16" height="${tall.toFixed(2)}"></rect>`
    })
    const label = index % Math.ceil(shown.length / 12) === 0
    return html`<g
      ><title>${name}: ${number(objects)}, ${text.notAsRequired}: ${number(bad)}</title>${stacked}${
        label && html`<text x="${x + 8}" y="${height - 5}">${name.slice(2)}</text>`
      }</g
    >`
  }
  return html`<section>
    <h2>${title}</h2>
    <div class="scroll">
      <svg role="img" aria-label="${title}" viewBox="-12 0 ${width + 24} ${height}" style="max-width:${width * 1.6}px">
        <line x1="0" y1="${height - foot}" x2="${width}" y2="${height - foot}"></line>
        <text class="most" x="0" y="10">${number(most)}</text>
        ${shown.map(column)}
      </svg>
    </div>
  </section>`
}

module.exports = { bars, columns }
