'use strict'
// What becomes of calls that meet trouble, and which of it is none of the client's fault.

const OSS = require('../..')

/** What trouble is called when it gets through: the network's, and the service's own. */
const EXCUSED = new Set([
  'ConnectionTimeoutError',
  'InconsistentCrc64',
  'InternalError',
  'MalformedResponse',
  'RequestError',
  'RequestTimeTooSkewed',
  'ResponseError',
  'ResponseTimeoutError',
  // Of a stream, which can be sent only once.
  'SecurityTokenExpired',
  'ServiceUnavailable',
  'TooManyRequests',
  'TotalTimeoutError',
  // A refusal whose document was replaced.
  'UnknownError',
])

/**
 * A name for the failure of a call, and whether it is one that trouble explains.
 *
 * @param {any} error
 * @param {AbortSignal | undefined} signal the call's own
 */
function outcomeOf(error, signal) {
  if (signal?.aborted && error === signal.reason) return { outcome: 'called off', excused: true }
  const outcome = String(error?.code ?? error?.name ?? error)
  return { outcome, excused: error instanceof OSS.OSSError && EXCUSED.has(outcome) }
}

/** How often each kind of call ended in each way. */
class Tally {
  /** @type {Map<string, Map<string, number>>} */
  #counts = new Map()

  count(kind, outcome) {
    const row = this.#counts.get(kind) ?? new Map()
    this.#counts.set(kind, row.set(outcome, (row.get(outcome) ?? 0) + 1))
  }

  get settled() {
    return [...this.#counts.values()].flatMap((row) => [...row.values()]).reduce((sum, count) => sum + count, 0)
  }

  /** One line for each kind. */
  lines() {
    return [...this.#counts].sort().map(([kind, row]) => {
      const ways = [...row].sort(([, a], [, b]) => b - a).map(([outcome, count]) => `${outcome} ${count}`)
      return `${kind.padEnd(14)} ${ways.join(', ')}`
    })
  }
}

module.exports = { Tally, outcomeOf }
