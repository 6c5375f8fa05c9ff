'use strict'
// The report of an audit: one file of HTML that needs nothing from outside.

const { findings } = require('../findings.js')
const { bars, columns } = require('./charts.js')
const { html, raw } = require('./html.js')
const { STYLE } = require('./style.js')
const { texts } = require('./texts.js')

const UNITS = ['B', 'KiB', 'MiB', 'GiB', 'TiB', 'PiB', 'EiB']

/** A word of a shell, quoted where it must be. @param {string} text */
const quoted = (text) => (/^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`)

/** A rule in a word. @param {any} rule */
function ruleName({ SSEAlgorithm, KMSMasterKeyID, KMSDataEncryption }) {
  return `${SSEAlgorithm}${KMSMasterKeyID ? `:${KMSMasterKeyID}` : ''}${KMSDataEncryption ? `+${KMSDataEncryption}` : ''}`
}

/** The rule that what is required would be, as a program sets it. @param {string} required */
function ruleFor(required) {
  const [, algorithm = 'AES256', key, data] = /^(AES256|SM4|KMS)(?::([^+]+))?(?:\+(SM4))?/.exec(required) ?? []
  const parts = [`SSEAlgorithm: '${algorithm}'`]
  if (key) parts.push(`KMSMasterKeyID: ${JSON.stringify(key)}`)
  if (data) parts.push(`KMSDataEncryption: '${data}'`)
  return `{ ${parts.join(', ')} }`
}

/**
 * @param {any} audit what `summary()` of an audit gives
 * @param {{ language?: 'en' | 'zh' }} [options]
 * @returns {string}
 */
function htmlReport(audit, { language = 'en' } = {}) {
  const text = texts[language]
  const numbers = new Intl.NumberFormat(text.lang)
  const number = (count) => numbers.format(count)
  const size = (bytes) => {
    const unit = Math.min(Math.floor(Math.log2(Math.max(bytes, 1)) / 10), UNITS.length - 1)
    return `${new Intl.NumberFormat(text.lang, { maximumFractionDigits: unit ? 1 : 0 }).format(bytes / 1024 ** unit)} ${UNITS[unit]}`
  }
  const time = (iso) =>
    iso &&
    new Intl.DateTimeFormat(text.lang, { dateStyle: 'medium', timeStyle: 'short', timeZone: 'UTC' }).format(
      new Date(iso),
    ) + ' UTC'
  const tell = { text, number, size }
  const reasonOf = (why) => text.reasons[why] ?? why
  const place = `oss://${audit.bucket}/${audit.prefix}`
  const required = audit.require === 'any' ? text.anyEncryption : audit.require
  const { objects, notOk, unknown } = audit
  const verdict = notOk.objects > 0 ? 'bad' : unknown.objects > 0 ? '' : 'ok'
  const verdicts = [
    notOk.objects > 0 && text.someNot(number(notOk.objects)),
    unknown.objects > 0 && text.someUnknown(number(unknown.objects)),
    notOk.objects === 0 && unknown.objects === 0 && (objects > 0 ? text.allOk : text.empty),
  ].filter(Boolean)
  const fact = (name, value) =>
    html`<div>
      <dt>${name}</dt>
      <dd>${value}</dd>
    </div>`
  const { by } = audit

  const page = html`<!doctype html>
    <html lang="${text.lang}">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'" />
        <title>${text.title}: ${place}</title>
        <style>
          ${raw(STYLE)}
        </style>
      </head>
      <body>
        <main>
          <h1>${text.title} ${text.of(place)}</h1>
          <p class="soft">${text.audited}: ${time(audit.begun)} – ${time(audit.ended) ?? '…'}</p>
          <div class="verdict ${verdict}">${verdicts.map((line) => html`<p>${line}</p>`)}</div>
          <dl>
            ${fact(text.required, required)} ${fact(text.objects, number(objects))}
            ${fact(text.size, size(audit.bytes))} ${fact(text.asRequired, number(audit.ok.objects))}
            ${fact(text.notAsRequired, `${number(notOk.objects)} (${size(notOk.bytes)})`)}
            ${fact(text.unknown, number(unknown.objects))}
            ${fact(text.source, `${text[audit.source]}${audit.versions ? `; ${text.withVersions}` : ''}`)}
          </dl>
          <section>
            <h2>${text.rule}</h2>
            <p>
              ${audit.rule ? text.ruleIs(ruleName(audit.rule)) : audit.rule === null ? text.ruleNone : text.ruleUnread}
            </p>
            <p class="soft">${text.ruleOnlyNew}</p>
          </section>
          <p class="key">
            <span><i class="ok"></i>${text.asRequired}</span><span><i class="bad"></i>${text.notAsRequired}</span
            ><span><i class="unknown"></i>${text.unknown}</span>
          </p>
          ${bars(text.byAlgorithm, by.algorithm, { ...tell, nameOf: (name) => text.kinds[name] ?? name })}
          ${bars(text.byKey, by.key, tell)}
          ${bars(text.byPrefix, by.prefix, { ...tell, nameOf: (name) => name || '/' })}
          ${columns(text.byMonth, by.month, tell)} ${bars(text.byClass, by.storageClass, tell)}
          ${bars(text.byWhy, by.why, { ...tell, nameOf: reasonOf })}
          ${
            audit.worst.length > 0 &&
            html`<section>
              <h2>${text.worst}</h2>
              <table>
                <thead>
                  <tr>
                    <th scope="col">${text.prefix}</th>
                    <th scope="col" class="n">${text.notAsRequired}</th>
                    <th scope="col" class="n">${text.objects}</th>
                  </tr>
                </thead>
                <tbody>
                  ${audit.worst.map(
                    ({ name, bad, objects: all }) =>
                      html`<tr>
                        <th scope="row"><code>${name || '/'}</code></th>
                        <td class="n">${number(bad)}</td>
                        <td class="n">${number(all)}</td>
                      </tr>`,
                  )}
                </tbody>
              </table>
            </section>`
          }
          ${
            audit.examples.length > 0 &&
            html`<section>
              <h2>${text.examples}</h2>
              <table>
                <thead>
                  <tr>
                    <th scope="col">${text.name}</th>
                    <th scope="col">${text.encryption}</th>
                    <th scope="col">${text.reason}</th>
                    <th scope="col" class="n">${text.size}</th>
                  </tr>
                </thead>
                <tbody>
                  ${audit.examples.map(
                    ({ name, versionId, size: bytes, why, sse }) =>
                      html`<tr>
                        <th scope="row"><code>${name}${versionId ? ` (${versionId})` : ''}</code></th>
                        <td>${text.kinds[sse] ?? sse}</td>
                        <td>${reasonOf(why)}</td>
                        <td class="n">${size(bytes)}</td>
                      </tr>`,
                  )}
                </tbody>
              </table>
            </section>`
          }
          <section>
            <h2>${text.todo}</h2>
            ${todo(audit, text, place)}
          </section>
          <section>
            <h2>${text.auditors}</h2>
            <table>
              <tbody>
                ${findings(audit).map(
                  ({ rule, status, why }) =>
                    html`<tr>
                      <th scope="row"><code>${rule}</code></th>
                      <td>${text.status[status]}</td>
                      <td>${text.why[why]}</td>
                    </tr>`,
                )}
              </tbody>
            </table>
            <p class="soft">${text.auditorsNote}</p>
          </section>
        </main>
      </body>
    </html> `
  return page.text
}

/** What to do, with the commands. */
function todo({ notOk, rule, require, bucket }, text, place) {
  if (notOk.objects === 0 && rule) return html`<p>${text.todoNothing}</p>`
  const to = require === 'any' ? 'AES256' : String(require).split(' or ')[0]
  const command = `npx ali-oss-native encryption reencrypt ${quoted(place)} --to ${quoted(to)}`
  return [
    !rule &&
      html`<p>${text.todoRule}</p>
        <pre>await store.putBucketEncryption(${JSON.stringify(bucket)}, ${ruleFor(to)})</pre>`,
    notOk.objects > 0 &&
      html`<p>${text.todoDry}</p>
        <pre>${command}</pre>
        <p>${text.todoApply}</p>
        <pre>${command} --apply --journal reencrypt.journal</pre>`,
  ]
}

module.exports = { htmlReport }
