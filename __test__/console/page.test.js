'use strict'
/* global document, getComputedStyle, location */
// The page itself: its size, its texts in both languages, signing in and out, keyboard, colours.

const assert = require('node:assert/strict')
const { readFileSync } = require('node:fs')
const { join } = require('node:path')
const { describe, test } = require('node:test')
const { gzipSync } = require('node:zlib')
const { findChromium } = require('../chromium.js')
const { WIDTHS, consoleForFile, job } = require('./setup.js')

const PAGE = join(__dirname, '..', '..', 'crates', 'oss-emulator', 'src', 'console', 'page.html')
/** Bytes, packed: a tenth more than it has. */
const LIMIT = 42_000

const page = consoleForFile({ buckets: ['shelf'] })

test('the page is small, and loads nothing', () => {
  const html = readFileSync(PAGE, 'utf8')
  const size = gzipSync(html, { level: 9 }).length
  assert.ok(size < LIMIT, `${size} bytes, packed`)
  const [head] = html.split('<style>')
  assert.doesNotMatch(head, /src=|https?:/)
  for (const tag of ['style', 'script']) assert.equal(html.split(`<${tag}>`).length, 2, tag)
  assert.equal(html.split('</script').length, 2)
})

test('both languages have the same texts', async () => {
  const load = async (language) => (await import(`../../emulator/console/texts/${language}.js`)).default
  const [en, zh] = [await load('en'), await load('zh')]
  const shape = (value) =>
    value !== null && typeof value === 'object'
      ? Object.fromEntries(Object.entries(value).map(([name, one]) => [name, shape(one)]))
      : [typeof value, typeof value === 'function' ? value.length : 0]
  assert.deepEqual(shape(zh), shape(en))
})

describe('texts held against each other', () => {
  const load = () => import('../../emulator/console/diff.js')
  const marked = (parts) => parts?.filter(({ marked }) => marked).map(({ text }) => text).join('') ?? null // prettier-ignore

  test('what differs is found: characters, lines more, lines less', async () => {
    const { compare } = await load()
    const rows = compare('GET\n\n\n1\n/b/k', 'GET\n\ntext/plain\n2\n/b/k')
    assert.deepEqual(rows.map(({ same }) => same), [true, true, false, false, true]) // prettier-ignore
    assert.deepEqual(rows.map(({ right }) => marked(right)), ['', '', 'text/plain', '2', '']) // prettier-ignore
    assert.deepEqual(compare('a\nb\nc', 'a\nc').map(({ left, right }) => [marked(left), marked(right)]), [['', ''], ['b', null], ['', '']]) // prettier-ignore
    assert.deepEqual(compare('👍x', '👎x').map(({ left, right }) => [marked(left), marked(right)]), [['👍', '👎']]) // prettier-ignore
    assert.equal(compare('same', 'same').every(({ same }) => same), true) // prettier-ignore
  })
})

describe('signing in', { skip: !findChromium() && 'there is no Chromium' }, () => {
  test('the address that the command opens signs in, once', async () => {
    const user = await page.visitor(WIDTHS[0])
    const url = await page.emulator.consoleUrl()
    const open = async () => {
      await user.page.goto('about:blank')
      await user.page.goto(url)
    }
    await open()
    await user.heading('Buckets')
    assert.equal(await user.page.evaluate(() => location.href.includes('code')), false)
    await user.page.evaluate(() => sessionStorage.clear())
    await open()
    await user.see('Sign in with an access key')
    await user.see('HTTP 401')
    await user.page.close()
  })

  for (const width of WIDTHS) {
    test(`a wrong key is refused, a right one is kept for the tab, ${width} wide`, async () => {
      const user = await page.visitor(width)
      await user.looksWell('signing in')
      await user.write('AccessKey ID', 'emulator')
      await user.write('AccessKey Secret', 'wrong')
      await user.key('Enter')
      await user.see('HTTP 401')
      await user.write('AccessKey Secret', 'emulator-secret')
      await user.key('Enter')
      await user.heading('Buckets')
      await user.page.send('Page.reload')
      await user.heading('Buckets')
      // The server forgets the session too.
      const token = await user.page.evaluate(() => JSON.parse(sessionStorage.getItem('oss-emulator.session')).token)
      const ask = () => fetch(`${page.emulator.url}/-/clock`, { headers: { authorization: `Bearer ${token}` } })
      assert.equal((await ask()).status, 200)
      if (width < 700) await user.press('Menu')
      await user.press('Sign out')
      await user.see('Sign in with an access key')
      assert.equal(await user.page.evaluate(() => sessionStorage.length), 0)
      while ((await ask()).status !== 401);
      await user.page.close()
    })
  }

  test('a session that is over leads back to signing in', async () => {
    const user = await page.signedIn(1280)
    await user.page.evaluate(() => {
      const session = JSON.parse(sessionStorage.getItem('oss-emulator.session'))
      sessionStorage.setItem('oss-emulator.session', JSON.stringify({ ...session, token: 'another' }))
    })
    await user.page.send('Page.reload')
    await user.see('Sign in with an access key')
    await user.page.close()
  })
})

job(page, 'everything is reached by keyboard', async (user) => {
  await user.see('shelf')
  await user.see('Not encrypted')
  await user.page.evaluate(() => document.querySelector('h1').focus())
  const names = []
  for (let turn = 0; turn < 40; turn++) {
    await user.key('Tab')
    const name = await user.page.evaluate(() => {
      const { activeElement: element } = document
      const outline = getComputedStyle(element).outlineStyle
      return `${element.getAttribute('aria-label') ?? element.innerText} ${outline === 'none' ? 'unseen' : 'seen'}`
    })
    if (names.includes(name)) break
    names.push(name)
  }
  assert.ok(names.includes('Create bucket seen'), names.join(', '))
  assert.ok(names.includes('shelf seen'), names.join(', '))
  assert.ok(names.includes('Delete the bucket shelf seen'), names.join(', '))
  // Into a dialog and out of it.
  await user.page.evaluate(() => [...document.querySelectorAll('button')].find(({ innerText }) => innerText === 'Create bucket').focus()) // prettier-ignore
  await user.key('Enter')
  await user.see('Keep versions')
  assert.equal(await user.page.evaluate(() => document.activeElement.closest('dialog') !== null), true)
  await user.key('Escape')
  await user.noDialog()
  assert.equal(await user.page.evaluate(() => document.activeElement.innerText), 'Create bucket')
})

job(page, 'language and colours are chosen, and kept', async (user, width) => {
  const menu = async (name) => width < 700 && user.press(name)
  await menu('Menu')
  await user.press('中文')
  await user.see('创建 Bucket')
  assert.equal(await user.page.evaluate(() => document.documentElement.lang), 'zh-CN')
  for (const scheme of ['light', 'dark']) {
    await user.page.emulateMedia({ colorScheme: /** @type {any} */ (scheme) })
    await user.looksWell(`buckets in Chinese, ${scheme}`)
    for (const view of ['密钥', '请求', '故障', '时钟', '临时密钥', '状态', 'Bucket 列表']) {
      await user.open(view)
      await user.looksWell(`${view}, ${scheme}`)
    }
  }
  const background = () => user.page.evaluate(() => getComputedStyle(document.body).backgroundColor)
  const dark = await background()
  const becomes = (colour, same) =>
    user.until('another colour', (colour, same) => (getComputedStyle(document.body).backgroundColor === colour) === same, colour, same) // prettier-ignore
  await user.page.emulateMedia({ colorScheme: 'light' })
  await becomes(dark, false)
  await menu('菜单')
  await user.choose('配色', '深色')
  await becomes(dark, true)
  await user.page.send('Page.reload')
  await user.heading('Bucket 列表')
  await becomes(dark, true)
})

job(page, 'an address that leads nowhere says so', async (user) => {
  await user.page.evaluate(() => (location.hash = '#/nowhere'))
  await user.heading('There is no such page')
  await user.page.evaluate(() => (location.hash = '#/buckets/%E0%A4%A'))
  await user.follow('Go to the buckets')
  await user.heading('Buckets')
  await user.page.evaluate(() => (location.hash = '#/buckets/missing'))
  await user.see('NoSuchBucket')
})
