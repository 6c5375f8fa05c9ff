'use strict'
// Helpers that ali-oss has on its prototype. Programs patch them, and tests stub them: what stands there is used.

const { escaped, isAddress, objectName } = require('./object/name.js')
const { userAgent } = require('./user-agent.js')

/** Parameters that choose something, as a name, a list of names, or with values. */
function parametersOf(subres) {
  if (typeof subres === 'string') return { [subres]: '' }
  if (Array.isArray(subres)) return Object.fromEntries(subres.map((name) => [name, '']))
  return subres
}

/** What of a call's options is a request's: that of ali-oss, and what else is given. @param {any} options */
function common(options) {
  const { additionalHeaders, timeout, ctx, signal, retryMax } = options ?? {}
  const more = Object.entries({ signal, retryMax }).filter(([, value]) => value !== undefined)
  return { additionalHeaders, timeout, ctx, ...Object.fromEntries(more) }
}

const methods = {
  /** A key, without leading slashes. @param {string} name */
  _objectName(name) {
    return objectName(name)
  },

  /** A key as it stands in a path. @param {string} name */
  _escape(name) {
    return escaped(name)
  },

  /**
   * The URL of a request, without a signature.
   *
   * @this {any}
   * @param {{ bucket?: string | null, object?: string, query?: object, subres?: any }} params
   */
  _getReqUrl({ bucket, object, query, subres }) {
    const { cname, endpoint, sldEnable } = this.options
    const inHost = bucket && !cname && !sldEnable && !isAddress(endpoint)
    const host = inHost ? `${bucket}.${endpoint.host}` : endpoint.host
    const path = `${sldEnable && bucket ? `${bucket}/` : ''}${object ? this._escape(object) : ''}`
    const parameters = query || subres ? { ...query, ...parametersOf(subres) } : undefined
    const search = parameters && require('node:querystring').stringify(parameters)
    return `${endpoint.protocol}//${host}/${path}${search ? `?${search}` : ''}`
  },

  /** The URL of an object at the client's endpoint, without a signature. @this {any} @param {string} name */
  _objectUrl(name) {
    return this._getReqUrl({ bucket: this.options.bucket, object: name })
  },

  /** What V1 signs of a path. @this {any} @param {{ bucket?: string, object?: string }} params */
  _getResource({ bucket, object = '' }) {
    const latin1 = (this.options.headerEncoding ?? 'utf-8') !== 'utf-8'
    return `/${bucket ? `${bucket}/` : ''}${latin1 ? Buffer.from(object).toString('latin1') : object}`
  },

  /**
   * What `request` takes, for a request about a bucket.
   *
   * @param {string} method
   * @param {string} bucket
   * @param {any} subres
   * @param {Record<string, any> | null} [options]
   */
  _bucketRequestParams(method, bucket, subres, options) {
    return { method, bucket, subres, headers: options?.headers, ...common(options) }
  },

  /**
   * What `request` takes, for a request about an object.
   *
   * @this {any}
   * @param {string} method
   * @param {string} name
   * @param {Record<string, any> | null} [options]
   */
  _objectRequestParams(method, name, options) {
    const bucket = options?.bucket ?? this.options.bucket
    if (!bucket && !this.options.cname) throw new Error('Please create a bucket first')
    const params = { object: this._objectName(name), bucket, method, subres: options?.subres, ...common(options) }
    return options?.headers ? { ...params, headers: { ...options.headers } } : params
  },

  /** Adds metadata to headers, in place. @param {Record<string, any> | null | undefined} meta @param {Record<string, any>} headers */
  _convertMetaToHeaders(meta, headers) {
    for (const [name, value] of Object.entries(meta ?? {})) headers[`x-oss-meta-${name}`] = value
  },

  /** @param {string} path */
  _statFile(path) {
    return require('node:fs/promises').stat(path)
  },

  /** Deletes a file if it can be. @param {string} path */
  _deleteFileSafe(path) {
    return require('node:fs/promises')
      .unlink(path)
      .catch(() => {})
  },

  /** How the client introduces itself. @this {any} @returns {string} */
  _getUserAgent() {
    return this._checkUserAgent(userAgent)
  },

  /** Headers have no Greek letters, which versions of browsers had. @param {string} text */
  _checkUserAgent(text) {
    return text.replace(/\u03b1/, 'alpha').replace(/\u03b2/, 'beta')
  },
}

/** Whether a program has put its own in the place of a helper. @param {any} client @param {keyof typeof methods} name */
function isPatched(client, name) {
  return client[name] !== methods[name]
}

/** Native calls whose first argument is a key: native code makes of it what the helper does. */
const OF_OBJECTS = new Set([
  'abortMultipartUpload',
  'append',
  'completeMultipartUpload',
  'copy',
  'delete',
  'deleteObjectTagging',
  'get',
  'getAcl',
  'getFile',
  'getObjectMeta',
  'getObjectTagging',
  'getStream',
  'getSymlink',
  'head',
  'initMultipartUpload',
  'listParts',
  'put',
  'putAcl',
  'putObjectTagging',
  'putSymlink',
  'restore',
  'uploadPart',
  'uploadPartCopy',
])

/** The arguments of a native call, its key as a program's own helper makes it. @param {any} client @param {string} method @param {any[]} args */
function named(client, method, args) {
  if (!OF_OBJECTS.has(method) || !isPatched(client, '_objectName')) return args
  return [client._objectName(args[0]), ...args.slice(1)]
}

/** The options of a call, their metadata as a program's own helper writes it. @param {any} client @param {any} options */
function described(client, options) {
  if (!options?.meta || !isPatched(client, '_convertMetaToHeaders')) return options
  const { meta, ...rest } = options
  const headers = { ...rest.headers }
  client._convertMetaToHeaders(meta, headers)
  return { ...rest, headers }
}

module.exports = { described, methods, named, parametersOf }
