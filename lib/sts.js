'use strict'
// `OSS.STS`: temporary credentials of a role, as ali-oss asks for them.

const { STS: Native } = require('./native.js')
const { fromNative } = require('./error.js')
const { networkOf } = require('./network/settings.js')
const { silent } = require('./options.js')
const { policyText } = require('./policy.js')
const { deliver, settlement } = require('./settle.js')

/** @type {any} */
let native

/**
 * The service that gives out temporary credentials. `new` may be left out.
 *
 * @constructor
 * @param {any} options
 */
function STS(options) {
  if (!(this instanceof STS)) return new /** @type {any} */ (STS)(options)
  if (!options || !options.accessKeyId || !options.accessKeySecret) {
    throw new Error('require accessKeyId, accessKeySecret')
  }
  this.options = { endpoint: 'https://sts.aliyuncs.com', timeout: '60s' }
  for (const [name, value] of Object.entries(options)) {
    if (value !== undefined) this.options[name] = value
  }
  silent(this.options)
}

/**
 * @this {any}
 * @param {string} role
 * @param {string | object | null} [policy] narrows what the role allows
 * @param {number} [expiration] seconds
 * @param {string} [session]
 * @param {{ timeout?: any } | null} [options]
 */
async function assumeRole(role, policy, expiration, session, options) {
  const { accessKeyId, accessKeySecret, stsToken, endpoint, timeout } = this.options
  const request = {
    keys: { accessKeyId, accessKeySecret, stsToken },
    roleArn: String(role ?? ''),
    policy: policy ? policyText(policy) : undefined,
    seconds: Number(expiration) || 3600,
    session: session || 'app',
    endpoint,
    timeout: options?.timeout || timeout,
    network: networkOf(this.options),
  }
  native ??= new Native(deliver)
  let res
  try {
    res = await settlement(native.assumeRole(request))
  } catch (cause) {
    throw unreached(cause, endpoint)
  }
  if (res.status < 200 || res.status > 299) throw refusal(res)
  return { res, credentials: credentialsOf(res) }
}
STS.prototype.assumeRole = assumeRole

/** The code is the system's, where it has one. */
function unreached(cause, endpoint) {
  const error = fromNative({ ...cause, message: `${cause.message}, POST ${endpoint}` })
  error.code = /\bE[A-Z]{4,}\b/.exec(error.message)?.[0] ?? error.name
  return error
}

/** Credentials out of an answer. What it quotes could be a secret, so an error does not. */
function credentialsOf({ status, data }) {
  let answer
  try {
    answer = JSON.parse(data.toString())
  } catch {
    // It has no credentials.
  }
  if (answer?.Credentials) return answer.Credentials
  const error = new Error('STS answered something that is not a document with credentials')
  throw Object.assign(error, {
    name: 'MalformedResponseError',
    code: 'MalformedResponse',
    status,
    params: { method: 'POST' },
  })
}

function refusal({ status, data }) {
  const text = data.toString()
  const fields = /** @type {Record<string, any>} */ ({ status, params: { method: 'POST' } })
  try {
    const { Code: code, Message: message, RequestId: requestId } = JSON.parse(text) ?? {}
    return Object.assign(new Error(`${code}: ${message}`), fields, { code, requestId })
  } catch {
    return Object.assign(new Error(`UnknownError: ${text}`), fields)
  }
}

module.exports = { STS }
