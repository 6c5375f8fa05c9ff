'use strict'
// The half of the client that exists only because the caller is JavaScript. All that has a meaning on the wire is native.

const { OSS: Native } = require('./lib/native.js')
const { complete, identityOf } = require('./lib/options.js')
const { fromNative } = require('./lib/error.js')
const { deliver, settlement } = require('./lib/settle.js')
const { userAgent } = require('./lib/user-agent.js')

/** The native client behind each `OSS`, and the identity it knows. */
const natives = new WeakMap()

/**
 * A client of Alibaba Cloud OSS. As in ali-oss it is a plain function: `new` may be left out, and classes may extend it.
 *
 * @constructor
 * @param {import('./types.js').ClientOptions} options
 * @param {unknown} [ctx]
 */
function OSS(options, ctx) {
  if (!(this instanceof OSS)) return new OSS(options, ctx)
  const completed = complete(options, (settings) => {
    try {
      const native = new Native(settings, userAgent, deliver)
      natives.set(this, { native, identity: identityOf(settings) })
      return native
    } catch (cause) {
      throw fromNative(cause)
    }
  })
  this.options = completed
  this.ctx = ctx
  this.userAgent = userAgent
  this.stsTokenFreshTime = new Date()
}

/** The native client, told of what has changed in `options` since. */
function native(client) {
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

// Native methods throw on bad arguments, and reject with an error that has no JavaScript frames.
// An async method rejects in both cases, and an error made in it knows who awaited it.
const INTERNAL = new Set(['constructor', 'identify', 'endpoint', 'timeout', 'authorizationV4'])
for (const name of Object.getOwnPropertyNames(Native.prototype)) {
  if (INTERNAL.has(name)) continue
  const method = {
    async [name](...args) {
      try {
        return await settlement(native(this)[name](...args))
      } catch (cause) {
        throw fromNative(cause)
      }
    },
  }[name]
  Object.defineProperty(OSS.prototype, name, { value: method, writable: true, configurable: true, enumerable: true })
}

/** @param {string} name */
OSS.prototype.setBucket = function setBucket(name) {
  try {
    Native.checkBucketName(name)
  } catch (cause) {
    throw fromNative(cause)
  }
  this.options.bucket = name
  return this
}

/** @param {string} name */
OSS.prototype.useBucket = function useBucket(name) {
  return this.setBucket(name)
}

OSS.prototype.getBucket = function getBucket() {
  return this.options.bucket
}

module.exports = OSS
module.exports.OSS = OSS
module.exports.default = OSS
