'use strict'
// URLs of objects, with and without a signature, and signed forms.

const { ask, renewed } = require('../call.js')
const { withCallback } = require('../callback.js')
const { hasHeader } = require('../headers.js')
const { signsItself } = require('../sign-hook.js')
const { policyText } = require('../policy.js')
const { escaped, isAddress, objectName } = require('./name.js')

/** How long a URL is valid unless it is said, in seconds. */
const VALID = 1800
/** The service refuses longer ones that are signed with V4: a week. */
const LONGEST_V4 = 604_800

/** @param {unknown} expires */
function secondsV4(expires) {
  const seconds = Number(expires)
  if (seconds >= 1 && seconds <= LONGEST_V4) return seconds
  throw new TypeError(`expires must be a number of seconds from 1 to ${LONGEST_V4}, not ${String(expires)}`)
}

/** A domain of one's own is no address. @param {any} options */
function checkName({ cname, endpoint }) {
  if (cname && isAddress(endpoint)) throw new Error('can not get the object URL when endpoint is IP')
}

/** The bucket where it stands in the path of a URL: whoever uses the URL of an address cannot name it in a `Host` header. */
function bucketInPath({ endpoint, cname, bucket }) {
  return bucket && !cname && isAddress(endpoint) ? `${bucket}/` : ''
}

function under(baseUrl, name) {
  return `${baseUrl}${baseUrl.endsWith('/') ? '' : '/'}${escaped(objectName(name))}`
}

/** Headers among the options of `signatureUrl`: whoever uses the URL must send them. */
function headersAmong(options) {
  const named = Object.entries(options).filter(([name]) => /^(x-oss-|content-md5|content-type)/i.test(name))
  return { ...options.headers, ...Object.fromEntries(named) }
}

/** Whether the options of `signatureUrl` say nothing but how long and for which method. @param {Record<string, any>} options */
function isPlainUrl(options) {
  for (const name in options) if (name !== 'expires' && name !== 'method') return false
  return true
}

/** Parameters of a URL; `null` stands for one without a value, as in ali-oss. */
function bare(parameters) {
  const all = Object.entries(parameters ?? {})
  return Object.fromEntries(all.map(([name, value]) => [name, value === null ? '' : value]))
}

/**
 * What the options of `signatureUrl` add to the URL.
 *
 * @param {Record<string, any>} options
 */
function parametersOf({ subResource, process, trafficLimit, response, callback }) {
  const parameters = bare(subResource)
  if (process) parameters['x-oss-process'] = process
  if (trafficLimit) parameters['x-oss-traffic-limit'] = trafficLimit
  for (const [name, value] of Object.entries(response ?? {})) parameters[`response-${name.toLowerCase()}`] = value
  const { 'x-oss-callback': url, 'x-oss-callback-var': variables } = withCallback({}, callback)
  if (url) parameters.callback = url
  if (variables) parameters['callback-var'] = variables
  return parameters
}

const isPlain = (value) => Object.prototype.toString.call(value) === '[object Object]'

/** The form fields that say how the object is encrypted. */
function encryptionFields(sse) {
  if (!sse) return {}
  const fields = { 'x-oss-server-side-encryption': sse.algorithm }
  if (sse.keyId) fields['x-oss-server-side-encryption-key-id'] = sse.keyId
  if (sse.dataEncryption) fields['x-oss-server-side-data-encryption'] = sse.dataEncryption
  return fields
}

const methods = {
  /**
   * A URL without the bucket, unless the endpoint is an address, as in ali-oss; see `generateObjectUrl`.
   *
   * @this {any}
   * @param {string} name
   * @param {string} [baseUrl]
   */
  getObjectUrl(name, baseUrl) {
    if (!baseUrl) checkName(this.options)
    return under(baseUrl || `${this.options.endpoint.format()}${bucketInPath(this.options)}`, name)
  },

  /**
   * @this {any}
   * @param {string} name
   * @param {string} [baseUrl]
   */
  generateObjectUrl(name, baseUrl) {
    if (!baseUrl) checkName(this.options)
    const { endpoint, bucket } = this.options
    const place = isAddress(endpoint) ? `${endpoint.host}/${bucketInPath(this.options)}` : `${bucket}.${endpoint.host}/`
    return under(baseUrl || `${endpoint.protocol}//${place}`, name)
  },

  /**
   * A URL signed with V1.
   *
   * @this {any}
   * @param {string} name
   * @param {Record<string, any> | null} [options]
   * @param {boolean} [strictObjectNameValidation]
   */
  signatureUrl(name, options, strictObjectNameValidation = true) {
    if (strictObjectNameValidation && /^\?/.test(name)) throw new Error(`Invalid object name ${name}`)
    checkName(this.options)
    const given = options ?? {}
    if (isPlainUrl(given)) {
      const seconds = Number(given.expires) || VALID
      return ask(this, 'presignPlain', 1, given.method || 'GET', objectName(name), seconds)
    }
    const wanted = { method: given.method || 'GET', key: objectName(name), query: parametersOf(given) }
    const { sse } = given
    return ask(this, 'presignV1', wanted, Number(given.expires) || VALID, { headers: headersAmong(given), sse })
  },

  /**
   * A URL signed with V1.
   *
   * @this {any}
   * @param {string} name
   * @param {Record<string, any> | null} [options]
   * @param {boolean} [strictObjectNameValidation]
   */
  async asyncSignatureUrl(name, options, strictObjectNameValidation = true) {
    await renewed(this)
    return this.signatureUrl(name, options, strictObjectNameValidation)
  },

  /**
   * A URL signed with V4.
   *
   * @this {any}
   * @param {string} method
   * @param {number} expires seconds
   * @param {{ headers?: Record<string, any>, queries?: Record<string, any>, sse?: any } | null} [request]
   * @param {string} [objectName_]
   * @param {string[]} [additionalHeaders]
   */
  async signatureUrlV4(method, expires, request, objectName_, additionalHeaders) {
    const { headers, queries, sse } = request ?? {}
    const missing = additionalHeaders?.find((name) => !hasHeader(headers, String(name).toLowerCase()))
    if (missing !== undefined) throw new Error(`Can't find additional header ${missing} in request headers.`)
    const key = objectName_ === undefined || objectName_ === null ? undefined : objectName(objectName_)
    // A V4 signature is over the bucket, wherever the URL has it.
    if (key && !this.options.bucket) {
      throw new Error('Please ensure that bucketName is passed into getCanonicalRequest.')
    }
    const wanted = { method, key: key || undefined, query: bare(queries) }
    await renewed(this)
    const seconds = secondsV4(expires)
    if (signsItself()) {
      const { presigned } = require('../own-signing.js')
      return presigned(this, method, seconds, { headers, queries: queries ?? {} }, key, additionalHeaders)
    }
    if (key && !request && !additionalHeaders) return ask(this, 'presignPlain', 4, method, key, seconds)
    return ask(this, 'presignV4', wanted, seconds, { headers, additionalHeaders, sse })
  },

  /**
   * The fields that sign a form with V1. Where an encryption is chosen, it becomes a condition of the policy, and a field.
   *
   * @this {any}
   * @param {string | Record<string, any>} policy
   * @param {{ sse?: any }} [options]
   */
  calculatePostSignature(policy, options) {
    if (!isPlain(policy) && typeof policy !== 'string') throw new Error('policy must be JSON string or Object')
    let text
    try {
      text = policyText(policy)
    } catch (cause) {
      throw new Error('policy must be JSON string or Object', { cause })
    }
    const fields = encryptionFields(chosen(this, options?.sse))
    if (Object.keys(fields).length > 0) {
      const given = JSON.parse(text)
      if (!isPlain(given)) throw new Error('policy must be JSON string or Object')
      const conditions = Object.entries(fields).map(([name, value]) => ({ [name]: value }))
      text = JSON.stringify({ ...given, conditions: [...(given.conditions ?? []), ...conditions] })
    }
    const encoded = Buffer.from(text).toString('base64')
    return { ...ask(this, 'signPolicyV1', encoded), policy: encoded, ...fields }
  },

  /**
   * The V4 signature of a form's policy.
   *
   * @this {any}
   * @param {string | Record<string, any>} policy
   * @param {Date} [date] now, if it is not said
   */
  signPostObjectPolicyV4(policy, date) {
    const encoded = Buffer.from(policyText(policy)).toString('base64')
    const time = new Date(date || Date.now()).getTime()
    if (Number.isNaN(time)) throw new TypeError('Invalid date')
    return ask(this, 'signPolicyV4', encoded, Math.floor(time / 1000))
  },
}

/** The encryption of a call, checked. */
function chosen(client, sse) {
  const choice = sse === undefined || sse === null ? client.options.sse : sse
  if (choice) ask(client, 'checkSse', choice)
  return choice
}

module.exports = methods
