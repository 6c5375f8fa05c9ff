'use strict'
/* global document, history */
// Keys of KMS on the page, and what becomes of what they sealed.

const assert = require('node:assert/strict')
const { consoleForFile, job } = require('./setup.js')

const page = consoleForFile({ buckets: ['shelf'] })

job(page, 'a key is made, rotated, disabled, enabled, deleted and kept', async (user, width) => {
  const store = page.client({ bucket: 'shelf' })
  const alias = `alias/k-${width}`
  await user.open('Keys')
  await user.press('Create key')
  await user.write('Alias', `k-${width}`)
  await user.press('Create')
  await user.noDialog()
  await user.see(alias)
  const key = (await page.emulator.kms.list()).find(({ aliases }) => aliases.includes(alias))
  const headers = { 'x-oss-server-side-encryption': 'KMS', 'x-oss-server-side-encryption-key-id': key.keyId }
  await store.put(`sealed-${width}`, Buffer.from('x'.repeat(2048)), { headers })

  await user.press(`Rotate ${alias}`)
  await user.see(`${alias} has a new version`)
  await user.press('Rotate Master keys of OSS (AES256, SM4)')
  await user.see('The master keys of OSS have a new version')

  await user.press(`Disable ${alias}`)
  await user.see('1 object becomes unreadable (2 KiB).')
  await user.see(`shelf/sealed-${width}`)
  await user.looksWell('what becomes unreadable')
  await user.press('Disable')
  await user.noDialog()
  await user.see(`${alias} is disabled`)
  await assert.rejects(store.get(`sealed-${width}`), { code: 'KeyDisabled' })
  await user.looksWell('keys')
  await user.press(`Enable ${alias}`)
  await user.see(`${alias} is enabled`)
  assert.equal((await store.get(`sealed-${width}`)).content.length, 2048)

  await user.press(`Schedule deletion of ${alias}`)
  await user.write('Days until it is gone', '7')
  await user.press('Schedule deletion')
  await user.noDialog()
  await user.see('To be deleted')
  await assert.rejects(store.get(`sealed-${width}`), { code: 'KeyPendingDeletion' })
  await user.press(`Cancel deletion of ${alias}`)
  await user.see(`${alias} stays`)
  assert.equal((await store.get(`sealed-${width}`)).content.length, 2048)
})

job(page, 'a refusal is shown beside the form', async (user) => {
  await user.open('Keys')
  await user.press('Create key')
  await user.write('Alias', 'no such name!')
  await user.press('Create')
  await user.see('cannot be the name of a key')
  await user.key('Escape')
  await user.noDialog()
  // The focus is back where it was.
  assert.equal(await user.page.evaluate(() => document.activeElement.innerText), 'Create key')
})

job(page, 'sealed bytes lie beside plain ones', async (user, width) => {
  const store = page.client({ bucket: 'shelf' })
  const key = `seen-${width}.txt`
  const [open, closed] = [`open-${width}.txt`, key]
  await store.put(open, Buffer.from('nothing hidden here'))
  await store.put(closed, Buffer.from('a secret of somebody'.repeat(50)), { headers: { 'x-oss-server-side-encryption': 'AES256' } }) // prettier-ignore
  const ascii = (index) =>
    user.until('bytes', (index) => document.querySelectorAll('.hex')[index]?.querySelector('pre')?.textContent, index)
  await user.follow('shelf')
  await user.heading('shelf')
  await user.see('Not encrypted')
  await user.follow(open)
  await user.heading(open)
  for (const index of [0, 1]) assert.match(await ascii(index), /nothing/)
  await user.page.evaluate(() => history.back())
  await user.heading('shelf')
  await user.follow(closed)
  await user.heading(closed)
  await user.see('AES256')
  assert.match(await ascii(0), /a secret/)
  assert.doesNotMatch(await ascii(1), /a secret|somebody/)
  await user.see('0 to 512 of 1,016')
  await user.press('Next')
  await user.see('512 to 1,016 of 1,016')
  await user.looksWell('an object')
})
