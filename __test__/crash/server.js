'use strict'
// A server in a process of its own, which can be killed at any moment and started again over the same folder.

const { spawn } = require('node:child_process')
const { once } = require('node:events')
const http = require('node:http')
const { text } = require('node:stream/consumers')
const OSS = require('../..')

const CLI = require.resolve('../../emulator/cli.js')
const BUCKETS = ['plain', 'ruled', 'versioned']

class Server {
  /** @type {import('node:child_process').ChildProcess | undefined} */
  child
  endpoint = ''
  said = ''
  /** Of each bucket. @type {Map<string, any>} */
  clients = new Map()

  /** @param {string} folder */
  constructor(folder) {
    this.folder = folder
  }

  /**
   * Starts it, and resolves when it listens. Rejects with what it says where it does not start; `refused` tells then
   * that it ended by itself, in good order.
   */
  async start() {
    const buckets = BUCKETS.flatMap((bucket) => ['--bucket', bucket])
    const child = spawn(process.execPath, [CLI, '--dir', this.folder, '--port', '0', ...buckets], {
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    this.child = child
    this.said = ''
    this.clients.clear()
    child.stderr.on('data', (text) => (this.said += text))
    this.ended = new Promise((resolve) => child.once('close', (code, signal) => resolve({ code, signal })))
    const printed = new Promise((resolve) => child.stdout.once('data', (text) => resolve(String(text))))
    const first = await Promise.race([printed, this.ended])
    if (typeof first === 'string') {
      this.endpoint = /OSS_ENDPOINT=(\S+)/.exec(first)?.[1] ?? ''
      return this
    }
    const refused = first.code === 1 && this.said.startsWith('oss-emulator: ')
    throw Object.assign(new Error(`the server has not started: ${this.said || first.signal}`), { refused })
  }

  /** Begins to start, and does not wait. Killed then, it is in the middle of it. */
  startAndKill(milliseconds) {
    const child = spawn(process.execPath, [CLI, '--dir', this.folder, '--port', '0'], { stdio: 'ignore' })
    const ended = new Promise((resolve) => child.once('close', resolve))
    setTimeout(() => child.kill('SIGKILL'), milliseconds)
    return ended
  }

  /** Whether it runs. */
  get alive() {
    const { exitCode, signalCode } = this.child ?? {}
    return exitCode === null && signalCode === null
  }

  /** As if the power were gone, but for what the system has taken over. */
  async kill() {
    this.child?.kill('SIGKILL')
    await this.ended
  }

  /** @param {string} bucket */
  client(bucket) {
    const known = this.clients.get(bucket)
    if (known) return known
    const [accessKeyId, accessKeySecret] = ['emulator', 'emulator-secret']
    const { endpoint } = this
    const client = new OSS({
      endpoint,
      region: 'oss-cn-hangzhou',
      accessKeyId,
      accessKeySecret,
      bucket,
      timeout: 20_000,
    })
    this.clients.set(bucket, client)
    return client
  }

  /**
   * Tells it what to do with its keys. By a socket of its own, which keeps this process alive until there is an answer: the
   * connections that `fetch` keeps do not always, when their server is killed.
   */
  async keys(action) {
    const request = http.request(new URL('/-/kms', this.endpoint), {
      method: 'POST',
      agent: false,
      auth: 'emulator:emulator-secret',
      headers: { 'content-type': 'application/json' },
    })
    request.end(JSON.stringify(action))
    const [response] = await once(request, 'response')
    const said = await text(response)
    if (response.statusCode >= 300) throw Object.assign(new Error(said), { status: response.statusCode })
  }
}

module.exports = { BUCKETS, Server }
