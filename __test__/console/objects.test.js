'use strict'
/* global document */
// One object on the page: versions, tags, metadata, signed links.

const assert = require('node:assert/strict')
const { consoleForFile, job } = require('./setup.js')

const page = consoleForFile({ buckets: ['shelf'] })
const versioned = async (width) => {
  const bucket = `versions-${width}`
  await page.client().putBucket(bucket)
  await page.client().putBucketVersioning(bucket, 'Enabled')
  return bucket
}

/** Opens an object by its address. */
async function openObject(user, bucket, key) {
  await user.page.evaluate((hash) => (location.hash = hash), `#/objects/${bucket}/${encodeURIComponent(key)}`) // eslint-disable-line no-undef -- in the page
  await user.heading(key)
}

job(page, 'versions are listed, looked at, made the latest and deleted', async (user, width) => {
  const bucket = await versioned(width)
  const store = page.client({ bucket })
  const { res } = await store.put('note', Buffer.from('first'))
  const first = res.headers['x-oss-version-id']
  await store.put('note', Buffer.from('other'))
  await openObject(user, bucket, 'note')
  await user.see('latest')
  await user.follow(first)
  await user.see('first')
  await user.looksWell('a version')
  await user.press(`Make it the latest: ${first}`)
  await user.see('A copy of that version is the latest')
  assert.equal(String((await store.get('note')).content), 'first')
  await user.follow('Go to the latest')
  await user.press(`Delete the version ${first}`)
  await user.confirm('Delete')
  await user.noDialog()
  await user.miss(first)
  await assert.rejects(store.get('note', { versionId: first }), { code: 'NoSuchVersion' })

  await user.press('Delete')
  await user.confirm('Delete')
  await user.heading(bucket)
  await user.tick('Show all versions')
  await user.see('delete marker')
  await user.looksWell('all versions of a bucket')
})

job(page, 'tags are put, changed and taken away', async (user, width) => {
  const store = page.client({ bucket: 'shelf' })
  const key = `tagged-${width}`
  await store.put(key, Buffer.from('x'))
  await openObject(user, 'shelf', key)
  await user.see('It has no tags.')
  await user.press('Edit tags')
  await user.press('Add a line')
  await user.write('Name 1', 'stage')
  await user.write('Value 1', 'a <b> & c')
  await user.looksWell('the form of tags')
  await user.press('Save')
  // The service takes letters, digits and + - = . _ : / of values.
  await user.see('InvalidTag')
  await user.write('Value 1', 'draft')
  await user.press('Save')
  await user.noDialog()
  await user.see('draft')
  assert.deepEqual((await store.getObjectTagging(key)).tag, { stage: 'draft' })
  await user.press('Edit tags')
  await user.press('Delete line 1')
  await user.press('Save')
  await user.noDialog()
  await user.see('It has no tags.')
})

job(page, 'metadata is seen and changed, and the encryption stays', async (user, width) => {
  const store = page.client({ bucket: 'shelf' })
  const key = `described-${width}`
  await store.put(key, Buffer.from('x'), {
    mime: 'text/plain',
    headers: { 'x-oss-server-side-encryption': 'SM4', 'x-oss-storage-class': 'IA', 'x-oss-object-acl': 'public-read' },
  })
  await openObject(user, 'shelf', key)
  await user.see('text/plain')
  await user.press('Edit metadata')
  await user.press('Add a line')
  await user.write('Name 2', 'author')
  await user.press('Save')
  await user.see('author is no metadata')
  await user.write('Name 2', 'x-oss-meta-author')
  await user.write('Value 2', '王 Wang')
  await user.press('Save')
  await user.noDialog()
  await user.see('王 Wang')
  const { res } = await store.head(key)
  assert.equal(res.headers['x-oss-meta-author'], '王 Wang')
  assert.equal(res.headers['content-type'], 'text/plain')
  assert.equal(res.headers['x-oss-server-side-encryption'], 'SM4')
  assert.equal(res.headers['x-oss-storage-class'], 'IA')
  assert.equal((await store.getACL(key)).acl, 'public-read')
})

job(page, 'a signed link works for who has no key', async (user, width) => {
  const key = `linked ${width}?.txt`
  await page.client({ bucket: 'shelf' }).put(key, Buffer.from('for everybody'))
  await openObject(user, 'shelf', key)
  await user.choose('Good for', '5 minutes')
  await user.press('Make a link')
  const url = await user.until('the link', () => document.querySelector('textarea')?.value)
  const response = await fetch(url)
  assert.equal(await response.text(), 'for everybody')
  await user.press('Copy link')
  await user.see('Copied')
  await user.looksWell('an object with a link')
})
