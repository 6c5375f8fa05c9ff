'use strict'
// The objects by how they are encrypted, by key, prefix, month and storage class.

const { bar, columns, swatch } = require('./chart.js')
const { html } = require('./html.js')
const { STATES, barRow, card, emptyCard, known, number, numbers, pair, partsOf, shortNameOf, splitOf, table } = require('./parts.js') // prettier-ignore

/** @typedef {import('./index.js').Context} Context */
/** @typedef {import('./index.js').Entry} Entry */

/** So many entries have a bar of their own. */
const ENTRIES = 8
/** So many months have a column. */
const MONTHS = 36

/** Entries as one. @param {Entry[]} entries @returns {Entry} */
const total = (entries) =>
  entries.reduce(
    (/** @type {Required<Entry>} */ sum, { objects, bytes, ok = 0, bad = 0 }) => ({
      name: '',
      objects: sum.objects + objects,
      bytes: sum.bytes + bytes,
      ok: sum.ok + ok,
      bad: sum.bad + bad,
    }),
    /** @type {Required<Entry>} */ ({ name: '', objects: 0, bytes: 0, ok: 0, bad: 0 }),
  )

/** The largest, and all others as one. @param {Entry[]} entries @param {number} number @returns {{ top: Entry[], others: Entry[] }} */
function largest(entries, number) {
  const sorted = [...entries].sort((one, other) => other.objects - one.objects)
  // One other would need as much room as itself.
  const end = sorted.length <= number + 1 ? sorted.length : number
  return { top: sorted.slice(0, end), others: sorted.slice(end) }
}

/**
 * Bars of entries that are as required or not, each as long as it has objects.
 *
 * @param {Context} context
 * @param {{ id: string, heading: string, entries: Entry[], unnamed: string, none?: string }} what
 */
function bars(context, { id, heading, entries, unnamed, none }) {
  const { texts, format } = context
  if (entries.length === 0) return emptyCard(id, heading, none ?? texts.chart.none)
  const { top, others } = largest(entries, ENTRIES)
  const list = top.map((entry) => ({ entry, name: entry.name === '' ? unnamed : shortNameOf(entry.name) }))
  if (others.length > 0) list.push({ entry: total(others), name: texts.chart.others(others.length, format) })
  const most = Math.max(1, ...list.map(({ entry }) => entry.objects))
  const rows = list.map(({ name, entry }) => barRow(context, name, entry, entry.objects / most))
  const headings = [{ text: texts.chart.name }, number(texts.chart.objects), number(texts.state.bad)]
  return card(id, heading, table(heading, headings, rows))
}

/** The colours of methods; their numbers tell them apart without. */
const COLOURS = { AES256: 'aes', KMS: 'kms', SM4: 'sm4', 'KMS+SM4': 'both', client: 'client', none: 'none', unknown: 'unknown' } // prettier-ignore

/** One bar of all, and its legend with the numbers. @param {Context} context */
function algorithms(context) {
  const { audit, texts, format } = context
  const heading = texts.chart.algorithm
  const entries = audit.by?.algorithm ?? []
  if (entries.length === 0) return emptyCard('algorithm', heading, texts.chart.none)
  const { top, others } = largest(entries, ENTRIES)
  const list = top.map((entry) => ({
    entry,
    name: known(texts.algorithm, entry.name) ?? shortNameOf(entry.name),
    colour: known(COLOURS, entry.name) ?? 'other',
  }))
  if (others.length > 0) {
    list.push({ entry: total(others), name: texts.chart.others(others.length, format), colour: 'other' })
  }
  const all = total(entries).objects
  const drawn = list.map(({ entry, colour }, index) => ({ class: colour, value: entry.objects, mark: index + 1 }))
  const rows = list.map(
    ({ entry, name, colour }, index) =>
      html`<tr>
        <th scope="row">
          <span class="legend">${swatch(colour, index + 1)}<span>${name}</span></span>
        </th>
        <td class="number">${format.share(entry.objects, all)}</td>
        ${numbers(context, entry)}
      </tr>`,
  )
  const headings = [
    { text: texts.rule.method },
    number(texts.shareOf),
    number(texts.chart.objects),
    number(texts.state.bad),
  ]
  return card('algorithm', heading, html`${bar(heading, drawn, { height: 24 })}${table(heading, headings, rows)}`)
}

/** @param {Context} context */
function reasons(context) {
  const { audit, texts, format } = context
  const heading = texts.chart.why
  const entries = [...(audit.by?.why ?? [])].sort((one, other) => other.objects - one.objects)
  if (entries.length === 0) return emptyCard('why', heading, texts.chart.noReasons)
  const most = Math.max(1, ...entries.map(({ objects }) => objects))
  const rows = entries.map(({ name, objects, bytes }) => {
    const drawn = bar(format.count(objects), [{ class: 'plain', value: objects }], { length: objects / most })
    const text = known(texts.why, name) ?? shortNameOf(name)
    return html`<tr>
      <th scope="row">${text}${drawn}</th>
      ${pair(context, objects, format.bytes(bytes))}
    </tr>`
  })
  return card('why', heading, table(heading, [{ text: texts.chart.reason }, number(texts.chart.objects)], rows))
}

const MONTH = /^(\d{4})-(0[1-9]|1[0-2])$/
/** @param {string} name */
const numberOf = (name) => Number(name.slice(0, 4)) * 12 + Number(name.slice(5)) - 1
/** @param {number} number */
const monthOf = (number) => `${Math.floor(number / 12)}-${String((number % 12) + 1).padStart(2, '0')}`

/**
 * The last months, those without objects too; what was before them, and what has no date, as one each.
 *
 * @param {Entry[]} entries
 * @returns {{ name: string, entry: Entry }[]}
 */
function months(entries, { earlier, undated }) {
  const dated = entries.filter(({ name }) => MONTH.test(name))
  const byNumber = new Map(dated.map((entry) => [numberOf(entry.name), entry]))
  const last = Math.max(...byNumber.keys())
  const first = Math.max(Math.min(...byNumber.keys()), last - MONTHS + 1)
  const result = []
  const before = dated.filter(({ name }) => numberOf(name) < first)
  if (before.length > 0) result.push({ name: earlier, entry: total(before) })
  for (let number = first; number <= last; number++) {
    const name = monthOf(number)
    result.push({ name, entry: byNumber.get(number) ?? total([]) })
  }
  const rest = entries.filter(({ name }) => !MONTH.test(name))
  if (rest.length > 0) result.push({ name: undated, entry: total(rest) })
  return result
}

/** @param {Context} context */
function timeline(context) {
  const { audit, texts, format } = context
  const heading = texts.chart.month
  const entries = audit.by?.month ?? []
  if (entries.length === 0) return emptyCard('month', heading, texts.chart.none)
  const list = months(entries, texts.chart)
  const drawn = list.map(({ name, entry }) => {
    const [ok, bad, unknown] = partsOf(entry)
    const title = `${name}${texts.colon}${texts.chart.split(splitOf(entry), format)}`
    // Bad ones stand on the ground, where they can be compared.
    return { label: name, title, parts: [bad, unknown, ok] }
  })
  const rows = list
    .filter(({ entry }) => entry.objects > 0)
    .map(
      ({ name, entry }) =>
        html`<tr>
          <th scope="row">${name}</th>
          ${numbers(context, entry)}
        </tr>`,
    )
  const headings = [{ text: texts.chart.monthName }, number(texts.chart.objects), number(texts.state.bad)]
  const chart = columns(heading, drawn, (most) => texts.chart.scale(format.short(most)))
  return card(
    'month',
    heading,
    html`${chart}
      <p class="muted">${texts.chart.monthNote}</p>
      <details>
        <summary>${texts.chart.numbers}</summary>
        ${table(heading, headings, rows)}
      </details>`,
  )
}

/** The meaning of colours, once for all charts. @param {Context} context */
const legend = ({ texts }) =>
  html`<ul class="key">
    ${STATES.map((state) => html`<li>${swatch(state)}${texts.state[state]}</li>`)}
  </ul>`

/** @param {Context} context */
function breakdown(context) {
  const { audit, texts } = context
  const by = (/** @type {'key' | 'prefix' | 'storageClass'} */ id, /** @type {string} */ none = texts.chart.none) =>
    bars(context, { id, heading: texts.chart[id], entries: audit.by?.[id] ?? [], unnamed: texts.unnamed[id], none })
  return html`<div class="grid">${algorithms(context)}${reasons(context)}</div>
    ${legend(context)}
    <div class="grid">${by('prefix')}${by('key', texts.chart.noKeys)}${timeline(context)}${by('storageClass')}</div>`
}

module.exports = { breakdown, largest, months }
