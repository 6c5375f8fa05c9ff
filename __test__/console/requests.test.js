'use strict'
/* global document, location */
// The request inspector: live, filtered, and why something was refused.

const assert = require('node:assert/strict')
const { execFileSync } = require('node:child_process')
const { consoleForFile, job } = require('./setup.js')

const page = consoleForFile({ buckets: ['shelf', 'other'] })

/** What is shown of each line. */
const lines = (user) => user.page.evaluate(() => [...document.querySelectorAll('tbody th .target')].map((one) => one.textContent)) // prettier-ignore

job(page, 'requests are seen as they come, and are filtered', async (user, width) => {
  const store = page.client({ bucket: 'shelf' })
  await user.open('Requests')
  await store.put(`live-${width}`, Buffer.from('x'))
  await user.see(`PUT /live-${width}`)
  await store.get(`missing-${width}`).catch(() => {})
  await user.see('NoSuchKey')
  await page.client({ bucket: 'other' }).put(`elsewhere-${width}`, Buffer.from('x'))
  await user.see(`elsewhere-${width}`)
  await user.looksWell('requests')

  await user.write('Text', String(width))
  await user.until('two thousand fewer', (count) => document.querySelectorAll('tbody tr').length === count, 3)
  await user.tick('Refused only')
  await user.until('one line', () => document.querySelectorAll('tbody tr').length === 1)
  assert.deepEqual(await lines(user), [`GET /missing-${width}`])
  await user.tick('Refused only', false)
  await user.choose('Operation or method', 'PutObject')
  await user.until('two lines', () => document.querySelectorAll('tbody tr').length === 2)
  await user.choose('Bucket', 'other')
  await user.until('one line', () => document.querySelectorAll('tbody tr').length === 1)
  assert.deepEqual(await lines(user), [`PUT /elsewhere-${width}`])
  await user.choose('Status', '4xx')
  await user.see('No request fits the filters.')
  // The filters are in the address.
  assert.match(await user.page.evaluate(() => location.hash), /^#\/requests\?text=\d+&operation=PutObject&bucket=other&status=4$/) // prettier-ignore
  await user.choose('Status', 'All')
  await user.choose('Bucket', 'All')

  await user.press('Pause')
  await user.until('the pause', () => document.querySelector('[aria-pressed=true]'))
  await store.put(`paused-${width}`, Buffer.from('x'))
  await user.press('Pause')
  await user.see(`paused-${width}`)
  await user.press('Clear')
  await user.see('No requests yet.')
})

job(page, 'a request is looked at, and made again as curl', async (user, width) => {
  const store = page.client({ bucket: 'shelf' })
  const key = `it's ${width}.txt`
  await store.put(key, Buffer.from('hello from the log'), { mime: 'text/plain', headers: { 'x-oss-storage-class': 'IA' } }) // prettier-ignore
  await user.open('Requests')
  await user.write('Text', `${width}.txt`)
  await user.follow((await user.until('the link', () => document.querySelector('tbody th a')?.innerText)).trim())
  await user.see('hello from the log')
  await user.see('x-oss-storage-class')
  await user.looksWell('a request')
  await store.delete(key)
  await user.press('Copy as curl')
  await user.see('With a fresh signature')
  await user.looksWell('a command')
  const command = await user.until('the command', () => document.querySelector('dialog textarea')?.value)
  const said = execFileSync('sh', ['-c', command.replace('curl ', 'curl -sS ')], { encoding: 'utf8' })
  assert.match(said, /^HTTP\/1.1 200/)
  const { content, res } = await store.get(key)
  assert.equal(String(content), 'hello from the log')
  assert.equal(res.headers['x-oss-storage-class'], 'IA')
})

job(page, 'why a signature was refused', async (user, width) => {
  const wrong = page.client({ bucket: 'shelf', accessKeySecret: 'another secret' })
  await assert.rejects(wrong.get(`secret-${width}`), { code: 'SignatureDoesNotMatch' })
  await user.open('Requests')
  await user.tick('Refused only')
  await user.see('SignatureDoesNotMatch')
  await user.follow((await user.until('the link', () => document.querySelector('tbody th a')?.innerText)).trim())
  await user.see('Why it was refused')
  await user.see('What to do')
  await user.see('SignatureDoesNotMatch')
  await user.looksWell('a refused signature')
})

job(page, 'a fault is named as the cause', async (user, width) => {
  await page.emulator.faults.add({ prefix: `struck-${width}`, status: 503, code: 'ServiceUnavailable' })
  await page.client({ bucket: 'shelf', retryMax: 0 }).head(`struck-${width}`).catch(() => {}) // prettier-ignore
  await page
    .client({ bucket: 'shelf' })
    .get(`struck-${width}`)
    .catch(() => {})
  await user.open('Requests')
  await user.write('Text', `struck-${width}`)
  await user.see('status 503')
  await page.emulator.faults.clear()
})
