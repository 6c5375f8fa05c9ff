'use strict'
/* global document, MutationObserver, requestAnimationFrame */
// Somebody at the page: who clicks, types and reads. The functions with `page.evaluate` run in the page, and see nothing of this file.

const assert = require('node:assert/strict')
const { readFileSync } = require('node:fs')

/** What does not come within this time, in milliseconds, never comes. */
const PATIENCE = 15_000
/** What axe calls by these names is not to be there. */
const SERIOUS = ['serious', 'critical']
const AXE = readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8')

/** Waits in the page until a function gives something. */
async function untilIn(page, what, patience, job, ...values) {
  const found = await page.evaluate(
    async (source, patience, values) => {
      const look = new Function(`return (${source})`)()
      return new Promise((resolve) => {
        // Not all that changes is a node: sizes and colours are not.
        const timer = setInterval(() => again(), 100)
        const end = (value) => {
          clearInterval(timer)
          observer.disconnect()
          resolve(value)
        }
        const again = () => {
          const value = look(...values)
          if (value) end(value)
        }
        const observer = new MutationObserver(again)
        observer.observe(document, { subtree: true, childList: true, attributes: true, characterData: true })
        setTimeout(() => end(null), patience)
        again()
      })
    },
    String(job),
    patience,
    values,
  )
  if (found) return found
  const text = await page.evaluate(() => document.body.innerText)
  assert.fail(`${what} did not come. The page says:\n${text}`)
}

/** The place of an element with a role and a name, in the open dialog if there is one. */
function placeOf(role, name, index, select) {
  const selectors = {
    button: 'button',
    link: 'a[href]',
    field: 'input, select, textarea',
  }
  const top = [...document.querySelectorAll('dialog[open]')].at(-1) ?? document
  const nameOf = (element) =>
    (element.getAttribute('aria-label') ?? element.labels?.[0]?.innerText ?? element.innerText ?? '').trim()
  const found = [...top.querySelectorAll(selectors[role])].filter(
    (element) => nameOf(element) === name && element.checkVisibility() && element.ariaDisabled !== 'true',
  )
  const element = found[index]
  if (!element) return null
  element.scrollIntoView({ block: 'center' })
  if (select) {
    element.focus()
    element.select?.()
  }
  // A link may go over two lines, and its middle lie on neither.
  const { left, top: above, width, height } = element.getClientRects()[0]
  globalThis.clicked = false
  element.addEventListener('click', () => (globalThis.clicked = true), { once: true, capture: true })
  return { x: left + width / 2, y: above + height / 2, checked: element.checked ?? false, kind: element.localName }
}

class User {
  constructor(page) {
    this.page = page
  }

  /** Where something is, once it stays there. */
  async find(role, name, index = 0, select = false) {
    await this.until('all that loads', () => document.body && !document.querySelector('.loading'))
    for (let before = ''; ;) {
      const place = await untilIn(this.page, `${role} ${name}`, PATIENCE, placeOf, role, name, index, select)
      if (JSON.stringify(place) === before) return place
      before = JSON.stringify(place)
      await this.page.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)))) // prettier-ignore
    }
  }

  async clickAt({ x, y }) {
    const event = { x, y, button: 'left', clickCount: 1 }
    for (const type of ['mousePressed', 'mouseReleased']) await this.page.send('Input.dispatchMouseEvent', { type, ...event }) // prettier-ignore
  }

  /** Clicks what bears a name: again where it had moved away from under the mouse. */
  async click(role, name, index) {
    do await this.clickAt(await this.find(role, name, index))
    while (!(await this.page.evaluate(() => globalThis.clicked)))
  }

  press(name, index = 0) {
    return this.click('button', name, index)
  }

  /** Clicks a button of the dialog that has been opened. */
  async confirm(name) {
    await this.until('a dialog', () => document.querySelector('dialog[open]'))
    await this.press(name)
  }

  follow(name, index = 0) {
    return this.click('link', name, index)
  }

  /** Writes into a field, in the place of what is there. */
  async write(label, text) {
    await this.find('field', label, 0, true)
    await this.key('Delete')
    if (text !== '') await this.page.send('Input.insertText', { text })
  }

  /** Chooses what a list calls so. */
  async choose(label, words) {
    await this.find('field', label)
    await untilIn(this.page, `${words} in ${label}`, PATIENCE, chosen, label, words)
  }

  async tick(label, on = true) {
    const { checked, ...place } = await this.find('field', label)
    if (checked !== on) await this.clickAt(place)
  }

  /** @param {string} key as KeyboardEvent names it */
  async key(key) {
    const codes = { Enter: 13, Escape: 27, Tab: 9, Delete: 46, ArrowDown: 40, ' ': 32 }
    const event = { key, code: key === ' ' ? 'Space' : key, windowsVirtualKeyCode: codes[key] }
    const text = { Enter: '\r', ' ': ' ' }[key]
    await this.page.send('Input.dispatchKeyEvent', { type: text ? 'keyDown' : 'rawKeyDown', ...event, ...(text && { text }) }) // prettier-ignore
    await this.page.send('Input.dispatchKeyEvent', { type: 'keyUp', ...event })
  }

  /** Gives files to a field. @param {string[]} paths */
  async giveFiles(paths) {
    const field = () => [...document.querySelectorAll('input[type=file]')].find((one) => one.checkVisibility())
    await this.until('a field for files', `${field}`)
    const { result } = await this.page.send('Runtime.evaluate', { expression: `(${field})()` }) // prettier-ignore
    await this.page.send('DOM.setFileInputFiles', { files: paths, objectId: result.objectId })
  }

  /** Drags files from the desk onto the page. @param {string[]} files */
  async dropFiles(files) {
    await this.until('all that loads', () => document.body && !document.querySelector('.loading'))
    const { x, y } = await this.page.evaluate(() => {
      const { left, top } = document.querySelector('h1').getBoundingClientRect()
      return { x: left + 5, y: top + 5 }
    })
    for (const type of ['dragEnter', 'dragOver', 'drop']) {
      await this.page.send('Input.dispatchDragEvent', { type, x, y, data: { items: [], files, dragOperationsMask: 1 } })
    }
  }

  /** Waits until a text can be read. @param {string} text */
  async see(text) {
    await untilIn(this.page, JSON.stringify(text), PATIENCE, readable, text)
  }

  /** Waits until a text cannot be read any more. @param {string} text */
  async miss(text) {
    await untilIn(this.page, `the end of ${JSON.stringify(text)}`, PATIENCE, unreadable, text)
  }

  /** Waits until a dialog is gone. */
  async noDialog() {
    await untilIn(this.page, 'the end of the dialog', PATIENCE, () => !document.querySelector('dialog'))
  }

  /** Waits until a function gives something in the page. */
  until(what, job, ...values) {
    return untilIn(this.page, what, PATIENCE, job, ...values)
  }

  /** Opens a view from the navigation, by its name, and waits for its heading. */
  async open(name) {
    const menu = await this.page.evaluate(() => {
      const button = document.querySelector('button.menu')
      return button.checkVisibility() && button.ariaExpanded !== 'true' ? button.innerText : null
    })
    if (menu) await this.press(menu)
    await this.follow(name)
    await this.heading(name)
  }

  async heading(text) {
    await this.until(
      `the heading ${text}, with the focus`,
      (text) => document.querySelector('h1')?.innerText.includes(text) && document.activeElement?.localName === 'h1',
      text,
    )
  }

  /** What is seen is also what those get who do not see it, and nothing sticks out. */
  async looksWell(where) {
    const { findings, wide } = await this.page.evaluate(
      async (axe, serious) => {
        if (!globalThis.axe) (0, eval)(axe)
        const { violations } = await globalThis.axe.run(document, { resultTypes: ['violations'] })
        const findings = violations
          .filter(({ impact }) => serious.includes(impact))
          .map(({ id, nodes }) => `${id}: ${nodes.map(({ html, failureSummary }) => `${html} ${failureSummary}`).join('\n')}`) // prettier-ignore
        const { scrollWidth, clientWidth } = document.documentElement
        return { findings, wide: scrollWidth > clientWidth ? [`${scrollWidth} in ${clientWidth}`] : [] }
      },
      AXE,
      SERIOUS,
    )
    assert.deepEqual(findings, [], where)
    assert.deepEqual(wide, [], `${where} is wider than the window`)
  }
}

const readable = (text) => (document.body?.innerText ?? '').replaceAll('\u00a0', ' ').includes(text)
const unreadable = (text) => !document.body.innerText.replaceAll('\u00a0', ' ').includes(text)

function chosen(label, words) {
  const top = [...document.querySelectorAll('dialog[open]')].at(-1) ?? document
  const select = [...top.querySelectorAll('select')].find(
    (one) => (one.getAttribute('aria-label') ?? one.labels[0]?.innerText) === label,
  )
  const option = [...(select?.options ?? [])].find((one) => one.text === words || one.text.startsWith(`${words} (`))
  if (!option) return false
  select.focus()
  select.value = option.value
  select.dispatchEvent(new Event('change', { bubbles: true }))
  return true
}

module.exports = { User }
