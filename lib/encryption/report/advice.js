'use strict'
// What to do, as commands to copy. Prefixes and keys come from outside, and end up in somebody's shell.

const { UNSEEN, escapeOf, html } = require('./html.js')
const { meets, ruleFor, target } = require('./requirement.js')

/** What a shell takes as it is. */
const PLAIN = /^[\w@%+=:,./-]+$/

/** The bytes of a character, as `$'…'` has them. @param {string} character */
const bytesOf = (character) =>
  Array.from(Buffer.from(character), (byte) => `\\x${byte.toString(16).padStart(2, '0')}`).join('')

/** What no command line holds: it ends at a zero, and half a pair has no bytes. */
const UNWRITABLE = /\0|\p{Cs}/u

/** A word for a POSIX shell. What cannot be seen is written out, for bash and zsh. @param {string} text */
function shellWord(text) {
  if (PLAIN.test(text)) return text
  if (text.search(UNSEEN) === -1) return `'${text.replaceAll("'", "'\\''")}'`
  return `$'${text.replace(/[\\']/g, '\\$&').replace(UNSEEN, bytesOf)}'`
}

/** A text for JavaScript. @param {string} text */
const string = (text) => `'${text.replace(/[\\']/g, '\\$&').replace(UNSEEN, escapeOf)}'`

/** @param {string} bucket @param {import('./requirement.js').Rule} rule */
function putRule(bucket, rule) {
  const members = Object.entries(rule).map(([name, value]) => `${name}: ${string(value)}`)
  return `await store.putBucketEncryption(${string(bucket)}, { ${members.join(', ')} })`
}

/** Lines break between words, where a reader would break them. @param {string} code */
const words = (code) => code.split(' ').map((word, index) => html`${index > 0 && ' '}<span>${word}</span>`)

/** @typedef {{ text: string, code?: string }} Step */

/** The rule is part of it where it can be told that it is amiss. @param {import('./index.js').Audit} audit @param {import('./texts.js').Texts} texts @returns {Step[]} */
function steps(audit, { advice }) {
  const { bucket, prefix, require, rule, notOk, unknown, by } = audit
  const to = target(audit)
  const wanted = ruleFor(to)
  const source = `oss://${bucket}/${prefix ?? ''}`
  const writable = !UNWRITABLE.test(source + to)
  const command = `npx ali-oss-native encryption reencrypt ${shellWord(source)} --to ${shellWord(to)}`
  const denied = by?.why?.some(({ name, objects }) => name === 'forbidden' && objects > 0)
  /** @type {(Step | false)[]} */
  const all = [
    rule === undefined && { text: advice.readRule },
    meets(rule, require) === false && wanted !== undefined && { text: advice.rule, code: putRule(bucket, wanted) },
    notOk.objects > 0 && writable && { text: advice.try, code: command },
    notOk.objects > 0 && writable && { text: advice.apply, code: `${command} --apply` },
    notOk.objects > 0 && !writable && { text: advice.unwritable },
    unknown.objects > 0 && { text: denied ? advice.forbidden : advice.again },
  ]
  return all.filter((step) => step !== false)
}

/** @param {import('./index.js').Audit} audit @param {import('./texts.js').Texts} texts */
function adviceSection(audit, texts) {
  const list = steps(audit, texts)
  const items = list.map(({ text, code }) => html`<li><p>${text}</p>${code && html`<pre><code>${words(code)}</code></pre>`}</li>`) // prettier-ignore
  return html`<section class="card" aria-labelledby="advice">
    <h2 id="advice">${texts.advice.heading}</h2>
    ${
      list.length === 0
        ? html`<p>${texts.advice.nothing}</p>`
        : html`<ol class="steps">
            ${items}
          </ol>`
    }
  </section>`
}

module.exports = { adviceSection, shellWord, steps }
