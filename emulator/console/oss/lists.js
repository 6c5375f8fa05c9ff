// What is in a bucket. Names come encoded, so that those that XML cannot carry arrive too.

import { oss } from '../api.js'
import { childrenOf, parse, textOf } from '../xml.js'

/** So many lines of a table. */
const PAGE = 100

const decoded = (text) => decodeURIComponent((text ?? '').replaceAll('+', '%20'))

const prefixesOf = (root) => childrenOf(root, 'CommonPrefixes').map((one) => decoded(textOf(one, 'Prefix')))

const described = (node) => ({
  key: decoded(textOf(node, 'Key')),
  size: Number(textOf(node, 'Size') ?? 0),
  modified: textOf(node, 'LastModified'),
  storageClass: textOf(node, 'StorageClass'),
  versionId: textOf(node, 'VersionId'),
  latest: textOf(node, 'IsLatest') !== 'false',
  marker: node.localName === 'DeleteMarker',
})

async function documentFor(bucket, query) {
  const given = Object.fromEntries(Object.entries(query).filter(([, value]) => value))
  const response = await oss('GET', { bucket, query: { ...given, 'encoding-type': 'url', 'max-keys': PAGE } })
  return parse(await response.text()).documentElement
}

/** Objects and folders below a prefix; `next` is where the list goes on, if it does. */
export async function listObjects(bucket, prefix, from) {
  const root = await documentFor(bucket, { 'list-type': '2', prefix, delimiter: '/', 'continuation-token': from })
  return {
    prefixes: prefixesOf(root),
    objects: childrenOf(root, 'Contents').map(described),
    next: textOf(root, 'NextContinuationToken') || null,
  }
}

/** All versions below a prefix; with `delimiter` `''` through its folders too. `from` is a `next`. */
export async function listVersions(bucket, prefix, from, delimiter = '/') {
  const asked = { versions: '', prefix, delimiter, 'key-marker': from?.key, 'version-id-marker': from?.version }
  const given = Object.fromEntries(Object.entries(asked).filter(([name, value]) => value || name === 'versions'))
  const response = await oss('GET', { bucket, query: { ...given, 'encoding-type': 'url', 'max-keys': PAGE } })
  const root = parse(await response.text()).documentElement
  const key = decoded(textOf(root, 'NextKeyMarker'))
  return {
    prefixes: prefixesOf(root),
    objects: [...root.children].filter(({ localName }) => ['Version', 'DeleteMarker'].includes(localName)).map(described), // prettier-ignore
    next: textOf(root, 'IsTruncated') === 'true' && key ? { key, version: textOf(root, 'NextVersionIdMarker') } : null,
  }
}

/** The versions of one object, the latest first. */
export async function versionsOf(bucket, key) {
  const found = []
  for (let from = null; ;) {
    const page = await listVersions(bucket, key, from, '')
    const own = page.objects.filter((one) => one.key === key)
    found.push(...own)
    // A key stands before all that begin with it.
    if (!page.next || own.length < page.objects.length) return found
    from = page.next
  }
}
