'use strict'
/* global document */
// What somebody does who has never seen the server: from an empty one to knowing why a client was refused, all on the page.

const assert = require('node:assert/strict')
const { writeFileSync } = require('node:fs')
const { join } = require('node:path')
const { test } = require('node:test')
const { findChromium } = require('../chromium.js')
const { folderForFile } = require('../folder.js')
const { putBadly } = require('./foreign.js')
const { WIDTHS, consoleForFile } = require('./setup.js')

const page = consoleForFile()
const folder = folderForFile('console-story')
const LETTER = 'Dear reader, nobody else is to read this. '.repeat(20)

for (const width of WIDTHS) {
  test(`from nothing to a cause, ${width} wide`, { skip: !findChromium() && 'there is no Chromium' }, async () => {
    const [bucket, alias] = [`first-${width}`, `orders-${width}`]
    const bytes = (index) => user.until('bytes', (index) => document.querySelectorAll('.hex')[index]?.querySelector('pre')?.textContent, index) // prettier-ignore
    const user = await page.visitor(width)
    await user.see('Sign in with an access key of this server.')
    await user.write('AccessKey ID', 'emulator')
    await user.write('AccessKey Secret', 'emulator-secret')
    await user.press('Sign in')
    await user.heading('Buckets')

    await user.press('Create bucket')
    await user.write('Name', bucket)
    await user.press('Create')
    await user.noDialog()

    await user.open('Keys')
    await user.press('Create key')
    await user.write('Alias', alias)
    await user.press('Create')
    await user.noDialog()

    await user.open('Buckets')
    await user.follow(bucket)
    await user.heading(bucket)
    await user.press('Change rule')
    await user.choose('Method', 'KMS (a key of yours)')
    await user.choose('Key', `alias/${alias}`)
    await user.press('Save')
    await user.noDialog()
    await user.see(`KMS · alias/${alias}`)

    const file = join(folder, `letter-${width}.txt`)
    writeFileSync(file, LETTER)
    await user.press('Upload')
    await user.giveFiles([file])
    await user.confirm('Upload')
    await user.noDialog()
    await user.see(`KMS · alias/${alias} · version 1`)

    await user.follow(`letter-${width}.txt`)
    await user.heading(`letter-${width}.txt`)
    assert.match(await bytes(0), /Dear re/)
    assert.doesNotMatch(await bytes(1), /Dear|reader|nobody/)
    const { content } = await page.client({ bucket }).get(`letter-${width}.txt`)
    assert.equal(String(content), LETTER)

    await user.open('Keys')
    await user.press(`Disable alias/${alias}`)
    await user.see('1 object becomes unreadable')
    await user.see(`${bucket}/letter-${width}.txt`)
    await user.confirm('Disable')
    await user.noDialog()
    await user.see(`alias/${alias} is disabled`)

    await user.open('Buckets')
    await user.follow(bucket)
    await user.heading(bucket)
    await user.see('Unreadable')
    await user.follow(`letter-${width}.txt`)
    await user.heading(`letter-${width}.txt`)
    // The read is refused on the page, as it is to any client; what lies on the disk is still there.
    await user.see('KeyDisabled')
    await user.until('the refusal', () => /KeyDisabled/.test(document.querySelector('.hex [role=alert]')?.textContent))
    assert.doesNotMatch(await bytes(1), /Dear|reader|nobody/)
    await user.looksWell('an object that cannot be read')

    assert.equal(await putBadly(page.emulator.clientOptions(), bucket, 'note.txt'), 403)
    await user.open('Requests')
    await user.tick('Refused only')
    await user.write('Text', 'note.txt')
    await user.see('SignatureDoesNotMatch')
    await user.follow((await user.until('the link', () => document.querySelector('tbody th a')?.innerText)).trim())
    await user.see('Why it was refused')
    const marks = await user.until('marks', () => [...document.querySelectorAll('.diff mark')].map((one) => one.textContent).join('')) // prettier-ignore
    assert.equal(marks, 'text/plain')
    const cause = await user.page.evaluate(() => [...document.querySelectorAll('dt')].find(({ innerText }) => innerText === 'Cause').nextSibling.innerText) // prettier-ignore
    assert.match(cause, /Content-Type/i)
    await user.looksWell('a refused signature with its differences')

    await user.open('Keys')
    await user.press(`Enable alias/${alias}`)
    await user.see(`alias/${alias} is enabled`)
    await user.page.close()
  })
}
