'use strict'
// The report of an encryption audit as one HTML file, which loads nothing.

const { adviceSection } = require('./advice.js')
const { breakdown } = require('./breakdown.js')
const { formatOf } = require('./format.js')
const { Html, html } = require('./html.js')
const { STYLE } = require('./style.js')
const { header, ruleSection } = require('./summary.js')
const { auditors, examples, worst } = require('./tables.js')
const { TEXTS } = require('./texts.js')

/** @typedef {{ name: string, objects: number, bytes: number, ok?: number, bad?: number }} Entry */
/** @typedef {{ objects: number, bytes: number }} Amount */
/**
 * @typedef {object} Audit
 * @property {string} bucket
 * @property {string} prefix
 * @property {boolean} versions
 * @property {'list' | 'inventory'} source
 * @property {string} require what each object must be: `any`, `AES256`, `KMS`, `KMS:key`, ...
 * @property {string} begun
 * @property {string} ended
 * @property {import('./requirement.js').Rule | null} [rule] none is null; one that could not be read is absent
 * @property {number} objects
 * @property {number} bytes
 * @property {Amount} ok
 * @property {Amount} notOk
 * @property {Amount} unknown
 * @property {Partial<Record<'algorithm' | 'key' | 'prefix' | 'storageClass' | 'month' | 'why', Entry[]>>} by
 * @property {Entry[]} worst
 * @property {{ name: string, versionId?: string, size: number, why: string, sse: string }[]} examples
 */
/** @typedef {'en' | 'zh'} Language */
/** @typedef {{ audit: Audit, language: Language, texts: any, format: import('./format.js').Format }} Context */

const POLICY = "default-src 'none'; style-src 'unsafe-inline'"

/**
 * @param {Audit} audit
 * @param {{ language?: Language }} [options]
 */
function htmlReport(audit, { language = 'en' } = {}) {
  if (!Object.hasOwn(TEXTS, language)) {
    throw new TypeError(`language must be one of ${Object.keys(TEXTS).join(', ')}, not ${language}`)
  }
  const texts = TEXTS[language]
  const context = { audit, language, texts, format: formatOf(texts.locale) }
  return html`<!doctype html>
    <html lang="${texts.lang}">
      <head>
        <meta charset="utf-8" />
        <meta http-equiv="Content-Security-Policy" content="${new Html(POLICY)}" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <title>${texts.title}${texts.colon}${audit.bucket}</title>
        <style>
          ${new Html(STYLE)}
        </style>
      </head>
      <body>
        ${header(context)}
        <main>
          <div class="grid first">${ruleSection(context)}${adviceSection(audit, texts)}</div>
          ${audit.objects > 0 && [breakdown, worst, examples].map((section) => section(context))} ${auditors(context)}
        </main>
        <footer>${texts.footer}</footer>
      </body>
    </html> `.toString()
}

module.exports = { htmlReport }
