'use strict'
// The way from a client to its native half, and back.

const { identityOf, signerOf } = require('./credentials.js')
const { OSS: Native } = require('./native.js')
const { fromNative } = require('./error.js')
const { deliver, settlement } = require('./settle.js')
const { userAgent } = require('./user-agent.js')

/** The native client behind each `OSS`, and the bucket and signer it knows. */
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
  const identity = identityOf(client, settings, adopt)
  const native = translated(() => new Native(settings, userAgent, deliver, identity))
  natives.set(client, { native, bucket: settings.bucket, signer: signerOf(settings, client.stsTokenFreshTime) })
  return native
}

/** The native client, told of what has changed in `options` since. */
function nativeOf(client) {
  const held = natives.get(client)
  if (!held) throw new TypeError('this is not an OSS client')
  const { options, stsTokenFreshTime } = client
  const bucket = options.bucket ?? undefined
  if (bucket !== held.bucket) {
    held.native.chooseBucket(bucket)
    held.bucket = bucket
  }
  const signer = signerOf(options, stsTokenFreshTime)
  if (signer.length !== held.signer.length || signer.some((value, index) => value !== held.signer[index])) {
    held.native.identify(identityOf(client, options, adopt))
    held.signer = signer
  }
  return held.native
}

/** Native code knows the refreshed keys: it asked for them. */
function adopt(client) {
  const held = natives.get(client)
  if (held) held.signer = signerOf(client.options, client.stsTokenFreshTime)
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
    return await settlement(nativeOf(client)[method](...args), client)
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

/** Waits until the client has credentials that are good, for what signs without asking the service. */
function renewed(client) {
  return call(client, 'renew')
}

module.exports = { Native, ask, attach, call, nativeOf, renewed, translated }
