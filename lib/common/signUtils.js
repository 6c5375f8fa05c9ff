'use strict'
// Signatures in JavaScript, for programs that sign by themselves, as for forms. Requests of the client are signed by native code.

const { createHash, createHmac } = require('node:crypto')
const { withCallback } = require('../callback.js')
const { encodeString } = require('./utils/encodeString.js')
const { lowercaseKeyHeader } = require('./utils/lowercaseKeyHeader.js')

/** Headers that every signature covers. */
const isSigned = (name) => name === 'content-type' || name === 'content-md5' || name.startsWith('x-oss-')

/** @param {string | Buffer} key @param {string} text */
const hmac256 = (key, text) => createHmac('sha256', key).update(text).digest()

const trimmed = (value) => (typeof value === 'string' ? value.trim() : value)

/** The parameters of V4, in order; `null` stands for one without a value. */
function canonicalQuery(queries) {
  const given = Object.entries(queries ?? {}).filter(([, value]) => value !== undefined)
  const pairs = given.map(([name, value]) => [encodeString(name), value === null ? '' : `=${encodeString(value)}`])
  return pairs
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map((pair) => pair.join(''))
    .join('&')
}

// They call one another by their place in `exports`, where programs may put others.

/** @param {string} [cloudBoxId] */
exports.getProduct = function getProduct(cloudBoxId) {
  return cloudBoxId === undefined ? 'oss' : 'oss-cloudbox'
}

/** @param {string} region @param {string} [cloudBoxId] */
exports.getSignRegion = function getSignRegion(region, cloudBoxId) {
  return cloudBoxId === undefined ? region : cloudBoxId
}

/**
 * @param {string} resourcePath
 * @param {string | string[] | Record<string, any>} [parameters] that V1 signs
 */
exports.buildCanonicalizedResource = function buildCanonicalizedResource(resourcePath, parameters) {
  if (typeof parameters === 'string') return parameters.trim() ? `${resourcePath}?${parameters}` : resourcePath
  if (Array.isArray(parameters)) return `${resourcePath}?${[...parameters].sort().join('&')}`
  const given = Object.entries(parameters ?? {}).sort(([a], [b]) => (a < b ? -1 : 1))
  const pairs = given.map(([name, value]) => (value || value === 0 ? `${name}=${value}` : name))
  return pairs.length ? `${resourcePath}?${pairs.join('&')}` : resourcePath
}

/**
 * What V1 signs.
 *
 * @param {string} method
 * @param {string} resourcePath
 * @param {{ headers?: Record<string, any>, parameters?: any }} [request]
 * @param {string} [expires]
 */
exports.buildCanonicalString = function buildCanonicalString(method, resourcePath, request = {}, expires) {
  const headers = lowercaseKeyHeader(request.headers)
  const own = Object.keys(headers).filter((name) => name.startsWith('x-oss-'))
  return [
    method.toUpperCase(),
    headers['content-md5'] || '',
    headers['content-type'],
    expires || headers['x-oss-date'],
    ...own.sort().map((name) => `${name}:${String(headers[name]).trim()}`),
    exports.buildCanonicalizedResource(resourcePath, request.parameters),
  ].join('\n')
}

/**
 * @param {string} accessKeySecret
 * @param {string} canonicalString
 * @param {BufferEncoding} [headerEncoding]
 */
exports.computeSignature = function computeSignature(accessKeySecret, canonicalString, headerEncoding = 'utf-8') {
  return createHmac('sha1', accessKeySecret).update(Buffer.from(canonicalString, headerEncoding)).digest('base64')
}

/**
 * The header of V1.
 *
 * @param {string} accessKeyId
 * @param {string} accessKeySecret
 * @param {string} canonicalString
 * @param {BufferEncoding} [headerEncoding]
 */
exports.authorization = function authorization(accessKeyId, accessKeySecret, canonicalString, headerEncoding) {
  return `OSS ${accessKeyId}:${exports.computeSignature(accessKeySecret, canonicalString, headerEncoding)}`
}

/** Those that V4 does not sign anyway: each once, small, in order. @param {string[]} [additionalHeaders] */
exports.fixAdditionalHeaders = function fixAdditionalHeaders(additionalHeaders) {
  const names = (additionalHeaders ?? []).map((name) => name.toLowerCase())
  return [...new Set(names)].filter((name) => !isSigned(name)).sort()
}

/**
 * @param {string} method
 * @param {{ headers?: Record<string, any>, queries?: Record<string, any> }} request
 * @param {string} [bucketName]
 * @param {string} [objectName]
 * @param {string[]} [additionalHeaders] as `fixAdditionalHeaders` gives them
 */
exports.getCanonicalRequest = function getCanonicalRequest(
  method,
  request,
  bucketName,
  objectName,
  additionalHeaders = [],
) {
  if (objectName && !bucketName) {
    throw Error('Please ensure that bucketName is passed into getCanonicalRequest.')
  }
  const headers = lowercaseKeyHeader(request.headers)
  const missing = additionalHeaders.find((name) => !Object.hasOwn(headers, name))
  if (missing !== undefined) throw Error(`Can't find additional header ${missing} in request headers.`)
  const names = [...new Set([...additionalHeaders, ...Object.keys(headers).filter(isSigned)])].sort()
  return [
    method.toUpperCase(),
    encodeString(`/${bucketName ? `${bucketName}/` : ''}${objectName || ''}`).replaceAll('%2F', '/'),
    canonicalQuery(request.queries),
    names.map((name) => `${name}:${trimmed(headers[name])}\n`).join(''),
    additionalHeaders.join(';'),
    headers['x-oss-content-sha256'] || 'UNSIGNED-PAYLOAD',
  ].join('\n')
}

/**
 * The scope of a V4 signature, behind the key's id where that is given: `x-oss-credential` of signed forms.
 *
 * @param {string} date `yyyymmdd`
 * @param {string} region such as `cn-hangzhou`
 * @param {string} [accessKeyId]
 * @param {string} [product]
 */
exports.getCredential = function getCredential(date, region, accessKeyId, product = 'oss') {
  const scope = `${date}/${region}/${product}/aliyun_v4_request`
  return accessKeyId ? `${accessKeyId}/${scope}` : scope
}

/**
 * @param {string} region
 * @param {string} date `yyyymmddThhmmssZ`
 * @param {string} canonicalRequest
 * @param {string} [product]
 */
exports.getStringToSign = function getStringToSign(region, date, canonicalRequest, product = 'oss') {
  const scope = exports.getCredential(date.split('T')[0], region, undefined, product)
  const digest = createHash('sha256').update(canonicalRequest).digest('hex')
  return ['OSS4-HMAC-SHA256', date, scope, digest].join('\n')
}

/**
 * @param {string} accessKeySecret
 * @param {string} date `yyyymmdd`
 * @param {string} region
 * @param {string} stringToSign or the policy of a form, in base64
 * @param {string} [product]
 */
exports.getSignatureV4 = function getSignatureV4(accessKeySecret, date, region, stringToSign, product = 'oss') {
  const scope = [date, region, product, 'aliyun_v4_request']
  const key = scope.reduce(hmac256, /** @type {string | Buffer} */ (`aliyun_v4${accessKeySecret}`))
  return hmac256(key, stringToSign).toString('hex')
}

/**
 * The header of V4.
 *
 * @param {string} accessKeyId
 * @param {string} accessKeySecret
 * @param {string} region
 * @param {string} method
 * @param {{ headers: Record<string, any>, queries?: Record<string, any> }} request
 * @param {string} [bucketName]
 * @param {string} [objectName]
 * @param {string[]} [additionalHeaders]
 * @param {BufferEncoding} [headerEncoding]
 * @param {string} [cloudBoxId]
 */
exports.authorizationV4 = function authorizationV4(
  accessKeyId,
  accessKeySecret,
  region,
  method,
  { headers, queries },
  bucketName,
  objectName,
  additionalHeaders,
  headerEncoding = 'utf-8',
  cloudBoxId,
) {
  const product = exports.getProduct(cloudBoxId)
  const additional = exports.fixAdditionalHeaders(additionalHeaders)
  const read = (value) => (typeof value === 'string' ? Buffer.from(value, headerEncoding).toString() : value)
  const request = {
    headers: Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, read(value)])),
    queries,
  }
  const date = request.headers['x-oss-date'] || queries?.['x-oss-date']
  const canonical = exports.getCanonicalRequest(method, request, bucketName, objectName, additional)
  const text = exports.getStringToSign(region, date, canonical, product)
  const [day] = date.split('T')
  const signature = exports.getSignatureV4(accessKeySecret, day, region, text, product)
  const credential = exports.getCredential(day, region, accessKeyId, product)
  const named = additional.length ? `AdditionalHeaders=${additional.join(';')},` : ''
  return `OSS4-HMAC-SHA256 Credential=${credential},${named}Signature=${signature}`
}

/**
 * The signature of a V1 URL, and the parameters that it has besides.
 *
 * @param {string} accessKeySecret
 * @param {Record<string, any> | undefined} options those of `signatureUrl`
 * @param {string} resource
 * @param {number | string} expires
 * @param {BufferEncoding} [headerEncoding]
 */
exports._signatureForURL = function _signatureForURL(accessKeySecret, options = {}, resource, expires, headerEncoding) {
  const { subResource: own, process, trafficLimit, response, callback } = options
  const subResource = { ...own }
  if (process) subResource['x-oss-process'] = process
  if (trafficLimit) subResource['x-oss-traffic-limit'] = trafficLimit
  for (const [name, value] of Object.entries(response ?? {})) subResource[`response-${name.toLowerCase()}`] = value
  if (Object.hasOwn(options, 'security-token')) subResource['security-token'] = options['security-token']
  const asked = withCallback({}, callback)
  for (const name of ['callback', 'callback-var'])
    if (asked[`x-oss-${name}`]) subResource[name] = asked[`x-oss-${name}`]
  const among = Object.entries(options).filter(([name]) => /^(x-oss-|content-md5|content-type)/i.test(name))
  const request = { headers: Object.fromEntries(among), parameters: subResource }
  const text = exports.buildCanonicalString(options.method, resource, request, String(expires))
  return { Signature: exports.computeSignature(accessKeySecret, text, headerEncoding), subResource }
}

require('../sign-hook.js').watch(exports)
