'use strict'
// The way from a client to its native half, and back.

const { identityOf, isSigner, signerOf } = require('./credentials.js')
const { OSS: Native } = require('./native.js')
const { fromNative } = require('./error.js')
const { inHeaderEncoding } = require('./headers.js')
const { described, named } = require('./helpers.js')
const { judgeOf } = require('./judge.js')
const { isPatched, throughRequest } = require('./patched.js')
const { signsItself } = require('./sign-hook.js')
const { MOVED, watching } = require('./progress.js')
const { isReplaced, seamOf } = require('./seam.js')
const { response } = require('./response.js')
const { deliver, settlement, stoppable } = require('./settle.js')
const { traced } = require('./trace.js')

Native.makeResponses(response)

/** Whether the loop is Node's own: Bun, Deno and Electron have others behind the same names. */
const HAS_LOOP =
  process.release.name === 'node' && !['bun', 'deno', 'electron'].some((name) => name in process.versions)

/** The native client behind each `OSS`, what it knows, and how another is made. */
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
 * The native client that makes requests as `store.urllib.request` does, where a program has put its own there, or signs by itself.
 *
 * @param {any} client
 * @param {{ native: any, seam?: any }} held
 */
function wayOf(client, held) {
  if (!isReplaced(client) && !signsItself()) return held.native
  held.seam ??= held.native.through(seamOf(client, () => held.native.bodyWriter()))
  return held.seam
}

/** Makes the native half of a client. */
function attach(client, settings, given) {
  const judge = judgeOf(given.requestErrorRetryHandle)
  if (HAS_LOOP) translated(() => Native.withinLoop(deliver))
  const make = (options, changed) => {
    const identity = identityOf(client, options, adopt)
    const { userAgent } = client
    const native = translated(() => new Native({ ...settings, ...changed }, userAgent, deliver, identity, judge))
    const signer = signerOf(options, client.stsTokenFreshTime)
    const { sldEnable = Boolean(settings.sldEnable), endpoint = new URL(native.endpoint).href } = changed
    natives.set(client, { native, bucket: settings.bucket, signer, sldEnable, endpoint, userAgent, make })
    return native
  }
  return make(settings, {})
}

/** What is known of a client. Where requests go otherwise now, another native half takes the place of the one there is. */
function heldOf(client) {
  const held = natives.get(client)
  if (!held) throw new TypeError('this is not an OSS client')
  const { options, userAgent } = client
  const sldEnable = Boolean(options.sldEnable)
  const endpoint = options.endpoint?.href ?? held.endpoint
  const same = sldEnable === held.sldEnable && endpoint === held.endpoint && userAgent === held.userAgent
  if (!same) held.make(options, { sldEnable, endpoint })
  return natives.get(client)
}

/** The native client, told of what has changed in `options` since. */
function nativeOf(client) {
  const held = heldOf(client)
  const { options, stsTokenFreshTime } = client
  const bucket = options.bucket ?? undefined
  if (bucket !== held.bucket) {
    held.native.chooseBucket(bucket)
    held.bucket = bucket
    held.seam = undefined
  }
  if (!isSigner(held.signer, options, stsTokenFreshTime)) {
    held.native.identify(identityOf(client, options, adopt))
    held.signer = signerOf(options, stsTokenFreshTime)
    held.seam = undefined
  }
  return wayOf(client, held)
}

/** Native code knows the refreshed keys: it asked for them. */
function adopt(client) {
  const held = natives.get(client)
  if (held) held.signer = signerOf(client.options, client.stsTokenFreshTime)
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
  args = named(client, method, args)
  options = described(client, options)
  return traced(client, method, args, () => {
    if (!isPatched(client)) return send(client, method, args, options)
    const run = (given, way) => send(client, method, args, given, way)
    return throughRequest(client, method, args, options, run)
  })
}

/**
 * Native methods throw on bad arguments, and reject with what has no JavaScript frames; an async function rejects in both
 * cases, and an error made in it knows who awaited it.
 *
 * @param {any} client
 * @param {string} method
 * @param {any[]} args
 * @param {any} [options]
 * @param {(native: any) => any} [way] another transport than the client's
 */
async function send(client, method, args, options, way = (native) => native) {
  const signal = signalOf(options)
  const moved = options?.[MOVED]
  const native = translated(() => way(nativeOf(client)))
  /** @type {(() => void) | undefined} */
  let unwatch
  const begin = () => {
    const ticket = native[method](...args, withTraceparent(client, moved ? watched(options) : options))
    if (moved) unwatch = watching(() => native.moved(ticket), moved)
    return ticket
  }
  try {
    const stop = (ticket) => native.stop(ticket)
    return inHeaderEncoding(
      client,
      await (signal ? stoppable(begin, signal, stop, client) : settlement(begin(), client)),
    )
  } catch (cause) {
    throw signal?.aborted && cause === signal.reason ? cause : fromNative(cause)
  } finally {
    unwatch?.()
  }
}

/** What may stop a call, if it has not yet. */
function signalOf(options) {
  const signal = options?.signal ?? undefined
  if (signal === undefined) return undefined
  if (typeof signal.throwIfAborted !== 'function' || typeof signal.addEventListener !== 'function') {
    throw new TypeError('signal must be an AbortSignal')
  }
  signal.throwIfAborted()
  return signal
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

/**
 * What a native method does that is no call of a program's: no signal, no tracing, no other transport.
 *
 * @param {any} client
 * @param {(native: any) => number | null} begin gives the ticket; null where there is nothing to wait for
 */
async function settled(client, begin) {
  try {
    const ticket = begin(nativeOf(client))
    return ticket === null ? undefined : await settlement(ticket, client)
  } catch (cause) {
    throw fromNative(cause)
  }
}

/** Waits until the client has credentials that are good, for what signs without asking the service. */
const renewed = (client) => settled(client, (native) => native.renew())

module.exports = { Native, ask, attach, call, nativeOf, renewed, send, settled, translated }
