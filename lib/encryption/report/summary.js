'use strict'
// What comes first: the verdict, what was looked at, the numbers, and the bucket's rule.

const { bar, icon } = require('./chart.js')
const { html } = require('./html.js')
const { STATES, known, nameOf } = require('./parts.js')
const { meets, ruleFor } = require('./requirement.js')

/** @typedef {import('./index.js').Context} Context */

/** The three parts of all objects. @param {import('./index.js').Audit} audit */
const partsOf = ({ ok, notOk, unknown }) => ({ ok, bad: notOk, unknown })

/** @param {Context} context @returns {{ kind: 'ok' | 'bad' | 'unknown', text: string, more?: string }} */
function verdict({ audit, texts: { verdict }, format }) {
  const { objects, ok, notOk, unknown } = audit
  if (objects === 0) return { kind: 'unknown', text: verdict.empty, more: verdict.emptyMore }
  if (notOk.objects > 0) {
    const more = unknown.objects > 0 ? verdict.andUnknown(unknown.objects, format) : undefined
    return { kind: 'bad', text: verdict.bad(notOk.objects, objects, format), more }
  }
  if (unknown.objects > 0) {
    const more = ok.objects > 0 ? verdict.allOthers : verdict.noneFound
    return { kind: 'unknown', text: verdict.unknown(unknown.objects, format), more }
  }
  return { kind: 'ok', text: verdict.ok(objects, format) }
}

/** What each object must be, in words. @param {string} require @param {import('./texts.js').Texts} texts */
function requirement(require, { required }) {
  if (require === 'any' || require === 'AES256' || require === 'SM4') return required[require]
  const rule = ruleFor(require)
  if (rule === undefined) return require
  const { KMSMasterKeyID: key, KMSDataEncryption: data } = rule
  return html`${key ? html`${required.key} ${nameOf(key)}` : required.KMS}${data && required.data(data)}`
}

/** @param {[string, unknown][]} pairs */
const definitions = (pairs) =>
  html`<dl class="facts">
    ${pairs.map(
      ([term, value]) =>
        html`<div>
          <dt>${term}</dt>
          <dd>${value}</dd>
        </div>`,
    )}
  </dl>`

/** @param {Context} context */
function about({ audit, texts, format }) {
  const { about } = texts
  const { prefix, versions, source, require, begun, ended } = audit
  return definitions([
    [about.prefix, prefix ? nameOf(prefix) : about.wholeBucket],
    [about.required, requirement(require, texts)],
    [about.objects, versions ? about.versions : about.current],
    [about.source, known(about.sources, source) ?? source],
    [about.begun, format.time(begun)],
    [about.ended, format.time(ended)],
  ])
}

/** @param {Context} context */
function numbers({ audit, texts, format }) {
  const parts = partsOf(audit)
  const tiles = STATES.map((state) => {
    const { objects, bytes } = parts[state]
    return html`<div class="tile">
      <dt>${icon(state, objects === 0)}${texts.state[state]}</dt>
      <dd>
        <b>${format.count(objects)}</b><span>${format.share(objects, audit.objects)} · ${format.bytes(bytes)}</span>
      </dd>
    </div>`
  })
  return html`<dl class="tiles">
    <div class="tile">
      <dt>${texts.total}</dt>
      <dd><b>${format.count(audit.objects)}</b><span>${format.bytes(audit.bytes)}</span></dd>
    </div>
    ${tiles}
  </dl>`
}

/** @param {Context} context */
function header(context) {
  const { audit, texts, format } = context
  const { kind, text, more } = verdict(context)
  const parts = partsOf(audit)
  const split = { ok: audit.ok.objects, bad: audit.notOk.objects, unknown: audit.unknown.objects }
  const title = texts.chart.split(split, format)
  return html`<header>
    <p class="title">${texts.title}<span class="sep"> / </span><bdi>${audit.bucket}</bdi></p>
    <div class="verdict">
      ${icon(kind)}
      <div>
        <h1>${text}</h1>
        ${more && html`<p>${more}</p>`}
      </div>
    </div>
    ${bar(
      title,
      STATES.map((state) => ({ class: state, value: parts[state].objects })),
      { height: 12 },
    )}
    ${numbers(context)} ${about(context)}
  </header>`
}

/** @param {Context} context */
function ruleSection({ audit: { rule, require }, texts: { rule: texts } }) {
  const met = meets(rule, require)
  return html`<section class="card" aria-labelledby="rule">
    <h2 id="rule">${texts.heading}</h2>
    ${rule === undefined && html`<p>${texts.unread}</p>`} ${rule === null && html`<p>${texts.none}</p>`}
    ${
      rule &&
      definitions([
        [texts.method, rule.SSEAlgorithm],
        ...(rule.SSEAlgorithm === 'KMS'
          ? [/** @type {[string, unknown]} */ ([texts.key, rule.KMSMasterKeyID ? nameOf(rule.KMSMasterKeyID) : texts.noKey])] // prettier-ignore
          : []),
        ...(rule.KMSDataEncryption ? [/** @type {[string, unknown]} */ ([texts.data, rule.KMSDataEncryption])] : []),
      ])
    }
    ${rule && met !== undefined && html`<p class="note">${icon(met ? 'ok' : 'bad')}<span>${met ? texts.meets : texts.fails}</span></p>`}
    <p class="muted">${texts.meaning}</p>
  </section>`
}

module.exports = { header, ruleSection, verdict }
