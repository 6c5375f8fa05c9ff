// One object: its bytes, its head, its tags.

import { Refused, ask, bearer, oss, refusal } from '../api.js'
import { encodeQuery, encode, encodeKey, fromHeader, targetOf, toHeader } from '../target.js'
import { T } from '../texts/index.js'
import { childrenOf, parse, textOf, write } from '../xml.js'

/** @typedef {{ bucket: string, key: string, versionId?: string | null }} Place */

const withVersion = ({ bucket, key, versionId }, query = {}) => ({
  bucket,
  key,
  query: { ...query, versionId: versionId || undefined },
})

/** The headers by which an encryption is chosen; none where the bucket's rule is to decide. @param {import('./buckets.js').Encryption} encryption */
export function encryptionHeaders({ method, keyId, data }) {
  if (method === 'none' || method === 'inherit' || !method) return {}
  return {
    'x-oss-server-side-encryption': method,
    ...(method === 'KMS' && keyId && { 'x-oss-server-side-encryption-key-id': keyId }),
    ...(method === 'KMS' && data && { 'x-oss-server-side-data-encryption': data }),
  }
}

/** Stores a file, and tells how far it is: fetch cannot. @param {(done: number) => void} onProgress from 0 to 1 */
export function putObject({ bucket, key }, file, encryption, onProgress) {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest()
    request.open('PUT', '/-/oss/')
    const headers = {
      ...bearer(),
      'x-emulator-target': targetOf(bucket, key),
      'content-type': file.type || 'application/octet-stream',
      ...encryptionHeaders(encryption),
    }
    for (const [name, value] of Object.entries(headers)) request.setRequestHeader(name, value)
    request.upload.onprogress = ({ loaded, total }) => onProgress(total > 0 ? loaded / total : 1)
    request.onerror = () => reject(new Refused({ message: T.errors.unreachable }))
    request.onload = () => {
      if (request.status < 300) return resolve()
      const header = (name) => request.getResponseHeader(name)
      reject(refusal(request.status, header('content-type'), request.responseText, header))
    }
    request.send(file)
  })
}

/** @param {Place} place */
export const download = async (place) => (await oss('GET', withVersion(place))).blob()

/** Some of its bytes. @param {Place} place */
export async function bytesAt(place, offset, length) {
  const headers = { range: `bytes=${offset}-${offset + length - 1}`, 'x-oss-range-behavior': 'standard' }
  const response = await oss('GET', withVersion(place), { headers })
  return new Uint8Array(await response.arrayBuffer()).subarray(0, length)
}

/** @param {Place} place @returns {Promise<[string, string][]>} */
export async function headOf(place) {
  const { headers } = await oss('HEAD', withVersion(place))
  return [...headers].map(([name, value]) => [name, fromHeader(value)])
}

/** @param {Place} place */
export const remove = (place) => oss('DELETE', withVersion(place))

/** @param {Place} place @returns {Promise<{ key: string, value: string }[]>} */
export async function tagsOf(place) {
  const root = parse(await (await oss('GET', withVersion(place, { tagging: '' }))).text()).documentElement
  const tags = childrenOf(childrenOf(root, 'TagSet')[0] ?? root, 'Tag')
  return tags.map((tag) => ({ key: textOf(tag, 'Key'), value: textOf(tag, 'Value') ?? '' }))
}

/** @param {Place} place */
export function setTags(place, tags) {
  const target = withVersion(place, { tagging: '' })
  if (tags.length === 0) return oss('DELETE', target)
  const children = tags.map(({ key, value }) => ['Tag', [['Key', key], ['Value', value]]]) // prettier-ignore
  const body = write(['Tagging', [['TagSet', children]]])
  return oss('PUT', target, { body, headers: { 'content-type': 'application/xml' } })
}

/** Who may read it, where it says so itself: a copy would not. */
async function aclHeaders(place) {
  const root = parse(await (await oss('GET', withVersion(place, { acl: '' }))).text()).documentElement
  const grant = textOf(root, 'AccessControlList', 'Grant')
  return grant && grant !== 'default' ? { 'x-oss-object-acl': grant } : {}
}

/** Puts a copy of a version, encrypted and stored as it is, in the place of the latest. @param {Place} place @param {[string, string][] | null} metadata in place of its own */
export async function copyOnto({ bucket, key, versionId }, metadata = null) {
  const head = Object.fromEntries(await headOf({ bucket, key, versionId }))
  const headers = {
    'x-oss-copy-source': `/${encode(bucket)}/${encodeKey(key)}${encodeQuery({ versionId: versionId || undefined })}`,
    'x-oss-metadata-directive': metadata ? 'REPLACE' : 'COPY',
    ...(await aclHeaders({ bucket, key, versionId })),
    ...(head['x-oss-storage-class'] && { 'x-oss-storage-class': head['x-oss-storage-class'] }),
    ...encryptionHeaders({
      method: head['x-oss-server-side-encryption'],
      keyId: head['x-oss-server-side-encryption-key-id'],
      data: head['x-oss-server-side-data-encryption'],
    }),
  }
  for (const [name, value] of metadata ?? []) headers[name] = toHeader(value)
  return oss('PUT', { bucket, key }, { headers })
}

/** How it lies on the disk, and some of the bytes there. @param {Place} place */
export const sealedOf = ({ bucket, key, versionId }, { segment = 0, offset = 0, length = 0 } = {}) =>
  ask(`/-/sealed${encodeQuery({ bucket, key, versionId: versionId || undefined, segment, offset, length })}`)

/** @param {Place} place @param {number} expires seconds */
export const sign = async ({ bucket, key, versionId }, expires, method = 'GET') =>
  (await ask('/-/sign', { method, bucket, key, expires, ...(versionId && { versionId }) })).url
