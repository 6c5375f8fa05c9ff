// The requests that the server has told of: asked for while somebody looks, and kept for as long as the page is there.

import { ask } from './api.js'

/** So many are kept here; the server keeps no more either. */
const KEPT = 1000
/** A request for more waits so long, in milliseconds. */
const WAIT = 25_000
/** After a failure it waits before it asks again. */
const PAUSE = 2_000

export const log = { entries: /** @type {any[]} */ ([]), last: 0 }

/** Nothing before this counts any more, and the server's numbers may begin anew. */
export function forgetLog() {
  log.entries = []
  log.last = 0
}

/** What has been shown so far is put away. */
export const clearLog = () => (log.entries = [])

async function more(wait, signal) {
  const { last, requests } = await ask(`/-/requests?after=${log.last}&wait=${wait}`, undefined, { signal })
  log.last = Math.max(log.last, last)
  log.entries = [...log.entries, ...requests].slice(-KEPT)
}

/** One of them, asked for if it is not here. @param {number} number */
export async function entryOf(number) {
  const known = log.entries.find((entry) => entry.number === number)
  if (known) return known
  const { requests } = await ask(`/-/requests?after=${number - 1}&wait=0`)
  return requests.find((entry) => entry.number === number) ?? null
}

/**
 * Follows the log until it is told not to.
 *
 * @param {(error: Error | null) => void} onChange when there is more, and when it failed
 * @returns {() => void} ends it
 */
export function followLog(onChange) {
  const ending = new AbortController()
  const follow = async () => {
    for (let wait = 0; !ending.signal.aborted; wait = WAIT) {
      try {
        await more(wait, ending.signal)
        onChange(null)
      } catch (error) {
        if (ending.signal.aborted || error.status === 401) return
        onChange(error)
        await new Promise((resolve) => setTimeout(resolve, PAUSE))
      }
    }
  }
  follow()
  return () => ending.abort()
}
