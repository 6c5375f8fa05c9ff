'use strict'
// The report of an audit: what it says, that nothing in it comes from elsewhere, and how it looks in a browser.

const assert = require('node:assert/strict')
const { spawnSync } = require('node:child_process')
const { writeFileSync } = require('node:fs')
const { join } = require('node:path')
const { after, before, describe, test } = require('node:test')
const { shellWord, steps } = require('../../lib/encryption/report/advice.js')
const { largest, months } = require('../../lib/encryption/report/breakdown.js')
const { ceiling, widths } = require('../../lib/encryption/report/chart.js')
const { findings } = require('../../lib/encryption/report/findings.js')
const { formatOf } = require('../../lib/encryption/report/format.js')
const { escaped, html } = require('../../lib/encryption/report/html.js')
const { htmlReport } = require('../../lib/encryption/report/index.js')
const { meets, ruleFor, target } = require('../../lib/encryption/report/requirement.js')
const { TEXTS } = require('../../lib/encryption/report/texts.js')
const { findChromium, launch } = require('../chromium.js')
const { folderForFile } = require('../folder.js')
const { clipped, colours, copied, faint, misplaced, nameless, unfold } = require('../looks.js')
const { HOSTILE, ...audits } = require('./audits.js')

const LANGUAGES = /** @type {const} */ (['en', 'zh'])
/** Each audit in each language. */
const reports = Object.entries(audits).flatMap(([name, audit]) =>
  LANGUAGES.map((language) => ({ name, language, audit, text: htmlReport(audit, { language }) })),
)

describe('escaping', () => {
  test('what is put into HTML is text, and seen', () => {
    assert.equal(escaped(`<a b="c" d='e'>&`), '&lt;a b=&quot;c&quot; d=&#39;e&#39;&gt;&amp;')
    assert.equal(escaped('a\u0000\n\u202eb\ud800c\u{e0001}'), 'a\\u0000\\u000a\\u202eb\\ud800c\\u{e0001}')
    assert.equal(escaped('日志/تقرير/👍'), '日志/تقرير/👍')
    assert.equal(`${html`<p>${'<b>'}${html`<i>${1}</i>`}${[html`<br>`, '&']}${null}${undefined}${false}${0}</p>`}`, '<p>&lt;b&gt;<i>1</i><br>&amp;0</p>') // prettier-ignore
  })

  test('names leave no tag, no attribute and no handler behind', () => {
    for (const { name, language, text } of reports) {
      const tags = new Set([...text.matchAll(/<(\w+)/g)].map(([, tag]) => tag))
      for (const tag of ['script', 'img', 'i', 'iframe', 'link', 'object', 'embed', 'form', 'a', 'base']) {
        assert.equal(tags.has(tag), false, `${name} ${language}: <${tag}>`)
      }
      // Attributes as they are, without what is between quotes.
      for (const [tag] of text.matchAll(/<\w[^>]*>/g))
        assert.doesNotMatch(tag.replace(/"[^"]*"/g, ''), /\bon\w+\s*=|.<|['"]/)
      assert.doesNotMatch(text, /<!--|<b>bold/)
      assert.doesNotMatch(text, /[^\n\P{Cc}]|\p{Cf}|\p{Cs}/u)
    }
  })

  test('nothing is loaded from elsewhere', () => {
    for (const { text } of reports) {
      assert.doesNotMatch(text, /https?:|url\(|src=|href=|@import|<link|<script/i)
      assert.match(text, /^<!doctype html>\s+<html lang="/)
      assert.ok(text.includes(`<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'"`)) // prettier-ignore
    }
  })

  test('a language that there is not is refused', () => {
    for (const language of ['fr', 'constructor', '__proto__']) {
      assert.throws(() => htmlReport(audits.usual, /** @type {any} */ ({ language })), TypeError)
    }
  })
})

test('both languages have the same texts', () => {
  const shape = (value) =>
    value !== null && typeof value === 'object'
      ? Object.fromEntries(Object.entries(value).map(([name, one]) => [name, shape(one)]))
      : [typeof value, typeof value === 'function' ? value.length : 0]
  assert.deepEqual(shape(TEXTS.zh), shape(TEXTS.en))
  const texts = (value) => (typeof value === 'object' ? Object.values(value).flatMap(texts) : [value])
  for (const text of texts(TEXTS.zh)) if (typeof text === 'string') assert.doesNotMatch(text, /[,;!?]( |$)/, text)
  assert.match(htmlReport(audits.usual, { language: 'zh' }), /<html lang="zh-CN">[^]*1,284,310 个 Object 中有 82,310 个不符合加密要求/) // prettier-ignore
})

describe('what it says', () => {
  const heading = (audit) => /<h1>(.*?)<\/h1>/s.exec(htmlReport(audit))?.[1]

  test('the verdict', () => {
    const { usual, empty, single } = audits
    assert.equal(heading(usual), '82,310 of 1,284,310 objects are not encrypted as required')
    assert.equal(heading(empty), 'No objects to check')
    assert.equal(heading(single), 'The only object is encrypted as required')
    assert.equal(heading({ ...usual, notOk: { objects: 1, bytes: 1 } }), '1 of 1,284,310 objects is not encrypted as required') // prettier-ignore
    assert.equal(heading({ ...usual, notOk: { objects: 0, bytes: 0 } }), '123 objects could not be checked')
    const fine = { ...usual, notOk: { objects: 0, bytes: 0 }, unknown: { objects: 0, bytes: 0 } }
    assert.equal(heading(fine), 'All 1,284,310 objects are encrypted as required')
  })

  test('numbers that are close to nothing or to all are not rounded to it', () => {
    const { share, bytes, count, short, time } = formatOf('en')
    assert.deepEqual([share(0, 0), share(0, 5), share(1, 1e9), share(1e9 - 1, 1e9), share(5, 5)], ['0%', '0%', '<0.1%', '>99.9%', '100%']) // prettier-ignore
    assert.deepEqual([0, 1023, 1024, 1.5 * 2 ** 40, 7.25 * 2 ** 60].map(bytes), ['0\u00a0B', '1,023\u00a0B', '1\u00a0KiB', '1.5\u00a0TiB', '7.25\u00a0EiB']) // prettier-ignore
    assert.equal(count(98_765_432_109), '98,765,432,109')
    assert.equal(short(9999), '9,999')
    assert.equal(time('never'), 'never')
  })

  test('findings under the names of managed rules', () => {
    const statuses = (rule) => findings({ rule }).map(({ status }) => status)
    assert.deepEqual(
      findings({ rule: null }).map(({ rule }) => rule),
      ['oss-bucket-server-side-encryption-enabled', 'oss-default-encryption-kms', 'oss-encryption-byok-check'],
    )
    const [yes, no, none] = ['COMPLIANT', 'NON_COMPLIANT', 'NOT_APPLICABLE']
    assert.deepEqual(statuses(undefined), [none, none, none])
    assert.deepEqual(statuses(null), [no, no, no])
    assert.deepEqual(statuses({ SSEAlgorithm: 'AES256' }), [yes, no, no])
    assert.deepEqual(statuses({ SSEAlgorithm: 'SM4' }), [yes, no, no])
    assert.deepEqual(statuses({ SSEAlgorithm: 'KMS', KMSDataEncryption: 'SM4' }), [yes, yes, no])
    assert.deepEqual(statuses({ SSEAlgorithm: 'KMS', KMSMasterKeyID: '' }), [yes, yes, no])
    assert.deepEqual(statuses({ SSEAlgorithm: 'KMS', KMSMasterKeyID: 'key' }), [yes, yes, yes])
    for (const language of LANGUAGES) {
      for (const rule of [undefined, null, { SSEAlgorithm: 'AES256' }, { SSEAlgorithm: 'KMS', KMSMasterKeyID: 'k' }]) {
        for (const { why } of findings({ rule }, language)) assert.match(why, /[.。]$/)
      }
    }
    assert.deepEqual(JSON.parse(JSON.stringify(findings(audits.usual))), findings(audits.usual))
  })

  test('requirements and rules', () => {
    assert.deepEqual(ruleFor('KMS:acs:kms:cn-hangzhou:1:key/a'), { SSEAlgorithm: 'KMS', KMSMasterKeyID: 'acs:kms:cn-hangzhou:1:key/a' }) // prettier-ignore
    assert.deepEqual(ruleFor('KMS+SM4'), { SSEAlgorithm: 'KMS', KMSDataEncryption: 'SM4' })
    assert.equal(ruleFor('any'), undefined)
    assert.equal(meets(null, 'any'), false)
    assert.equal(meets(undefined, 'any'), undefined)
    assert.equal(meets({ SSEAlgorithm: 'KMS', KMSMasterKeyID: 'a' }, 'KMS'), true)
    assert.equal(meets({ SSEAlgorithm: 'KMS', KMSMasterKeyID: 'a' }, 'KMS:b'), false)
    // As the audit judges objects: one of several, a key by its ARN or its id, and how KMS encrypts.
    const [own, sm4] = [
      { SSEAlgorithm: 'KMS', KMSMasterKeyID: 'a' },
      { SSEAlgorithm: 'KMS', KMSDataEncryption: 'SM4' },
    ]
    for (const [rule, require, met] of /** @type {const} */ ([
      [own, 'KMS:a or AES256', true],
      [{ SSEAlgorithm: 'AES256' }, 'KMS:a or AES256', true],
      [{ SSEAlgorithm: 'SM4' }, 'KMS:a or AES256', false],
      [own, 'KMS:acs:kms:cn-hangzhou:1:key/a', true],
      [sm4, 'KMS', false],
      [sm4, 'KMS+SM4', true],
      [own, 'whatever', undefined],
    ])) {
      assert.equal(meets(rule, require), met, `${JSON.stringify(rule)}, ${require}`)
    }
    assert.equal(ruleFor('KMS:a or AES256'), undefined)
    assert.equal(target({ require: 'KMS:a or AES256' }), 'KMS:a')
    assert.equal(target({ require: 'any', rule: { SSEAlgorithm: 'KMS', KMSMasterKeyID: 'a' } }), 'KMS:a')
    assert.equal(target({ require: 'any', rule: null }), 'AES256')
  })

  test('what to do, with commands', () => {
    const codes = (audit) => steps(audit, TEXTS.en).flatMap(({ code }) => code ?? [])
    const key = '9468da86-3509-4f8d-a61e-6eab1eac5fb2'
    assert.deepEqual(codes(audits.usual), [
      `await store.putBucketEncryption('orders-archive', { SSEAlgorithm: 'KMS', KMSMasterKeyID: '${key}' })`,
      `npx ali-oss-native encryption reencrypt oss://orders-archive/logs/ --to KMS:${key}`,
      `npx ali-oss-native encryption reencrypt oss://orders-archive/logs/ --to KMS:${key} --apply`,
    ])
    assert.deepEqual(steps(audits.single, TEXTS.en), [])
    assert.deepEqual(codes({ ...audits.usual, rule: undefined, prefix: 'a\0b' }), [])
  })

  test(
    'a shell gives back each name, and runs nothing',
    { skip: process.platform === 'win32' && 'no POSIX shell' },
    () => {
      for (const name of HOSTILE.filter((name) => !/\0|\p{Cs}/u.test(name))) {
        const { stdout } = spawnSync('bash', ['-c', `printf %s ${shellWord(name)}`], { encoding: 'utf8', env: { ...process.env, LC_ALL: 'C.UTF-8' } }) // prettier-ignore
        assert.equal(stdout, name)
        assert.doesNotMatch(shellWord(name), /[\p{Cc}\p{Cf}]/u)
      }
    },
  )
})

describe('charts', () => {
  test('small parts are seen, and all fit', () => {
    for (const values of [[1e9, 1], [1, 1, 1e12, 0], [5], [0, 0], Array.from({ length: 40 }, () => 1)]) {
      const result = widths(values, 100)
      values.forEach((value, index) => assert.ok(value === 0 ? result[index] === 0 : result[index] > 0.5))
      assert.ok(result.reduce((sum, width) => sum + width, 0) < 100.001)
    }
    assert.deepEqual([1, 7, 10, 301_000, 2e9].map(ceiling), [1, 8, 10, 400_000, 2e9])
  })

  test('the largest have their own rows, and the others one', () => {
    const entries = Array.from({ length: 40 }, (_, index) => ({ name: `${index}`, objects: index, bytes: 0 }))
    assert.deepEqual([largest(entries, 8).top.length, largest(entries, 8).others.length], [8, 32])
    assert.equal(largest(entries, 8).top[0].name, '39')
    assert.deepEqual(
      [largest(entries.slice(0, 9), 8).top.length, largest(entries.slice(0, 9), 8).others.length],
      [9, 0],
    )
  })

  test('months without objects have a place, and old ones share one', () => {
    const month = (name) => ({ name, objects: 1, bytes: 1, ok: 1, bad: 0 })
    const words = { earlier: 'earlier', undated: 'no date' }
    const names = (list) => months(list.map(month), words).map(({ name }) => name)
    assert.deepEqual(names(['2025-11', '2026-02']), ['2025-11', '2025-12', '2026-01', '2026-02'])
    assert.deepEqual(names(['', 'soon']), ['no date'])
    const long = months([month('2001-01'), month('2001-02'), month('2026-02'), month('?')], words)
    assert.deepEqual(
      [long.length, long[0].name, long[0].entry.objects, long.at(-1)?.name],
      [38, 'earlier', 2, 'no date'],
    )
  })
})

const chromium = findChromium()
// Where there is none, the tests fail in CI, for nobody would notice that they do not run.
const skip = chromium === undefined && !process.env.CI && 'there is no Chromium: set CHROMIUM to its path'

describe('in a browser', { skip }, () => {
  const folder = folderForFile('report')
  /** @type {any} */
  let browser
  /** @type {any} */
  let page
  before(async () => {
    browser = await launch()
    page = await browser.newPage()
  })
  after(() => browser?.close())

  const file = (name, text) => {
    const path = join(folder, `${name}.html`)
    writeFileSync(path, text)
    return path
  }

  for (const { name, language, text } of reports) {
    test(`${name} in ${language}`, async () => {
      const path = file(`${name}-${language}`, text)
      const seen = {}
      for (const colorScheme of /** @type {const} */ (['light', 'dark'])) {
        for (const width of [390, 720, 1280]) {
          page.messages.length = 0
          await page.setViewport({ width, height: 900 })
          await page.emulateMedia({ colorScheme })
          await page.goto(path)
          const where = `${colorScheme}, ${width} wide`
          for (const open of [false, true]) {
            await page.evaluate(unfold, open)
            assert.deepEqual(await page.evaluate(misplaced), [], where)
          }
          assert.deepEqual(await page.evaluate(clipped), [], where)
          assert.deepEqual(await page.evaluate(faint), [], where)
          assert.deepEqual(await page.evaluate(nameless), [], where)
          assert.deepEqual(page.messages, [], where)
          seen[colorScheme] = await page.evaluate(colours)
        }
      }
      assert.notEqual(seen.light[0], seen.dark[0])
      assert.notEqual(seen.light[1], seen.dark[1])
    })
  }

  test('on paper it is light, whatever the screen is', async () => {
    await page.setViewport({ width: 720, height: 1000 })
    await page.emulateMedia({ colorScheme: 'light', media: 'print' })
    await page.goto(file('print', htmlReport(audits.usual)))
    const light = await page.evaluate(colours)
    await page.emulateMedia({ colorScheme: 'dark', media: 'print' })
    assert.deepEqual(await page.evaluate(colours), light)
    assert.deepEqual([await page.evaluate(misplaced), await page.evaluate(faint)], [[], []])
    await page.emulateMedia({})
  })

  test('a command is copied as it is', async () => {
    for (const audit of [audits.usual, { ...audits.usual, prefix: `it's  $(id) "a"\n<b>/` }]) {
      await page.goto(file('copy', htmlReport(audit)))
      assert.deepEqual(await page.evaluate(copied), steps(audit, TEXTS.en).flatMap(({ code }) => code ?? [])) // prettier-ignore
    }
  })

  test('these looks find what is wrong', async () => {
    page.messages.length = 0
    const policy = `<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">`
    const texts = Array.from({ length: 30 }, () => '<p style="color: #999; background: #fff">faint</p>').join('')
    const wrong = `<!doctype html>${policy}<script>alert(1)</script><div style="width: 3000px">wide</div>${texts}
      <svg width="40" height="20"><text x="20" y="12">cut off at the end</text><text x="0" y="12">under</text></svg>`
    await page.goto(file('wrong', wrong))
    assert.ok(page.messages.some((message) => message.includes('Content Security Policy')))
    assert.ok((await page.evaluate(misplaced)).length >= 2)
    assert.equal((await page.evaluate(clipped)).length >= 2, true)
    assert.equal((await page.evaluate(faint)).length, 30)
    assert.ok((await page.evaluate(nameless)).length >= 3)
  })
})
