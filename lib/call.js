'use strict'
// The way from a client to its native half, and back.

const { OSS: Native } = require('./native.js')
const { identityOf } = require('./options.js')
const { fromNative } = require('./error.js')
const { deliver, settlement } = require('./settle.js')
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

/** Makes the native half of a client. */
function attach(client, settings) {
  const native = translated(() => new Native(settings, userAgent, deliver))
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
  }
  return held.native
}

/**
 * Calls a native method that asks the service. Native methods throw on bad arguments, and reject with an error that has
 * no JavaScript frames; an async function rejects in both cases, and an error made in it knows who awaited it.
 *
 * @param {object} client
 * @param {string} method
 * @param {any[]} args
 */
async function call(client, method, ...args) {
  try {
    return await settlement(nativeOf(client)[method](...args))
  } catch (cause) {
    throw fromNative(cause)
  }
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
