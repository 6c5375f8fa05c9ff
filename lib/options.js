'use strict'
// A client's options: completed from the environment and by ali-oss's defaults, readable, live, and silent about secrets.

const { constants } = require('node:buffer')
const { networkOf } = require('./network/settings.js')

/** Options that a variable of the environment stands in for, as the official command-line tools name them. */
const VARIABLES = {
  endpoint: 'OSS_ENDPOINT',
  region: 'OSS_REGION',
  accessKeyId: 'OSS_ACCESS_KEY_ID',
  accessKeySecret: 'OSS_ACCESS_KEY_SECRET',
  stsToken: 'OSS_SESSION_TOKEN',
}

const DEFAULTS = {
  region: 'oss-cn-hangzhou',
  internal: false,
  timeout: 60000,
  bucket: null,
  endpoint: null,
  cname: false,
  isRequestPay: false,
  sldEnable: false,
  headerEncoding: 'utf-8',
  refreshSTSToken: null,
  refreshSTSTokenInterval: 300000,
  retryMax: 2,
}

const TEXTS = ['accessKeyId', 'accessKeySecret', 'stsToken', 'bucket', 'region', 'cloudBoxId']
const FLAGS = ['internal', 'secure', 'cname', 'sldEnable', 'isRequestPay', 'authorizationV4']
/** What holds a secret, or may: a proxy its password, an agent a key. */
const SECRETS = ['accessKeySecret', 'stsToken', 'credentials', 'proxy', 'agent', 'httpsAgent']
/** What `credentials` take the place of. */
const KEYS = ['accessKeyId', 'accessKeySecret', 'stsToken']

/**
 * Completes options. `make` is given what the native client takes, checks it, and returns it.
 *
 * @param {Record<string, any> | null | undefined} options
 * @param {(settings: Record<string, any>, given: Record<string, any>) => { endpoint: string, timeout: number, authorizationV4: boolean }} make
 */
function complete(options, make) {
  const given = fromEnvironment(options)
  const settings = settingsOf(given)
  const native = make(settings, given)
  const inited = Boolean(options && options.inited)
  // Options that were completed before are shared, as in ali-oss: who changes them changes them for every client.
  const completed = inited ? options : { ...DEFAULTS, ...given }
  for (const name of KEYS) {
    if (typeof completed[name] === 'string') completed[name] = completed[name].trim()
  }
  // Said outright, so that a client made of these options signs alike, although the region now has its default.
  completed.authorizationV4 = native.authorizationV4
  if (typeof completed.timeout !== 'object') completed.timeout = native.timeout
  completed.endpoint = urlOf(native.endpoint)
  completed.secure ??= completed.endpoint.protocol === 'https:'
  completed.inited = true
  return silent(completed)
}

/** The options with what the environment adds; the caller's object is not changed. */
function fromEnvironment(options) {
  const given = { ...options }
  for (const [name, variable] of Object.entries(VARIABLES)) {
    if (KEYS.includes(name) && given.credentials) continue
    if (given[name] === undefined && process.env[variable]) given[name] = process.env[variable]
  }
  return given
}

/** How many bytes an object may have that is read into memory. What is larger is hardly meant to be there. */
const MEMORY_LIMIT = 4 * 1024 ** 3

/** Options that the native client takes as they are. */
const AS_GIVEN = [
  'sse',
  'requireEncryption',
  'crc64',
  'retryMax',
  'credentials',
  'refreshSTSToken',
  'refreshSTSTokenInterval',
]

/** A limit in bytes, or that of the runtime: a `Buffer` cannot be larger. @param {number} limit */
function withinBuffers(limit) {
  return Math.min(limit, constants.MAX_LENGTH)
}

/** What the native client takes. A default region is not told: only a region that was given is signed for. */
function settingsOf(given) {
  const settings = { amendTimeSkewed: given.amendTimeSkewed || undefined, timeout: given.timeout || undefined }
  for (const name of TEXTS) {
    const value = given[name]
    if (value === undefined || value === null) continue
    if (typeof value !== 'string') throw new TypeError(`${name} must be a string`)
    settings[name] = name === 'region' || name === 'bucket' ? value : value.trim()
  }
  for (const name of FLAGS) {
    if (given[name] !== undefined && given[name] !== null) settings[name] = Boolean(given[name])
  }
  for (const name of AS_GIVEN) {
    if (given[name] !== undefined && given[name] !== null) settings[name] = given[name]
  }
  settings.memoryLimit = withinBuffers(given.memoryLimit ?? MEMORY_LIMIT)
  settings.refreshSTSTokenInterval ??= DEFAULTS.refreshSTSTokenInterval
  const { endpoint } = given
  if (endpoint) settings.endpoint = typeof endpoint === 'string' ? endpoint : String(endpoint.href || endpoint.host)
  else if (!('region' in given)) settings.region = DEFAULTS.region
  settings.network = networkOf(given)
  return settings
}

const HOST = /^[\w.:[\]-]+$/

/** A URL that also has `format`, which programs call on what ali-oss puts here. */
function urlOf(text) {
  const url = new URL(text)
  Object.defineProperty(url, 'format', { value: () => url.href })
  // What is no host, a URL would pass over, or write otherwise.
  for (const name of /** @type {const} */ (['host', 'hostname'])) {
    const { get, set } = /** @type {any} */ (Object.getOwnPropertyDescriptor(URL.prototype, name))
    const checked = (value) => {
      if (!HOST.test(value)) throw new Error('The endpoint must be conform to the specifications')
      set.call(url, value)
    }
    Object.defineProperty(url, name, { get: () => get.call(url), set: checked, configurable: true })
  }
  return url
}

/** Makes secrets accessors: they can be read, set and copied, but printing shows only that they are there. */
function silent(options) {
  for (const name of SECRETS) hide(options, name, options[name])
  const redacted = () => Object.fromEntries(Object.entries(options).filter(([name]) => !SECRETS.includes(name)))
  Object.defineProperty(options, 'toJSON', { value: redacted, configurable: true })
  return options
}

/** A secret that is not there yet may be set later, and must not be printed then either. */
function hide(options, name, secret) {
  Object.defineProperty(options, name, {
    get: () => secret,
    set: (value) => {
      hide(options, name, value)
    },
    enumerable: secret !== undefined,
    configurable: true,
  })
}

module.exports = { MEMORY_LIMIT, complete, silent, withinBuffers }
