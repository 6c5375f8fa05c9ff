'use strict'
/* global document */
// Faults, the clock, temporary keys and the whole state on the page.

const assert = require('node:assert/strict')
const { readFileSync } = require('node:fs')
const { join } = require('node:path')
const OSS = require('../..')
const { folderForFile } = require('../folder.js')
const { consoleForFile, job } = require('./setup.js')

const page = consoleForFile({ buckets: ['shelf'] })
const folder = folderForFile('console-state')

job(page, 'faults are added, strike, and are taken away', async (user) => {
  await user.open('Faults')
  await user.see('No faults')
  await user.press('Add fault')
  await user.press('Add')
  await user.see('the fault does nothing')
  await user.write('Operation', 'PutObject')
  await user.write('Bucket', 'shelf')
  await user.write('Key or prefix', 'pho')
  await user.write('Status', '503')
  await user.write('Code', 'ServiceUnavailable')
  await user.tick('For ever')
  await user.looksWell('the form of a fault')
  await user.press('Add')
  await user.noDialog()
  await user.see('PutObject · shelf · objects pho…')
  await user.looksWell('faults')
  const store = page.client({ bucket: 'shelf', retryMax: 0 })
  await assert.rejects(store.put('photo', Buffer.from('x')), { code: 'ServiceUnavailable' })
  await store.put('other', Buffer.from('x'))
  await user.press('Reload')
  await user.until('a hit', () => Number(document.querySelector('td.number')?.textContent) > 0)
  const id = await user.page.evaluate(() => /^\d+/.exec(document.querySelector('tbody th').textContent)[0])
  await user.press(`Delete fault ${id}`)
  await user.see('No faults')
  await store.put('photo', Buffer.from('x'))

  await user.press('Add fault')
  await user.write('Delay (ms)', '1')
  await user.press('Add')
  await user.noDialog()
  await user.press('Clear all')
  await user.see('No faults')
})

job(page, 'the clock is moved and put back', async (user) => {
  await user.open('Clock')
  await user.see('the same')
  await user.press('+1 day')
  await user.see('1 d ahead')
  await user.write('By', '-2')
  await user.choose('Unit', 'hours')
  await user.press('Move')
  await user.see('22 h ahead')
  await user.looksWell('the clock')
  const response = await fetch(page.emulator.url)
  const ahead = Date.parse(response.headers.get('date')) - Date.now()
  assert.ok(Math.abs(ahead - 22 * 3_600_000) < 60_000, String(ahead))
  await user.press('Back to the machine’s')
  await user.see('the same')
})

job(page, 'a temporary key is issued, used and expired', async (user) => {
  await user.open('Temporary keys')
  await user.write('Seconds', '900')
  await user.press('Issue')
  await user.see('Its secret is shown once.')
  await user.looksWell('a temporary key')
  const [accessKeyId, accessKeySecret, stsToken] = await user.page.evaluate(() => [...document.querySelectorAll('dd code')].map((one) => one.innerText)) // prettier-ignore
  const { endpoint } = page.emulator.clientOptions()
  const store = new OSS({ endpoint, bucket: 'shelf', accessKeyId, accessKeySecret, stsToken })
  await store.put('by-token', Buffer.from('x'))
  await user.press('Hide')
  await user.miss(accessKeySecret)
  await user.press(`Expire ${accessKeyId}`)
  await user.see('expired')
  await assert.rejects(store.get('by-token'), { code: 'SecurityTokenExpired' })
})

job(page, 'the state is exported, reset and imported', async (user, width) => {
  const store = page.client({ bucket: 'shelf' })
  await store.put(`kept-${width}`, Buffer.from('in the archive'), {
    headers: { 'x-oss-server-side-encryption': 'AES256' },
  })
  await user.page.send('Browser.setDownloadBehavior', { behavior: 'allow', downloadPath: folder, eventsEnabled: true })
  let name = ''
  const saved = new Promise((resolve) => {
    const { hear } = user.page
    user.page.hear = (method, params) => {
      if (method === 'Browser.downloadWillBegin') name = params.suggestedFilename
      if (method === 'Browser.downloadProgress' && params.state === 'completed') resolve(undefined)
      hear.call(user.page, method, params)
    }
  })
  await user.open('State')
  await user.looksWell('the state')
  await user.press('Export state')
  await saved
  assert.match(readFileSync(join(folder, name)).toString('latin1', 257, 262), /^ustar/)

  await user.press('Reset')
  await user.see('All buckets, objects and keys that are there are lost.')
  await user.confirm('Reset')
  await user.see('The server is as it was when it started')
  await user.noDialog()
  await assert.rejects(store.head(`kept-${width}`), ({ status }) => status === 404)

  await user.giveFiles([join(folder, name)])
  await user.press('Import state')
  await user.until('a dialog', () => document.querySelector('dialog[open]'))
  await user.looksWell('the question before an import')
  await user.confirm('Import state')
  await user.see('The state is imported')
  await user.noDialog()
  assert.equal(String((await store.get(`kept-${width}`)).content), 'in the archive')
})
