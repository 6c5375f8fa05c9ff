// Where in the page somebody is: `#/objects/BUCKET/KEY?versionId=…`. A name is encoded segment by segment, so that all of them can be told.

import { encodeKey, encodeQuery, encode } from './target.js'

/** @typedef {{ page: string, path: string, name: string, rest: string, query: Record<string, string> }} Route */

/** @param {string} hash @returns {Route} */
export function parseRoute(hash) {
  const text = hash.replace(/^#/, '')
  const at = text.indexOf('?')
  const path = at < 0 ? text : text.slice(0, at)
  const query = Object.fromEntries(new URLSearchParams(at < 0 ? '' : text.slice(at)))
  try {
    const [, page = '', name = '', ...rest] = path.split('/').map(decodeURIComponent)
    return { page: page || 'buckets', path, name, rest: rest.join('/'), query }
  } catch {
    return { page: 'unknown', path, name: '', rest: '', query }
  }
}

/** The address of a place. */
export function linkTo(page, name = undefined, rest = undefined, query = {}) {
  const path = [page, ...(name === undefined ? [] : [encode(name)]), ...(rest === undefined ? [] : [encodeKey(rest)])]
  return `#/${path.join('/')}${encodeQuery(query)}`
}

/** Goes on under another query, without a step in the history. */
export function replaceQuery(route, query) {
  const kept = Object.fromEntries(Object.entries(query).filter(([, value]) => value !== ''))
  history.replaceState(null, '', `#${route.path}${encodeQuery(kept)}`)
  dispatchEvent(new HashChangeEvent('hashchange'))
}

/** @param {string} link as {@link linkTo} makes it */
export const go = (link) => (location.hash = link)
