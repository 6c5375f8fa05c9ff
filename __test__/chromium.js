'use strict'
// Drives a Chromium that is there already, by the DevTools Protocol over a pipe: documents end with a zero byte.

const { spawn } = require('node:child_process')
const { accessSync, constants, mkdtempSync, rmSync, writeFileSync } = require('node:fs')
const { tmpdir } = require('node:os')
const { delimiter, join, resolve } = require('node:path')
const { pathToFileURL } = require('node:url')

const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'chrome']
const PLACES = ['/Applications/Google Chrome.app/Contents/MacOS/Google Chrome', '/Applications/Chromium.app/Contents/MacOS/Chromium'] // prettier-ignore
/** A command that takes longer will never be answered. */
const PATIENCE = 20_000

function runs(path) {
  try {
    accessSync(path, constants.X_OK)
    return true
  } catch {
    return false
  }
}

/** Where Chromium is: what CHROMIUM says, or the first of the usual names. @returns {string | undefined} */
function findChromium() {
  if (process.env.CHROMIUM) return process.env.CHROMIUM
  const folders = (process.env.PATH ?? '').split(delimiter)
  return [...NAMES.flatMap((name) => folders.map((folder) => join(folder, name))), ...PLACES].find(runs)
}

/** A browser and its helpers, which are a group of processes where there are groups. */
function kill(child) {
  try {
    process.kill(-child.pid, 'SIGKILL')
  } catch {
    child.kill('SIGKILL')
  }
}

/** The browser's helpers may still be writing. @param {string} folder */
const remove = (folder) => rmSync(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 })

/** Commands and their answers by number, and events. */
class Connection {
  constructor(input, output) {
    this.input = input
    this.number = 0
    this.waiting = new Map()
    /** @type {Map<string, (method: string, params: any) => void>} */
    this.listeners = new Map()
    let rest = Buffer.alloc(0)
    output.on('data', (data) => {
      rest = Buffer.concat([rest, data])
      for (let end = rest.indexOf(0); end !== -1; end = rest.indexOf(0)) {
        this.receive(JSON.parse(rest.toString('utf8', 0, end)))
        rest = rest.subarray(end + 1)
      }
    })
    // What is written to a browser that has ended is answered by its end.
    input.on('error', () => {})
    output.on('error', () => {})
  }

  receive({ id, sessionId, method, params, result, error }) {
    if (id === undefined) return this.listeners.get(sessionId)?.(method, params)
    const { command, resolve, reject, timer } = this.waiting.get(id) ?? {}
    this.waiting.delete(id)
    clearTimeout(timer)
    if (error) reject?.(new Error(`${command}: ${error.message}`))
    else resolve?.(result)
  }

  send(command, params = {}, sessionId = undefined) {
    const id = ++this.number
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => this.receive({ id, error: { message: 'no answer' } }), PATIENCE)
      this.waiting.set(id, { command, resolve, reject, timer })
      this.input.write(`${JSON.stringify({ id, method: command, params, sessionId })}\0`)
    })
  }

  /** No command will be answered any more. @param {string} message */
  end(message) {
    for (const id of [...this.waiting.keys()]) this.receive({ id, error: { message } })
  }
}

class Page {
  constructor(connection, targetId, sessionId) {
    this.connection = connection
    this.targetId = targetId
    this.sessionId = sessionId
    /** What the console, the browser and exceptions said: errors and warnings. @type {string[]} */
    this.messages = []
    this.loaded = () => {}
    connection.listeners.set(sessionId, (method, params) => this.hear(method, params))
  }

  hear(method, params) {
    if (method === 'Page.loadEventFired') this.loaded()
    if (method === 'Log.entryAdded') this.messages.push(`${params.entry.source}: ${params.entry.text}`)
    if (method === 'Audits.issueAdded') this.messages.push(`issue: ${JSON.stringify(params.issue)}`)
    if (method === 'Runtime.exceptionThrown') this.messages.push(`exception: ${params.exceptionDetails.text}`)
    if (method === 'Runtime.consoleAPICalled' && ['error', 'warning', 'assert'].includes(params.type)) {
      this.messages.push(`console: ${params.args.map(({ value, description }) => value ?? description).join(' ')}`)
    }
  }

  send(command, params) {
    return this.connection.send(command, params, this.sessionId)
  }

  async start() {
    for (const domain of ['Page', 'Runtime', 'Log', 'Audits']) await this.send(`${domain}.enable`)
    return this
  }

  /** @param {{ width: number, height: number, scale?: number }} size */
  setViewport({ width, height, scale = 1 }) {
    return this.send('Emulation.setDeviceMetricsOverride', { width, height, deviceScaleFactor: scale, mobile: false })
  }

  /** @param {{ colorScheme?: 'light' | 'dark', media?: '' | 'print' | 'screen' }} what */
  emulateMedia({ colorScheme, media = '' }) {
    const features = colorScheme ? [{ name: 'prefers-color-scheme', value: colorScheme }] : []
    return this.send('Emulation.setEmulatedMedia', { media, features })
  }

  /** A file or a URL, until all of it is loaded. @param {string} place */
  async goto(place) {
    const url = /^[a-z]+:/i.test(place) ? place : pathToFileURL(resolve(place)).href
    const loaded = new Promise((resolve) => (this.loaded = () => resolve(undefined)))
    const { errorText } = await this.send('Page.navigate', { url })
    if (errorText) throw new Error(`${url}: ${errorText}`)
    await loaded
  }

  /** A document in the place of the one that is shown. @param {string} html */
  async setContent(html) {
    const { frameTree } = await this.send('Page.getFrameTree')
    await this.send('Page.setDocumentContent', { frameId: frameTree.frame.id, html })
  }

  /** What a function gives in the page. It sees nothing of this process but what it is given. @param {Function | string} job @param {...any} values */
  async evaluate(job, ...values) {
    const expression = typeof job === 'string' ? job : `(${job})(...${JSON.stringify(values)})`
    const options = { expression, returnByValue: true, awaitPromise: true }
    const { result, exceptionDetails } = await this.send('Runtime.evaluate', options)
    if (exceptionDetails) throw new Error(exceptionDetails.exception?.description ?? exceptionDetails.text)
    return result.value
  }

  /** @param {{ path?: string, whole?: boolean }} [options] the whole page, and not only what is seen */
  async screenshot({ path, whole = false } = {}) {
    const { data } = await this.send('Page.captureScreenshot', { format: 'png', captureBeyondViewport: whole })
    const image = Buffer.from(data, 'base64')
    if (path) writeFileSync(path, image)
    return image
  }

  async close() {
    await this.connection.send('Target.closeTarget', { targetId: this.targetId })
    this.connection.listeners.delete(this.sessionId)
  }
}

class Browser {
  constructor(child, connection, folder) {
    this.child = child
    this.connection = connection
    this.folder = folder
    this.ended = new Promise((resolve) => child.once('exit', resolve))
    // A process that fails leaves nothing behind either.
    this.abandon = () => {
      kill(child)
      remove(folder)
    }
    process.once('exit', this.abandon)
  }

  async newPage() {
    const { targetId } = await this.connection.send('Target.createTarget', { url: 'about:blank' })
    const { sessionId } = await this.connection.send('Target.attachToTarget', { targetId, flatten: true })
    return new Page(this.connection, targetId, sessionId).start()
  }

  async close() {
    this.connection.send('Browser.close').catch(() => {})
    const timer = setTimeout(() => kill(this.child), 5000)
    await this.ended
    clearTimeout(timer)
    this.connection.end('the browser has ended')
    process.removeListener('exit', this.abandon)
    remove(this.folder)
  }
}

/** @param {string} [executable] */
async function launch(executable = findChromium()) {
  if (executable === undefined) throw new Error('There is no Chromium: set CHROMIUM to its path')
  const folder = mkdtempSync(join(tmpdir(), 'chromium-'))
  const child = spawn(
    executable,
    [
      '--headless=new',
      '--no-sandbox',
      '--disable-gpu',
      '--disable-dev-shm-usage',
      '--hide-scrollbars',
      '--no-first-run',
      '--no-default-browser-check',
      '--disable-background-networking',
      '--disable-component-update',
      '--remote-debugging-pipe',
      `--user-data-dir=${folder}`,
    ],
    { stdio: ['ignore', 'ignore', 'ignore', 'pipe', 'pipe'], detached: process.platform !== 'win32' },
  )
  const connection = new Connection(child.stdio[3], child.stdio[4])
  const browser = new Browser(child, connection, folder)
  child.once('error', (error) => connection.end(error.message))
  child.once('exit', (code, signal) => connection.end(`the browser has ended: ${signal ?? code}`))
  try {
    await connection.send('Browser.getVersion')
    return browser
  } catch (error) {
    browser.abandon()
    process.removeListener('exit', browser.abandon)
    throw error
  }
}

module.exports = { findChromium, launch }
