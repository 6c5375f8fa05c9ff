'use strict'
/* global document */
// Objects of any name on the page: uploaded, seen, deleted, downloaded.

const assert = require('node:assert/strict')
const { readFileSync, writeFileSync } = require('node:fs')
const { join } = require('node:path')
const { folderForFile } = require('../folder.js')
const { consoleForFile, job } = require('./setup.js')

const page = consoleForFile({ buckets: ['shelf'] })
const folder = folderForFile('console')

function fileOf(name, content) {
  const path = join(folder, name)
  writeFileSync(path, content)
  return path
}

const ODD = ['a/../b.txt', '..', './x', 'what?#%25&+ =.txt', 'line\nbreak', '👍/日志', '<b>bold</b>&amp;', 'two//', "it's * (all)"] // prettier-ignore

job(page, 'keys of any characters are uploaded, read, signed and deleted', async (user, width) => {
  const bucket = `odd-${width}`
  const store = page.client({ bucket })
  await page.client().putBucket(bucket)
  // A key is what the name of the only file is changed to.
  await user.open('Buckets')
  await user.page.send('Page.reload')
  await user.follow(bucket)
  await user.heading(bucket)
  await user.press('Upload')
  await user.giveFiles([fileOf(`odd-${width}.txt`, 'by the page')])
  await user.write('Name', 'a/../b.txt')
  await user.press('Upload')
  await user.see('Uploaded 1 file')
  await user.noDialog()
  assert.equal(String((await store.get('a/../b.txt')).content), 'by the page')

  for (const key of ODD) {
    await store.put(key, Buffer.from('odd content'), { mime: 'text/plain' })
    await user.page.goto('about:blank')
    const encoded = key.split('/').map(encodeURIComponent).join('/')
    await user.page.goto(`${page.url}#/objects/${bucket}/${encoded}`)
    await user.until(`the bytes of ${key}`, () => document.querySelector('.hex pre')?.textContent.includes('odd cont'))
    assert.equal(await user.page.evaluate(() => document.querySelector('h1 b, .names b')), null)
    await user.press('Delete')
    await user.confirm('Delete')
    await user.see('Deleted 1 object')
    await assert.rejects(store.head(key), ({ status }) => status === 404, key)
  }
})

job(page, 'an object is downloaded', async (user, width) => {
  const key = `get-${width}.bin`
  await page.client({ bucket: 'shelf' }).put(key, Buffer.from('what was stored'))
  await user.page.send('Browser.setDownloadBehavior', { behavior: 'allow', downloadPath: folder, eventsEnabled: true })
  await user.follow('shelf')
  await user.heading('shelf')
  const saved = new Promise((resolve) => {
    const { hear } = user.page
    user.page.hear = (method, params) => {
      if (method === 'Browser.downloadProgress' && params.state === 'completed') resolve(undefined)
      hear.call(user.page, method, params)
    }
  })
  await user.press(`Download ${key}`)
  await saved
  assert.equal(readFileSync(join(folder, key), 'utf8'), 'what was stored')
})
