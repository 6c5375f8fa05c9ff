'use strict'
// A local OSS in this process.

const { Faults } = require('./lib/faults.js')
const { Inventory } = require('./lib/inventory.js')
const { loadAddon } = require('./lib/load.js')
const { seed } = require('./lib/seed.js')
const { Sts } = require('./lib/sts.js')
const { waitFor } = require('./lib/wait.js')
const native = loadAddon('oss-emulator', () => require('./native.js'))

const REGION = 'cn-hangzhou'
const ACCOUNT = { accessKeyId: 'emulator', accessKeySecret: 'emulator-secret' }

/** Servers that run. They must not be collected while only their address is in use. */
const running = new Set()

/** @typedef {import('./index.js').EmulatorOptions} EmulatorOptions */

/** The keys of a server. Each call is a request as the server takes it at `/-/kms`. */
class Kms {
  #native

  /** @hidden */
  constructor(native) {
    this.#native = native
  }

  async #ask(request) {
    return JSON.parse(await this.#native.kms(JSON.stringify(request)))
  }

  create({ keyId, alias, origin } = {}) {
    return this.#ask({ action: 'create', keyId, alias, origin })
  }

  list() {
    return this.#ask({ action: 'list' })
  }

  disable(keyId) {
    return this.#ask({ action: 'disable', keyId })
  }

  enable(keyId) {
    return this.#ask({ action: 'enable', keyId })
  }

  scheduleDeletion(keyId, days) {
    return this.#ask({ action: 'schedule-deletion', keyId, days })
  }

  cancelDeletion(keyId) {
    return this.#ask({ action: 'cancel-deletion', keyId })
  }

  async rotate(keyId) {
    await this.#ask({ action: 'rotate', keyId })
  }
}

/** What a server held at one moment. */
class Snapshot {
  #native

  /** @hidden */
  constructor(native) {
    this.#native = native
  }

  /** @hidden */
  static nativeOf(snapshot) {
    return snapshot.#native
  }
}

class Emulator {
  #native
  #account

  /** @hidden */
  constructor(started, { host, region, accounts, buckets, tls }) {
    this.#native = started
    this.#account = accounts[0]
    this.port = started.port
    this.ca = started.authority ?? undefined
    this.url = `${tls ? 'https' : 'http'}://${host.includes(':') ? `[${host}]` : host}:${started.port}`
    this.region = region
    this.bucket = buckets[0]
    this.kms = new Kms(started)
    this.faults = new Faults(started)
    this.sts = new Sts(started)
    this.inventory = new Inventory(started)
    running.add(this)
  }

  clientOptions(overrides = {}) {
    const { accessKeyId, accessKeySecret, stsToken } = this.#account
    const options = { endpoint: this.url, region: `oss-${this.region}`, accessKeyId, accessKeySecret }
    if (stsToken) options.stsToken = stsToken
    if (this.bucket) options.bucket = this.bucket
    return { ...options, ...overrides }
  }

  environment() {
    const { accessKeyId, accessKeySecret, stsToken } = this.#account
    return {
      OSS_ENDPOINT: this.url,
      OSS_REGION: `oss-${this.region}`,
      OSS_ACCESS_KEY_ID: accessKeyId,
      OSS_ACCESS_KEY_SECRET: accessKeySecret,
      ...(stsToken && { OSS_SESSION_TOKEN: stsToken }),
    }
  }

  async proxyEnvironment() {
    const variables = Object.entries(await this.#native.proxyEnvironment())
    return Object.fromEntries(variables.map(([name, value]) => [name, value ?? undefined]))
  }

  async consoleUrl() {
    return `${this.url}/-/console/#code=${await this.#native.consoleCode()}`
  }

  requests() {
    return this.#native.requests()
  }

  waitFor(predicate, options) {
    return waitFor(this.#native, predicate, options)
  }

  connections() {
    return this.#native.connections()
  }

  seed(what, options) {
    const { contentTypeOf } = native
    return seed({ request: (...words) => this.#native.request(...words), contentTypeOf }, what, {
      bucket: this.bucket,
      ...options,
    })
  }

  reset() {
    return this.#native.reset()
  }

  rememberStart() {
    return this.#native.rememberStart()
  }

  async snapshot() {
    return new Snapshot(await this.#native.snapshot())
  }

  restore(snapshot) {
    if (!(snapshot instanceof Snapshot)) throw new TypeError('restore takes what snapshot() gave')
    return this.#native.restore(Snapshot.nativeOf(snapshot))
  }

  setClockOffset(milliseconds) {
    this.#native.setClockOffset(milliseconds)
  }

  async stop() {
    await this.#native.stop()
    running.delete(this)
  }
}

// Node 20 lacks the symbol; `await using` in later versions finds it.
if (Symbol.asyncDispose) Emulator.prototype[Symbol.asyncDispose] = Emulator.prototype.stop

/** @param {EmulatorOptions['tls']} tls */
function tlsOf(tls) {
  if (!tls) return undefined
  const { names = [], cert, key } = /** @type {any} */ (tls === true ? {} : tls)
  return { names, cert: cert?.toString(), key: key?.toString() }
}

/** @param {EmulatorOptions} [options] */
async function startEmulator(options = {}) {
  for (const name of /** @type {const} */ (['maxConnections', 'writeTimeout'])) {
    const value = options[name]
    if (value !== undefined && !(Number.isInteger(value) && value > 0 && value < 2 ** 31)) {
      throw new RangeError(`${name} must be a positive whole number, not ${value}`)
    }
  }
  const settings = {
    host: options.host ?? '127.0.0.1',
    port: options.port ?? 0,
    dir: options.dir,
    durability: options.durability,
    region: (options.region ?? REGION).replace(/^oss-/, ''),
    accounts: options.accounts?.length ? options.accounts : [ACCOUNT],
    buckets: options.buckets ?? [],
    hosts: options.hosts ?? [],
    cnames: options.cnames ?? {},
    tls: tlsOf(options.tls),
    clockOffset: options.clockOffset ?? 0,
    restoreDelay: options.restoreDelay,
    writeTimeout: options.writeTimeout,
    maxConnections: options.maxConnections,
    proxy: options.proxy,
  }
  const listen = settings.host.includes(':') ? `[${settings.host}]` : settings.host
  return new Emulator(await native.start({ ...settings, host: listen }), settings)
}

module.exports = { startEmulator, Emulator }
