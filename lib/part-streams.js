'use strict'
// Streams of parts, for programs that replace `_uploadPart` or `_createStream`. Native code reads parts by itself.

const { createReadStream } = require('node:fs')
const { Readable } = require('node:stream')
const { isUint8Array } = require('node:util/types')
const { isPath, isReadable } = require('./body.js')
const { isFile, partData, viewOf } = require('./part-source.js')
const { isReplaced } = require('./replaced.js')

/**
 * What a part is read from; a stream is a part as it is.
 *
 * @param {any} file
 * @param {number} start
 * @param {number} end
 */
function createStream(file, start, end) {
  if (isPath(file)) return createReadStream(file, { start, end: end - 1 })
  if (isFile(file)) return Readable.from(oneChunk(() => partData(file, start, end)))
  if (isReadable(file)) return file
  throw new Error('_createStream requires Buffer/File/String.')
}

/** @param {() => Promise<import('./part-source.js').PartData>} read */
async function* oneChunk(read) {
  yield (await read()).content
}

/** Has the client know a stream, as long as it is open: `cancel` closes it. */
function follow(client, stream) {
  const streams = (client.multipartUploadStreams ??= [])
  streams.push(stream)
  const leave = () => {
    const index = client.multipartUploadStreams.indexOf(stream)
    if (index !== -1) client.multipartUploadStreams.splice(index, 1)
  }
  stream.once('close', leave)
  stream.on('error', leave)
  return stream
}

/**
 * What `_uploadPart` is given for a range of a file, and what closes it. Of bytes it is there at once.
 *
 * @param {any} client
 * @param {any} file
 * @param {{ start: number, end: number }} range
 * @returns {Lent | Promise<Lent>}
 */
function partOf(client, file, { start, end }) {
  if (isReplaced(client, '_createStream', createStream)) return streamed(client, file, { start, end })
  if (isUint8Array(file)) return partOfBytes(client, viewOf(file, start, end).content)
  return partData(file, start, end).then((data) => lend(client, data, () => createStream(file, start, end)))
}

/** A part as a program's own `_createStream` reads it. @returns {Promise<Lent>} */
async function streamed(client, file, { start, end }) {
  const stream = follow(client, await client._createStream(file, start, end))
  return { data: { stream, size: end - start }, close: () => stream.destroy() }
}

/**
 * The same for bytes that are there.
 *
 * @param {any} client
 * @param {Buffer} content
 * @returns {Lent}
 */
function partOfBytes(client, content) {
  return lend(client, { content, size: content.length }, () => createStream(content, 0, content.length))
}

/**
 * The stream is made when a program looks at it. One that it puts in its place is sent instead.
 *
 * @param {any} client
 * @param {import('./part-source.js').PartData} data
 * @param {() => any} make
 * @returns {Lent}
 *
 * @typedef {{ data: import('./part-source.js').PartData, close: () => void }} Lent
 */
function lend(client, data, make) {
  if (data.stream) return { data, close: () => {} }
  /** @type {any} */
  let made
  /** @type {any} */
  let stream
  const get = () => {
    if (stream === undefined) stream = made = follow(client, make())
    return stream
  }
  const set = (value) => {
    stream = value
    if (value) for (const own of /** @type {const} */ (['path', 'content'])) delete data[own]
  }
  Object.defineProperty(data, 'stream', { get, set, configurable: true })
  return { data, close: () => made?.destroy() }
}

module.exports = { createStream, partOf, partOfBytes }
