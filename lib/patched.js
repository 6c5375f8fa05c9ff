'use strict'
// `store.request`, where a program has put its own there: tracers wrap it, tests stub it. In ali-oss every call goes through it,
// so here every native call does as soon as it is not ours.

const { OSS: Native } = require('./native.js')
const { answering } = require('./seam.js')

/** Marks our own `request`. */
const OWN = Symbol('own')
/** Under this name, the parameters hold the native call that they stand for. A copy of them holds it too. */
const CALL = Symbol('call')

/** Which operation each native method is, where its name does not say it. */
const OPERATIONS = {
  append: 'AppendObject',
  copy: 'CopyObject',
  delete: 'DeleteObject',
  deleteMulti: 'DeleteMultipleObjects',
  get: 'GetObject',
  getAcl: 'GetObjectAcl',
  getBucketVersions: 'ListObjectVersions',
  getFile: 'GetObject',
  getStream: 'GetObject',
  head: 'HeadObject',
  headToCopy: 'HeadObject',
  initMultipartUpload: 'InitiateMultipartUpload',
  list: 'ListObjects',
  listUploads: 'ListMultipartUploads',
  listV2: 'ListObjectsV2',
  put: 'PutObject',
  putAcl: 'PutObjectAcl',
  restore: 'RestoreObject',
}

/** @param {string} method */
const operationOf = (method) => OPERATIONS[method] ?? method.replace(/^./, (letter) => letter.toUpperCase())

/** @param {any} client whether a program has put its own `request` there */
function isPatched(client) {
  return typeof client.request === 'function' && client.request[OWN] !== true
}

/**
 * What ali-oss would hand to `request` for a native call.
 *
 * @param {any} client
 * @param {string} method
 * @param {any[]} args
 * @param {any} options
 */
function paramsOf(client, method, [first], options) {
  const row = Native.operation(operationOf(method))
  const { headers, additionalHeaders, timeout, ctx } = options ?? {}
  const own = options?.bucket ?? client.options.bucket ?? undefined
  const about = { Service: {}, Bucket: { bucket: typeof first === 'string' ? first : own } }
  const target = about[row.target] ?? { bucket: own, object: first }
  const { method: verb, subres, successStatuses } = row
  const query = first !== null && typeof first === 'object' && !Array.isArray(first) ? { query: first } : {}
  return { method: verb, ...target, subres, headers, additionalHeaders, timeout, ctx, successStatuses, ...query }
}

/**
 * Makes a native call by way of the program's `request`. What that does to the headers is done to the call's; what it answers
 * without asking ours is read as the service's answer.
 *
 * @param {any} client
 * @param {string} method
 * @param {any[]} args
 * @param {any} options
 * @param {(options: any, way?: (native: any) => any) => Promise<any>} run the native call
 */
async function throughRequest(client, method, args, options, run) {
  /** @type {{ result: any } | undefined} */
  let done
  const params = paramsOf(client, method, args, options)
  params[CALL] = async (given) => {
    const result = await run(given.headers === params.headers ? options : { ...options, headers: given.headers })
    done = { result }
    return answerOf(result)
  }
  const answer = await client.request(params)
  if (done) return done.result
  return run(options, (native) => native.through(answering(answer, () => native.bodyWriter())))
}

/** The result of a native call as that of `request`. */
function answerOf({ res, document }) {
  return { data: document ?? res.data, status: res.status, headers: res.headers, res }
}

module.exports = { CALL, OWN, isPatched, throughRequest }
