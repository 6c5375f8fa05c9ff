'use strict'
// The forms in which a caller gives a file of known size, and what a part of each looks like to the native half.

const { isUint8Array } = require('node:util/types')
const { isPath, isReadable } = require('./body.js')
const { bufferOf, present } = require('./bytes.js')

/** @typedef {string | Uint8Array | Blob} SizedFile a path, bytes, or a web Blob or File */

/**
 * @typedef {object} PartData one of a range of a file, bytes, or a stream
 * @property {number} size
 * @property {string} [path]
 * @property {number} [start]
 * @property {number} [end]
 * @property {import('./request-body.js').FileBody['version']} [version] what the file must be
 * @property {Buffer} [content]
 * @property {import('node:stream').Readable} [stream]
 */

/**
 * Whether a value has the methods of a Blob. What a program has put in the place of the global `File`, as ali-oss takes it,
 * may have no more than `slice`: the global `FileReader` reads it.
 *
 * @param {any} file
 * @returns {file is Blob}
 */
function isBlob(file) {
  if (typeof file?.size !== 'number' || typeof file.slice !== 'function') return false
  return typeof file.arrayBuffer === 'function' || file instanceof /** @type {any} */ (globalThis).File
}

/**
 * @param {any} blob
 * @returns {Promise<Buffer>}
 */
async function blobBytes(blob) {
  const bytes = typeof blob.arrayBuffer === 'function' ? await blob.arrayBuffer() : await readByReader(blob)
  return Buffer.from(new Uint8Array(bytes))
}

/** @returns {Promise<ArrayBuffer>} */
function readByReader(file) {
  const { FileReader } = /** @type {any} */ (globalThis)
  if (!FileReader) throw new TypeError('the file has no method arrayBuffer, and there is no FileReader to read it')
  return new Promise((resolve, reject) => {
    const reader = new FileReader()
    reader.onload = ({ target }) => resolve(target.result)
    reader.onerror = (event) => reject(reader.error ?? event?.target?.error ?? new Error('the file cannot be read'))
    reader.readAsArrayBuffer(file)
  })
}

/** A stream of what is in a Blob, for a body that is sent as it is read. @param {any} blob */
function blobStream(blob) {
  if (typeof blob.stream === 'function') return blob.stream()
  return require('node:stream').Readable.from(
    (async function* read() {
      yield await blobBytes(blob)
    })(),
  )
}

/**
 * The content type that a file tells: a Blob by itself, and only then by its name.
 *
 * @param {any} file
 * @param {(fileName: string) => string | null | undefined} [byName]
 * @returns {string | undefined}
 */
function mimeOf(file, byName) {
  const name = isPath(file) ? file : isBlob(file) ? /** @type {any} */ (file).name : undefined
  return (isBlob(file) && file.type) || (name && byName?.(name)) || undefined
}

/**
 * @param {unknown} file
 * @returns {file is SizedFile}
 */
function isFile(file) {
  return isPath(file) || isUint8Array(file) || isBlob(file)
}

/** @param {unknown} file */
async function fileSize(file) {
  if (isUint8Array(file)) return file.byteLength
  if (isBlob(file)) return file.size
  if (typeof file === 'string') return (await require('node:fs/promises').stat(file)).size
  throw new Error('_getFileSize requires Buffer/File/String.')
}

/** What `put` takes for the whole. @param {SizedFile} file */
async function wholeOf(file) {
  if (typeof file === 'string') return file
  return (await bytesOf(file, 0, Infinity)).content
}

/**
 * @param {unknown} file
 * @param {number} [start]
 * @param {number} [end]
 * @returns {Promise<PartData>}
 */
async function partData(file, start = 0, end) {
  if (typeof file === 'string') {
    const last = end ?? (await fileSize(file))
    return { path: file, start, end: last, size: last - start }
  }
  if (isUint8Array(file)) return viewOf(file, start, end)
  if (isBlob(file)) return bytesOf(file, start, end)
  if (!isReadable(file)) throw new Error('_createStream requires Buffer/File/String.')
  // A stream is one part as it is. Its size has to be said, in the terms of a range.
  const stream = /** @type {any} */ (file)
  return {
    stream: typeof stream.pipe === 'function' ? stream : require('node:stream').Readable.from(stream),
    size: Number(end) - start,
  }
}

/**
 * A part of bytes, which stay the caller's: not a copy.
 *
 * @param {Uint8Array} bytes
 * @param {number} [start]
 * @param {number} [end]
 */
function viewOf(bytes, start, end) {
  const content = bufferOf(bytes).subarray(start, end)
  present(bytes)
  return { content, size: content.length }
}

/**
 * @param {Uint8Array | Blob} file
 * @param {number} start
 * @param {number} [end]
 */
async function bytesOf(file, start, end) {
  if (isUint8Array(file)) return viewOf(file, start, end)
  const content = await blobBytes(file.slice(start, end))
  return { content, size: content.length }
}

module.exports = { blobStream, fileSize, isBlob, isFile, mimeOf, partData, viewOf, wholeOf }
