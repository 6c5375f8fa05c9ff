'use strict'
// Who signs: keys among the options, a function of the program, or a source that native code knows by name.

const { refresher } = require('./refresh.js')
const { keysFrom } = require('./keys.js')

const ROLE = {
  roleArn: 'string',
  roleSessionName: 'string',
  durationSeconds: 'number',
  policy: 'policy',
  stsEndpoint: 'string',
}

/** The sources, and the types of their settings. */
const SOURCES = {
  default: {},
  environment: {},
  profile: { profile: 'string', file: 'string' },
  'ecs-ram-role': { roleName: 'string', disableIMDSv1: 'boolean', endpoint: 'string' },
  oidc: { ...ROLE, oidcProviderArn: 'string', oidcTokenFilePath: 'string' },
  process: { command: 'command', timeout: 'number' },
  uri: { uri: 'string' },
  'assume-role': { ...ROLE, externalId: 'string', source: 'source' },
}
const KEYS = { accessKeyId: 'string', accessKeySecret: 'string', stsToken: 'string' }

/** A setting as native code takes it, or undefined where it is not of its type. */
const TYPES = {
  string: (value) => (typeof value === 'string' ? value : undefined),
  number: (value) => (Number.isFinite(value) && value >= 0 ? value : undefined),
  boolean: (value) => (typeof value === 'boolean' ? value : undefined),
  policy: (value) =>
    typeof value === 'string' ? value : value.constructor === Object ? JSON.stringify(value) : undefined,
  command: (value) => {
    const words = Array.isArray(value) && value.length > 0 && value.every((word) => typeof word === 'string')
    return words || typeof value === 'string' ? value : undefined
  },
  source: (value, path) => sourceOf(value, path),
}
const WORDS = { command: 'a string or an array of strings', policy: 'JSON or an object' }

/**
 * A source as native code takes it. An error never quotes a value, which may be a secret.
 *
 * @param {any} option
 * @param {string} [path] how an error calls it
 */
function sourceOf(option, path = 'credentials') {
  if (typeof option === 'function') return asker(option)
  const given = typeof option === 'string' ? { type: option } : option
  if (given === null || typeof given !== 'object') throw new TypeError(`${path} must be a source or a function`)
  const { type, ...settings } = given
  const keys = type === undefined && path !== 'credentials'
  if (!keys && !Object.hasOwn(SOURCES, String(type))) {
    throw new TypeError(`${path}.type must be one of ${Object.keys(SOURCES).join(', ')}`)
  }
  const known = keys ? KEYS : SOURCES[type]
  const source = keys ? {} : { type }
  for (const [name, value] of Object.entries(settings)) {
    if (!Object.hasOwn(known, name)) throw new TypeError(`${path}.${name} means nothing to ${keys ? 'keys' : type}`)
    if (value === undefined || value === null) continue
    source[name] = TYPES[known[name]](value, `${path}.${name}`)
    if (source[name] === undefined)
      throw new TypeError(`${path}.${name} must be ${WORDS[known[name]] ?? `a ${known[name]}`}`)
  }
  if (type === 'assume-role' && !source.roleArn && !process.env.ALIBABA_CLOUD_ROLE_ARN) {
    throw new TypeError(`${path}.roleArn must be a string`)
  }
  if (type === 'process' && !source.command) throw new TypeError(`${path}.command must be ${WORDS.command}`)
  return source
}

/** A function of the program, whose answer is checked. */
function asker(ask) {
  return async () => keysFrom(await ask(), 'credentials')
}

/** What the machine says about itself; native code does not ask the process. */
function machine() {
  const variables = Object.entries(process.env).filter(([name]) => /^(ALIBABA_CLOUD|OSS)_/.test(name))
  let home
  try {
    home = require('node:os').homedir()
  } catch {
    // A user without a folder has no files there.
  }
  return { environment: Object.fromEntries(variables), home }
}

/** What of a client decides who signs; where it has changed, native code is told. */
function signerOf(options, freshTime) {
  if (given(options.credentials)) return [options.credentials]
  const { accessKeyId, accessKeySecret, stsToken } = options
  if (!refreshes(options)) return [accessKeyId, accessKeySecret, stsToken ?? undefined]
  return [accessKeyId, accessKeySecret, stsToken, options.refreshSTSTokenInterval, Number(freshTime)]
}

/** Whether that is still so. Asked at every call, it makes no list. @param {any[]} signer @param {any} options @param {Date} freshTime */
function isSigner(signer, options, freshTime) {
  const { credentials, accessKeyId, accessKeySecret, stsToken } = options
  if (given(credentials)) return signer.length === 1 && signer[0] === credentials
  if (signer.length === 1 || signer[0] !== accessKeyId || signer[1] !== accessKeySecret) return false
  if (!refreshes(options)) return signer.length === 3 && signer[2] === (stsToken ?? undefined)
  return signer[2] === stsToken && signer[3] === options.refreshSTSTokenInterval && signer[4] === Number(freshTime)
}

/** As in ali-oss: only a token is refreshed. */
function refreshes(options) {
  return Boolean(options.stsToken) && typeof options.refreshSTSToken === 'function'
}

const given = (value) => value !== undefined && value !== null

/**
 * Who signs, as native code takes it.
 *
 * @param {any} client
 * @param {Record<string, any>} options
 * @param {(client: any) => void} adopted called when refreshed keys have been put into the options
 */
function identityOf(client, options, adopted) {
  const { accessKeyId, accessKeySecret, stsToken, credentials } = options
  if (given(credentials)) {
    if (accessKeyId || accessKeySecret) throw new TypeError('options must have keys or credentials, not both')
    return { source: sourceOf(credentials), ...machine() }
  }
  const keys = { accessKeyId, accessKeySecret, stsToken: stsToken ?? undefined }
  if (!refreshes(options)) return { keys }
  const { refreshSTSTokenInterval: interval } = options
  return {
    keys,
    source: refresher(client, adopted),
    interval: Number.isFinite(interval) ? interval : undefined,
    age: Date.now() - Number(client.stsTokenFreshTime),
  }
}

module.exports = { identityOf, isSigner, signerOf }
