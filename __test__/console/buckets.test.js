'use strict'
/* global document, history */
// Buckets and objects on the page, as somebody uses them.

const assert = require('node:assert/strict')
const { readFileSync, writeFileSync } = require('node:fs')
const { join } = require('node:path')
const { folderForFile } = require('../folder.js')
const { consoleForFile, job } = require('./setup.js')

const page = consoleForFile({ buckets: ['shelf', 'ledger'] })
const folder = folderForFile('console')

function fileOf(name, content) {
  const path = join(folder, name)
  writeFileSync(path, content)
  return path
}

job(page, 'a bucket is made with a rule, changed and deleted', async (user, width) => {
  const name = `fresh-${width}`
  await user.press('Create bucket')
  await user.write('Name', 'Not A Name')
  await user.press('Create')
  await user.see('InvalidBucketName')
  await user.looksWell('the form of a bucket')
  await user.write('Name', name)
  await user.tick('Keep versions')
  await user.choose('Method', 'AES256')
  await user.press('Create')
  await user.noDialog()
  await user.see(`Created the bucket ${name}`)
  await user.looksWell('the list of buckets')
  assert.equal((await page.client().getBucketEncryption(name)).encryption.SSEAlgorithm, 'AES256')
  assert.equal((await page.client().getBucketVersioning(name)).versionStatus, 'Enabled')

  await user.follow(name)
  await user.heading(name)
  await user.press('Change rule')
  await user.choose('Method', 'KMS')
  await user.choose('Algorithm of the data', 'SM4')
  await user.press('Save')
  await user.noDialog()
  await user.see('KMS · data SM4')
  await user.press('Stop keeping versions')
  await user.see('No longer kept')
  await user.looksWell('a bucket without objects')

  await user.open('Buckets')
  await user.press(`Delete the bucket ${name}`)
  await user.confirm('Delete')
  await user.see(`Deleted the bucket ${name}`)
  await user.until('the end of the row', (name) => ![...document.querySelectorAll('th a')].some((link) => link.textContent === name), name) // prettier-ignore
  await user.heading('Buckets')
})

job(page, 'files are uploaded, found by prefix, and deleted', async (user, width) => {
  const store = page.client({ bucket: 'shelf' })
  await user.follow('shelf')
  await user.heading('shelf')
  await user.press('Upload')
  await user.giveFiles([fileOf(`one-${width}.txt`, 'first'), fileOf(`two-${width}.txt`, 'second')])
  await user.write('Prefix', `up/${width}/`)
  await user.choose('Method', 'SM4')
  await user.looksWell('the form of an upload')
  await user.press('Upload')
  await user.see('Uploaded 2 files')
  await user.noDialog()
  assert.equal(String((await store.get(`up/${width}/two-${width}.txt`)).content), 'second')
  assert.equal((await store.head(`up/${width}/one-${width}.txt`)).res.headers['x-oss-server-side-encryption'], 'SM4')

  await user.follow('up/')
  await user.heading('up/')
  await user.follow(`${width}/`)
  await user.heading(`up/${width}/`)
  await user.see('SM4 · version 1')
  await user.looksWell('objects below a prefix')
  await user.tick(`Choose one-${width}.txt`)
  await user.press('Delete chosen (1)')
  await user.confirm('Delete')
  await user.noDialog()
  await user.miss(`one-${width}.txt`)
  await user.see(`two-${width}.txt`)
  await assert.rejects(store.head(`up/${width}/one-${width}.txt`))

  // Back and forward, and a page that is loaded anew, show the same place.
  await user.page.evaluate(() => history.back())
  await user.heading('up/')
  await user.page.evaluate(() => history.forward())
  await user.heading(`up/${width}/`)
  await user.page.send('Page.reload')
  await user.see(`two-${width}.txt`)
  assert.match(await user.page.evaluate(() => document.title), /^up\/\d+\/ · shelf · oss-emulator$/)
})

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
