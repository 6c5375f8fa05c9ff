'use strict'
// A server and a browser for the tests of one file, and somebody who is signed in, at each width.

const assert = require('node:assert/strict')
const { after, before, test } = require('node:test')
const OSS = require('../..')
const { startEmulator } = require('../../emulator')
const { findChromium, launch } = require('../chromium.js')
const { User } = require('./user.js')

/** A window on a desk, and a telephone. */
const WIDTHS = [1280, 420]

/** @param {import('../../emulator').EmulatorOptions} [options] */
function consoleForFile(options) {
  const holder = /** @type {any} */ ({})
  before(async () => {
    holder.browser = findChromium() && (await launch())
    if (!holder.browser) return
    holder.emulator = await startEmulator(options)
    holder.url = `${holder.emulator.url}/-/console/`
  })
  after(async () => {
    await holder.browser?.close()
    await holder.emulator?.stop()
  })

  /** Somebody who has just opened the page. */
  holder.visitor = async (width) => {
    const page = await holder.browser.newPage()
    await page.setViewport({ width, height: 900 })
    await page.goto(holder.url)
    await page.evaluate(() => {
      localStorage.clear()
      localStorage.setItem('oss-emulator.language', 'en')
    })
    await page.goto(holder.url)
    return new User(page)
  }

  holder.signedIn = async (width) => {
    const user = await holder.visitor(width)
    await user.write('AccessKey ID', 'emulator')
    await user.write('AccessKey Secret', 'emulator-secret')
    await user.press('Sign in')
    await user.heading('Buckets')
    return user
  }

  holder.client = (overrides) => new OSS(holder.emulator.clientOptions(overrides))
  return holder
}

/** A job that somebody does, at both widths. Nothing may go wrong in the page meanwhile. */
function job(console, name, act) {
  for (const width of WIDTHS) {
    test(`${name}, ${width} wide`, { skip: !findChromium() && 'there is no Chromium' }, async () => {
      const user = await console.signedIn(width)
      await act(user, width)
      // The browser itself tells of answers that are refusals; those are looked at on the page.
      const wrong = user.page.messages.filter((message) => !/^network: Failed to load resource/.test(message))
      assert.deepEqual(wrong, [])
      await user.page.close()
    })
  }
}

module.exports = { WIDTHS, consoleForFile, job }
