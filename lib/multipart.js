'use strict'
// Uploads in parts, of files of known size. Each request is a method of the client, looked up when it is made.

const { createReadStream } = require('node:fs')
const { isUint8Array } = require('node:util/types')
const { isPath, isReadable } = require('./body.js')
const { bufferOf, steady } = require('./bytes.js')
const { asTask, checkGoing, methods: cancelling } = require('./cancel.js')
const { changed, checkUnchanged } = require('./checkpoint.js')
const { SEALER, SIZES } = require('./client-encryption/sealer.js')
const { initiateOptions, partOptions } = require('./multipart-options.js')
const { methods: copying } = require('./multipart-copy.js')
const { uploadStream } = require('./multipart-stream.js')
const { fileSize, isFile, mimeOf, partData, wholeOf } = require('./part-source.js')
const { createStream, partOf } = require('./part-streams.js')
const { MIN_PART_SIZE, checkPartSize, inParallel, numbered, partSizeFor, rangesOf, without } = require('./parts.js')
const { putWhole } = require('./put-whole.js')
const { isReplaced } = require('./replaced.js')
const { Transfer, combined } = require('./transfer.js')

/**
 * @typedef {object} Natives what the native half does for it
 * @property {import('./transfer.js').CombineCrc64} [combineCrc64]
 * @property {(bytes: Uint8Array) => string} [crc64] of bytes, decimal
 * @property {(client: any, path: string, signal: AbortSignal) => Promise<import('./request-body.js').FileBody>} [fileBody] what a file
 *   is now
 * @property {(fileName: string) => string | null | undefined} [mimeOf] the content type that a file's name tells
 */

/**
 * The methods that a client has for it.
 *
 * @param {Natives} [natives]
 */
function multipartMethods(natives = {}) {
  const methods = {
    ...cancelling,
    ...copying,

    /**
     * Uploads a path, bytes, a Blob, a stream, or what a function makes a stream of: small ones with one `put`, others in parts.
     *
     * @this {any}
     * @param {string} name
     * @param {unknown} file
     * @param {Record<string, any> | null} [options]
     */
    async multipartUpload(name, file, options) {
      this.resetCancelFlag()
      this.multipartUploadStreams ??= []
      file = steady(file)
      const given = { ...options }
      return asTask(this, given.signal, (task) => {
        const upload = { client: this, task, options: given, natives }
        // As in ali-oss, parts are the affair of this method, where a program has its own.
        const own = isReplaced(this, '_resumeMultipart', methods._resumeMultipart)
        const goOn = own ? (checkpoint) => this._resumeMultipart(checkpoint, given) : undefined
        const { checkpoint } = given
        if (checkpoint?.uploadId) return goOn ? goOn(checkpoint) : resume(upload, checkpoint, file)
        // A path may not be taken for a stream; nor a web file, which has one.
        if (!isFile(file) && (isReadable(file) || typeof file === 'function')) return uploadStream(upload, name, file)
        return begin({ ...upload, goOn }, name, file)
      })
    },

    /**
     * Goes on from a checkpoint.
     *
     * @this {any}
     * @param {import('./checkpoint.js').Checkpoint} checkpoint
     * @param {Record<string, any> | null} [options]
     */
    async _resumeMultipart(checkpoint, options) {
      const given = { ...options }
      return asTask(this, given.signal, (task) =>
        resume({ client: this, task, options: given, natives }, checkpoint, undefined),
      )
    },

    /**
     * Uploads one part: a range of a path, of bytes or of a Blob, or a stream as it is.
     *
     * @this {any}
     * @param {string} name
     * @param {string} uploadId
     * @param {number} partNo
     * @param {unknown} file
     * @param {number} start
     * @param {number} end
     * @param {Record<string, any> | null} [options]
     */
    async uploadPart(name, uploadId, partNo, file, start, end, options) {
      // Without a pause, bytes are sent as they are now.
      const part = partOf(this, file, { start, end })
      const { data, close } = part instanceof Promise ? await part : part
      try {
        return await this._uploadPart(name, uploadId, partNo, data, partOptions({ ...options }))
      } finally {
        close()
      }
    },

    _createStream: createStream,

    /** @this {any} @param {unknown} file */
    async _getFileSize(file) {
      return isPath(file) ? (await this._statFile(file)).size : fileSize(file)
    },

    _getPartSize: partSizeFor,
    /** @param {number} size @param {number} partSize */
    _divideParts: (size, partSize) => rangesOf(size, partSize),

    /**
     * @template T
     * @this {any}
     * @param {T[]} todo
     * @param {number} parallel
     * @param {(item: T) => Promise<void>} job
     * @returns {Promise<unknown[]>} what went wrong
     */
    async _parallel(todo, parallel, job) {
      return inParallel(todo ?? [], parallel, async (item) => {
        if (!this.isCancel()) await job(item)
      })
    },
  }
  return methods
}

async function begin({ client, task, options, natives, goOn }, name, file) {
  checkGoing(client, task)
  const held = await hold(client, file, natives, task.signal)
  // The system does not say how long it is.
  if (held.endless) return uploadStream({ client, task, options, natives }, name, createReadStream(held.file))
  file = held.file
  const size = held.size ?? (await client._getFileSize(file))
  if (size < MIN_PART_SIZE) return putWhole({ client, task, options }, name, await wholeOf(file), size)
  checkPartSize(options.partSize)
  const partSize = client._getPartSize(size, options.partSize)
  const described = { ...options, mime: options.mime || mimeOf(file, natives.mimeOf) }
  const said = { ...initiateOptions(described, task.signal), ...sizesOf(client, size, partSize, held) }
  const initiated = await task.wait(client.initMultipartUpload(name, said))
  const { uploadId, encryption } = initiated
  const sealed = encryption && { encryption }
  const checkpoint = {
    file,
    name,
    fileSize: size,
    partSize,
    uploadId,
    doneParts: [],
    ...timeOf(held.version),
    ...sealed,
  }
  await options.progress?.(0, checkpoint, initiated.res)
  if (goOn) return goOn(checkpoint)
  return go({ client, task, options, natives }, checkpoint, held, initiated.res)
}

/** What the beginning of an encrypted upload says. @param {any} client @param {number} dataSize @param {number} partSize @param {Held} held */
function sizesOf(client, dataSize, partSize, { body, file }) {
  if (!client[SEALER]) return undefined
  return { [SIZES]: { dataSize, partSize, body: body ?? (isUint8Array(file) && { bytes: file, size: file.length }) } }
}

async function resume(upload, checkpoint, given) {
  // Bytes and Blobs do not survive JSON; then the argument is what to go on with.
  const file = isFile(checkpoint.file) ? checkpoint.file : given
  if (typeof file === 'function') return uploadStream(upload, checkpoint.name, file, checkpoint)
  if (!isFile(file)) {
    const what = 'a path, bytes, a Blob, or a function that makes a stream'
    throw new TypeError(`an upload is resumed from ${what}; one from a stream has to begin again`)
  }
  const held = await hold(upload.client, file, upload.natives, upload.task.signal)
  const size = held.size ?? (await upload.client._getFileSize(held.file))
  const what = typeof file === 'string' ? file : 'the file'
  checkUnchanged(what, size, checkpoint.fileSize)
  await upload.client[SEALER]?.adopt(upload.client, checkpoint)
  const { fileModified } = timeOf(held.version)
  if (checkpoint.fileModified && fileModified && checkpoint.fileModified !== fileModified) {
    throw changed(`${what} has`, 'since the checkpoint: it was written to')
  }
  return go(upload, checkpoint, held, undefined)
}

/**
 * What is uploaded, as it is at first. A file may be written to while it is sent. Of bytes the caller may transfer, resize or refill
 * the memory: few are copied, and many summed up, for nobody wants them in memory twice.
 *
 * @param {any} client
 * @param {any} file
 * @param {Natives} natives
 * @param {AbortSignal} signal
 * @returns {Promise<Held>}
 *
 * @typedef {object} Held
 * @property {any} file
 * @property {number} [size] of bytes
 * @property {string} [sum] of many bytes, their CRC64
 * @property {import('./request-body.js').FileBody['version']} [version] of a path
 * @property {import('./request-body.js').FileBody} [body] of a path
 * @property {boolean} [endless] whether the system does not say how long the file is
 */
async function hold(client, file, { crc64, fileBody }, signal) {
  if (isUint8Array(file)) {
    const bytes = bufferOf(file)
    const size = bytes.length
    // The sum is of what is sent, which is not this where it is encrypted.
    if (size < MIN_PART_SIZE || client[SEALER]) return { file: Buffer.from(bytes), size }
    return { file, size, sum: crc64?.(bytes) }
  }
  if (!isPath(file)) return { file }
  const body = await fileBody?.(client, file, signal)
  return { file, body, version: body?.version, endless: body && body.length === undefined }
}

/** What a checkpoint keeps of it. Another machine, or a file that was put back, has another number. */
function timeOf(version) {
  return version?.modified ? { fileModified: version.modified } : {}
}

/**
 * @param {{ client: any, task: any, options: Record<string, any>, natives: Natives }} upload
 * @param {import('./checkpoint.js').Checkpoint} checkpoint
 * @param {Held} held
 * @param {unknown} res the answer that began it
 */
async function go({ client, task, options, natives }, checkpoint, { file, sum, version }, res) {
  checkGoing(client, task)
  const { name, uploadId, fileSize: size, partSize } = checkpoint
  const parts = numbered(client._divideParts(size, partSize))
  const share = (done) => done / (parts.length + 1)
  const transfer = new Transfer({ client, task, options, checkpoint, verb: 'upload', share, res })
  await transfer.look()
  const sealer = client[SEALER]
  const sumOf = (content, start) => (sealer ? sealer.crc64(uploadId, content, start) : natives.crc64?.(content))
  // Of a file its time tells whether it has changed.
  const same = async ({ start, end }, crc64) => {
    const { content } = isPath(file) ? { content: undefined } : await partData(file, start, end)
    return !content || [undefined, crc64].includes(sumOf(content, start))
  }
  const missing = without(parts, (part) => transfer.has(part, (crc64) => same(part, crc64)))
  await transfer.send(missing, async ({ number, start, end }, watch) => {
    const { data, close } = await partOf(client, file, { start, end })
    if (data.size !== end - start) throw changed('the bytes have', 'while they were uploaded')
    if (version) data.version = version
    const settings = { ...partOptions(options, task.signal), ...watch }
    try {
      return await client._uploadPart(name, uploadId, number, data, settings)
    } finally {
      close()
    }
  })
  return transfer.complete((sums) => {
    const sent = combined(sums, natives.combineCrc64)
    if (sum !== undefined && sent !== undefined && sent !== sum) {
      throw changed('the bytes have', 'since the upload began')
    }
    return sent
  })
}

module.exports = { multipartMethods }
