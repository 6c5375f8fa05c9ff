'use strict'
// Seeing inside: a tracing channel around every call, and a line for each with NODE_DEBUG=ali-oss.

const { tracingChannel } = require('node:diagnostics_channel')
const { debuglog } = require('node:util')

/**
 * @typedef {object} TraceContext what subscribers of `tracing:ali-oss:request:*` are given
 * @property {string} method of the client, such as `put`
 * @property {string | undefined} bucket
 * @property {string | undefined} name of the object, or of the bucket of calls about buckets
 * @property {number} [status]
 * @property {string} [requestId]
 * @property {number} [attempts] where the call failed
 * @property {unknown} [result]
 * @property {unknown} [error]
 */

const channel = tracingChannel('ali-oss:request')
const { start, end, asyncStart, asyncEnd, error: failed } = channel
const log = debuglog('ali-oss')

/** @param {number} since */
const elapsed = (since) => `${Math.round(performance.now() - since)} ms`

/**
 * Runs a call where it is seen, if anybody looks.
 *
 * @template T
 * @param {any} client
 * @param {string} method
 * @param {any[]} args
 * @param {() => Promise<T>} work
 * @returns {Promise<T>}
 */
function traced(client, method, args, work) {
  const subscribed =
    start.hasSubscribers ||
    end.hasSubscribers ||
    asyncStart.hasSubscribers ||
    asyncEnd.hasSubscribers ||
    failed.hasSubscribers
  if (!subscribed && !log.enabled) return work()
  const name = typeof args[0] === 'string' ? args[0] : undefined
  /** @type {TraceContext} */
  const context = { method, bucket: client.options.bucket ?? undefined, name }
  const seen = () => observed(context, work)
  return subscribed ? channel.tracePromise(seen, context) : seen()
}

/** Notes on the context what became of the call. */
async function observed(context, work) {
  const since = performance.now()
  const what = [context.method, context.bucket, context.name].filter(Boolean).join(' ')
  try {
    const result = await work()
    context.status = result?.res?.status
    context.requestId = result?.res?.headers?.['x-oss-request-id']
    log('%s: %d, %s, request %s', what, context.status, elapsed(since), context.requestId)
    return result
  } catch (/** @type {any} */ error) {
    for (const field of ['status', 'requestId', 'attempts']) context[field] = error?.[field]
    log('%s: failed after %s, %d attempts: %s', what, elapsed(since), error?.attempts ?? 0, error)
    throw error
  }
}

module.exports = { traced }
