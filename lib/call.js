'use strict'
// The way from a client to its native half, and back.

const { OSS: Native } = require('./native.js')
const { identityOf } = require('./options.js')
const { fromNative } = require('./error.js')
const { judgeOf } = require('./judge.js')
const { MOVED, watching } = require('./progress.js')
const { isReplaced, seamOf } = require('./seam.js')
const { deliver, settlement, stoppable } = require('./settle.js')
const { traced } = require('./trace.js')
const { userAgent } = require('./user-agent.js')

/** The native client behind each `OSS`, and the identity it knows. */
const natives = new WeakMap()

/** Runs what may throw a native error. */
function translated(work) {
  try {
    return work()
  } catch (cause) {
    throw fromNative(cause)
  }
}

/**
 * The native client that makes requests as `store.urllib.request` does, where a program has put its own there.
 *
 * @param {any} client
 * @param {{ native: any, seam?: any }} held
 */
function wayOf(client, held) {
  if (!isReplaced(client)) return held.native
  held.seam ??= held.native.through(seamOf(client, () => held.native.bodyWriter()))
  return held.seam
}

/** Makes the native half of a client. */
function attach(client, settings, given) {
  const judge = judgeOf(given.requestErrorRetryHandle)
  const native = translated(() => new Native(settings, userAgent, deliver, judge))
  natives.set(client, { native, identity: identityOf(settings) })
  return native
}

/** The native client, told of what has changed in `options` since. */
function nativeOf(client) {
  const held = natives.get(client)
  if (!held) throw new TypeError('this is not an OSS client')
  const identity = identityOf(client.options)
  if (identity.some((value, index) => value !== held.identity[index])) {
    const [accessKeyId, accessKeySecret, stsToken, bucket] = identity
    held.native.identify({ accessKeyId, accessKeySecret, stsToken, bucket })
    held.identity = identity
    held.seam = undefined
  }
  return wayOf(client, held)
}

/**
 * Calls a native method that asks the service.
 *
 * @param {any} client
 * @param {string} method
 * @param {any[]} args
 * @param {any} [options] the call's own, among them `signal`
 */
function call(client, method, args, options) {
  return traced(client, method, args, () => send(client, method, args, options))
}

/**
 * Native methods throw on bad arguments, and reject with what has no JavaScript frames; an async function rejects in both
 * cases, and an error made in it knows who awaited it.
 */
async function send(client, method, args, options) {
  const signal = options?.signal ?? undefined
  signal?.throwIfAborted()
  const moved = options?.[MOVED]
  const native = translated(() => nativeOf(client))
  const ticket = translated(() => native[method](...args, withTraceparent(client, moved ? watched(options) : options)))
  const unwatch = moved && watching(() => native.moved(ticket), moved)
  try {
    return await (signal ? stoppable(ticket, signal, () => native.stop(ticket)) : settlement(ticket))
  } catch (cause) {
    throw signal?.aborted && cause === signal.reason ? cause : fromNative(cause)
  } finally {
    unwatch?.()
  }
}

const watched = (options) => ({ ...options, watched: true })

/** The options with the header of distributed tracing, where the client is to pass it on. */
function withTraceparent(client, options) {
  const { traceparent } = client.options
  const value = typeof traceparent === 'function' ? traceparent() : traceparent
  return value ? { ...options, headers: { traceparent: value, ...options?.headers } } : options
}

/**
 * Calls a native method that answers at once.
 *
 * @param {object} client
 * @param {string} method
 * @param {any[]} args
 */
function ask(client, method, ...args) {
  return translated(() => nativeOf(client)[method](...args))
}

module.exports = { Native, ask, attach, call, nativeOf, translated }
