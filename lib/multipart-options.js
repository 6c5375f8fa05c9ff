'use strict'
// A multipart upload is many requests and has one set of options. This says which of them goes where.

const { withoutHeaders } = require('./headers.js')

/** Under this name the options of a completion carry the checksum that the object is to have. */
const CRC64 = Symbol('crc64')

/** What the upload itself acts on, and no request takes. */
const OF_THE_UPLOAD = ['progress', 'checkpoint', 'parallel', 'partSize', 'copyheaders', 'signal']
/** What describes the object, and is said once, when the upload is initiated. */
const OF_THE_OBJECT = ['meta', 'mime', 'sse']
/** What one request or another sets for itself. */
const OF_ONE_REQUEST = ['contentLength', 'method', 'subres', 'versionId', 'position']

const OBJECT_HEADERS = new Set([
  'cache-control',
  'content-disposition',
  'content-encoding',
  'content-language',
  'content-length',
  'content-md5',
  'content-type',
  'expires',
  'x-oss-storage-class',
  'x-oss-tagging',
])
// The service refuses a part or a completion that names an encryption (InvalidArgument, EC 0005-00000002).
const OBJECT_PREFIXES = ['x-oss-meta-', 'x-oss-server-side-']
/** What the service acts on when the object comes into being, which a part does not do. */
const COMPLETION_HEADERS = new Set([
  'x-oss-callback',
  'x-oss-callback-var',
  'x-oss-complete-all',
  'x-oss-forbid-overwrite',
  'x-oss-object-acl',
])

/** @param {string} name */
function describesObject(name) {
  return OBJECT_HEADERS.has(name) || OBJECT_PREFIXES.some((prefix) => name.startsWith(prefix))
}

/**
 * @param {Record<string, unknown>} options
 * @param {string[]} names
 * @returns {Record<string, any>}
 */
function without(options, names) {
  return Object.fromEntries(Object.entries(options).filter(([name]) => !names.includes(name)))
}

/** @param {Record<string, any>} options @param {AbortSignal} signal */
function putOptions(options, signal) {
  return { ...without(options, OF_THE_UPLOAD), signal }
}

/** @param {Record<string, any>} options @param {AbortSignal} signal */
function initiateOptions(options, signal) {
  return { ...without(options, [...OF_THE_UPLOAD, ...OF_ONE_REQUEST, 'callback']), signal }
}

/** @param {Record<string, any>} options @param {AbortSignal} [signal] */
function partOptions(options, signal = options.signal) {
  const kept = without(options, [...OF_THE_UPLOAD, ...OF_THE_OBJECT, ...OF_ONE_REQUEST, 'callback'])
  const headers = withoutHeaders(options.headers, (name) => describesObject(name) || COMPLETION_HEADERS.has(name))
  return { ...kept, headers, signal }
}

/** @param {Record<string, any>} options @param {AbortSignal} signal */
function completeOptions(options, signal) {
  const kept = without(options, [...OF_THE_UPLOAD, ...OF_THE_OBJECT, ...OF_ONE_REQUEST])
  return { ...kept, headers: withoutHeaders(options.headers, describesObject), signal }
}

/**
 * Of requests that store nothing, and so have nothing that could be encrypted.
 *
 * @param {Record<string, any>} options
 * @param {AbortSignal} signal
 */
function askOptions(options, signal) {
  return without(partOptions(options, signal), ['requireEncryption', 'crc64'])
}

module.exports = { CRC64, askOptions, completeOptions, initiateOptions, partOptions, putOptions }
