'use strict'
// Signing by a program's own functions: where it puts others in the place of those of `lib/common/signUtils`, to watch or to change
// how V4 signs, they do it, as in ali-oss. Else native code does.

const signUtils = require('./common/signUtils.js')
const { getStandardRegion } = require('./common/utils/getStandardRegion.js')
const { isAddress } = require('./object/name.js')

/**
 * The bucket and the key that a request is about, from where it goes.
 *
 * @param {any} client
 * @param {URL} url
 * @param {string} [named] its header `Host`
 */
function resourceOf({ options }, url, named = url.host) {
  const { endpoint, cname, sldEnable, bucket, region } = options
  const path = decodeURIComponent(url.pathname.slice(1))
  if (sldEnable) {
    const [first, ...rest] = path.split('/')
    return { bucket: first || undefined, key: rest.join('/') }
  }
  // An address has no room for the bucket; it stands in the header.
  const host = isAddress(endpoint) ? named : url.host
  const [first] = host.split('.')
  const ofService = host === endpoint.host || first.replace(/-internal$/, '') === region
  return { bucket: cname ? bucket : ofService ? undefined : first, key: path }
}

/**
 * The header of a request that native code has signed with V4, signed anew; that of V1 as it is.
 *
 * @param {any} client
 * @param {{ url: string, method: string, headers: Record<string, string> }} asked
 */
function resigned(client, { url, method, headers }) {
  const { authorization, ...rest } = headers
  if (!authorization?.startsWith('OSS4')) return authorization
  const place = new URL(url)
  const { bucket, key } = resourceOf(client, place, headers.host)
  const pairs = Array.from(place.searchParams, ([name, value]) => [name, value === '' ? null : value])
  const additional = /AdditionalHeaders=([^,]*),/.exec(authorization)?.[1].split(';')
  const request = { headers: rest, queries: Object.fromEntries(pairs) }
  return client.authorizationV4(method, request, bucket, key, additional)
}

/**
 * A URL signed with V4.
 *
 * @param {any} client
 * @param {string} method
 * @param {number} expires
 * @param {{ headers?: Record<string, any>, queries: Record<string, any> }} request
 * @param {string | undefined} key
 * @param {string[]} [additionalHeaders]
 */
function presigned(client, method, expires, { headers = {}, queries: own }, key, additionalHeaders) {
  const { bucket, cloudBoxId, region, accessKeyId, accessKeySecret, stsToken } = client.options
  const product = signUtils.getProduct(cloudBoxId)
  const signed = signUtils.getSignRegion(getStandardRegion(region), cloudBoxId)
  const date = new Date().toISOString().replace(/[-:]|\.\d+/g, '')
  const [day] = date.split('T')
  const additional = signUtils.fixAdditionalHeaders(additionalHeaders)
  const queries = {
    ...own,
    ...(additional.length > 0 && { 'x-oss-additional-headers': additional.join(';') }),
    'x-oss-credential': signUtils.getCredential(day, signed, accessKeyId, product),
    'x-oss-date': date,
    'x-oss-expires': expires,
    'x-oss-signature-version': 'OSS4-HMAC-SHA256',
    ...(stsToken && { 'x-oss-security-token': stsToken }),
  }
  const canonical = signUtils.getCanonicalRequest(method, { headers, queries }, bucket, key, additional)
  const text = signUtils.getStringToSign(signed, date, canonical, product)
  const signature = signUtils.getSignatureV4(accessKeySecret, day, signed, text, product)
  return client._getReqUrl({ bucket, object: key, query: { ...queries, 'x-oss-signature': signature } })
}

module.exports = { presigned, resigned }
