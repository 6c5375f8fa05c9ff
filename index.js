'use strict'
// The half of the client that exists only because the caller is JavaScript. All that has a meaning on the wire is native.

const { Native, attach, call, translated } = require('./lib/call.js')
const { OSSError } = require('./lib/error.js')
const { complete } = require('./lib/options.js')
const urllib = require('./lib/urllib.js')
const helpers = require('./lib/helpers.js')

/**
 * A client of Alibaba Cloud OSS. As in ali-oss it is a plain function: `new` may be left out, and classes may extend it.
 *
 * @constructor
 * @param {import('./types.js').ClientOptions} options
 * @param {unknown} [ctx]
 */
function OSS(options, ctx) {
  if (!(this instanceof OSS)) return new OSS(options, ctx)
  this.stsTokenFreshTime = new Date()
  this.userAgent = /** @type {any} */ (this)._getUserAgent()
  this.options = complete(options, (settings, given) => attach(this, settings, given))
  showAgents(this)
  this.urllib = this.options.urllib ?? urllib
  this.ctx = ctx
}

/** Agents that were given are found where ali-oss has them. They are not printed with the client: they may hold keys. */
function showAgents(client) {
  for (const name of ['agent', 'httpsAgent']) {
    const agent = client.options[name]
    if (!agent) continue
    const set = (value) => Object.defineProperty(client, name, { value, writable: true })
    Object.defineProperty(client, name, { get: () => agent, set, configurable: true })
  }
}

/** Gives the class methods that can be replaced, as in ali-oss. */
function define(methods) {
  for (const [name, value] of Object.entries(methods)) {
    Object.defineProperty(OSS.prototype, name, { value, writable: true, configurable: true, enumerable: true })
  }
}

/** Native methods that are complete as they are, and how many arguments they have before their options. */
const NATIVE = {
  delete: 1,
  deleteBucket: 1,
  deleteBucketEncryption: 1,
  deleteObjectTagging: 1,
  getBucketEncryption: 1,
  getBucketInfo: 1,
  getBucketLocation: 1,
  getBucketStat: 1,
  getBucketVersioning: 1,
  getObjectMeta: 1,
  getObjectTagging: 1,
  getSymlink: 1,
  head: 1,
  listBuckets: 1,
  putBucket: 1,
  // The rule is part of the options.
  putBucketEncryption: 1,
  putBucketVersioning: 2,
}
for (const [name, count] of Object.entries(NATIVE)) {
  define({
    async [name](...args) {
      const options = args[count]
      // Those that are missing are `undefined`.
      args.length = count
      return await call(this, name, args, options)
    },
  })
}

define({
  /** @param {string} name */
  setBucket(name) {
    translated(() => Native.checkBucketName(name))
    this.options.bucket = name
    return this
  },

  /** @param {string} name */
  useBucket(name) {
    return this.setBucket(name)
  },

  getBucket() {
    return this.options.bucket
  },
})
define(require('./lib/object/put.js'))
define(require('./lib/object/get.js'))
define(require('./lib/object/delete.js'))
define(require('./lib/object/list.js'))
define(require('./lib/request.js').methods)
define(require('./lib/deferred.js'))
define(helpers.methods)

/** A class that is loaded when it is first asked for. @param {string} name @param {() => any} load */
function defer(name, load) {
  const set = (value) =>
    Object.defineProperty(OSS, name, { value, writable: true, configurable: true, enumerable: true })
  const get = () => {
    const loaded = load()
    set(loaded)
    return loaded
  }
  Object.defineProperty(OSS, name, { get, set, configurable: true, enumerable: true })
}

module.exports = OSS
module.exports.OSSError = OSSError
module.exports.OSS = OSS
module.exports.default = OSS
defer('STS', () => require('./lib/sts.js').STS)
defer('ClusterClient', () => require('./lib/cluster.js')(OSS))
defer('EncryptionClient', () => require('./lib/client-encryption/index.js').encryptionClient(OSS))
defer('ImageClient', () => require('./lib/image.js')(OSS))
// Never reached: it tells Node which names there are for who imports `lib/client` as a module.
if (typeof OSS !== 'function')
  module.exports.STS =
    module.exports.ClusterClient =
    module.exports.EncryptionClient =
    module.exports.ImageClient =
      undefined
/** Options complete, for several clients that share them. @param {import('./types.js').ClientOptions} options */
module.exports.initOptions = (options) => new OSS(options).options
