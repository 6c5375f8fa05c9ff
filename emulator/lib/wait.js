'use strict'
// Waits for a request that is like this.

/** A question to the server waits so long; then it is asked again. */
const TURN = 1_000
/** So many requests are named when none was the one. */
const NAMED = 5

/**
 * The first request, of those that are remembered or come, for which `predicate` says so.
 *
 * @param {any} native
 * @param {(request: any) => unknown} predicate
 * @param {{ timeout?: number, signal?: AbortSignal }} [options]
 */
async function waitFor(native, predicate, { timeout = 5_000, signal } = {}) {
  const until = performance.now() + timeout
  const seen = []
  for (let last = 0; ; ) {
    signal?.throwIfAborted()
    const left = until - performance.now()
    const requests = await native.requestsAfter(last, Math.max(0, Math.min(TURN, left)))
    for (const request of requests) {
      if (await predicate(request)) return request
      last = request.number
      seen.push(`${request.method} ${request.target} (${request.status})`)
    }
    if (requests.length === 0 && left <= 0) throw new Error(complaint(timeout, seen))
  }
}

function complaint(timeout, seen) {
  const of = seen.length === 0 ? 'there was none' : `the last of ${seen.length} were:\n  ${seen.slice(-NAMED).join('\n  ')}`
  return `no such request came within ${timeout} ms; ${of}`
}

module.exports = { waitFor }
