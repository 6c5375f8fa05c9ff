'use strict'
/* global document, history */
// Buckets and objects on the page, as somebody uses them.

const assert = require('node:assert/strict')
const { writeFileSync } = require('node:fs')
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

job(page, 'files are dropped on a bucket', async (user, width) => {
  await user.follow('shelf')
  await user.heading('shelf')
  await user.dropFiles([fileOf(`dropped-${width}.txt`, 'dropped'), fileOf(`other-${width}.txt`, 'other')])
  await user.confirm('Upload')
  await user.see('Uploaded 2 files')
  await user.noDialog()
  await user.see(`dropped-${width}.txt`)
  const { content } = await page.client({ bucket: 'shelf' }).get(`dropped-${width}.txt`)
  assert.equal(String(content), 'dropped')
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
