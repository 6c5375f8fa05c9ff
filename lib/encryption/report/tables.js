'use strict'
// The prefixes and objects to look at first, and the findings for auditors.

const { icon } = require('./chart.js')
const { findings } = require('./findings.js')
const { html } = require('./html.js')
const { barRow, card, emptyCard, known, nameOf, number, table } = require('./parts.js')

/** @typedef {import('./index.js').Context} Context */

/** All bars are of one length, so that shares can be compared. @param {Context} context */
function worst(context) {
  const { audit, texts } = context
  const { heading } = texts.worst
  // None is only said where none is known.
  const none = audit.notOk.objects === 0 ? texts.worst.none : texts.chart.none
  const list = audit.worst ?? []
  if (list.length === 0) return emptyCard('worst', heading, none)
  const rows = list.map((entry) =>
    barRow(context, entry.name === '' ? texts.unnamed.prefix : nameOf(entry.name), entry, 1),
  )
  const headings = [{ text: texts.about.prefix }, number(texts.chart.objects), number(texts.state.bad)]
  return card('worst', heading, table(heading, headings, rows))
}

/** @param {Context} context */
function examples({ audit, texts, format }) {
  const { heading, object, version, found, some } = texts.examples
  const none = audit.notOk.objects === 0 ? texts.examples.none : texts.chart.none
  const list = audit.examples ?? []
  if (list.length === 0) return emptyCard('examples', heading, none)
  const rows = list.map(
    ({ name, versionId, size, why, sse }) =>
      html`<tr>
        <th scope="row">${nameOf(name)}${versionId && html`<small>${version} ${nameOf(versionId)}</small>`}</th>
        <td>${known(texts.why, why) ?? nameOf(why)}${sse && html`<small>${nameOf(sse)}</small>`}</td>
        <td class="number">${format.bytes(size)}</td>
      </tr>`,
  )
  const shown = some(list.length, Math.max(audit.notOk.objects, list.length), format)
  const headings = [{ text: object }, { text: found }, number(texts.size)]
  return card(
    'examples',
    heading,
    html`<p class="muted">${shown}</p>
      ${table(heading, headings, rows, 'examples')}`,
  )
}

/** @type {Record<import('./findings.js').Status, 'ok' | 'bad' | 'unknown'>} */
const KINDS = { COMPLIANT: 'ok', NON_COMPLIANT: 'bad', NOT_APPLICABLE: 'unknown' }

/** @param {Context} context */
function auditors({ audit, texts, language }) {
  const { heading, intro, note, rule, status, why, statuses } = texts.auditors
  const rows = findings(audit, language).map((finding) => {
    const text = html`${statuses[finding.status]}<small><code>${finding.status}</code></small>`
    return html`<tr>
      <th scope="row"><code>${finding.rule}</code></th>
      <td>
        <span class="legend">${icon(KINDS[finding.status])}<span>${text}</span></span>
      </td>
      <td>${finding.why}</td>
    </tr>`
  })
  const headings = [{ text: rule }, { text: status }, { text: why }]
  return card(
    'auditors',
    heading,
    html`<p>${intro}</p>
      ${table(heading, headings, rows, 'findings')}
      <p class="muted">${note}</p>`,
  )
}

module.exports = { auditors, examples, worst }
