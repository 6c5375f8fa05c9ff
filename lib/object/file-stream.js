'use strict'
// Files as streams, for programs that replace `putStream`: ali-oss sends files by it.

const { WriteStream, createReadStream } = require('node:fs')

/** @type {WeakMap<object, string>} */
const paths = new WeakMap()

/** @param {string} path */
function fileStream(path) {
  const stream = createReadStream(path)
  // Who reads it is told by the reads.
  stream.on('error', () => {})
  paths.set(stream, path)
  return stream
}

/** The file of a stream that nobody has read from: a file is checked, and can be sent again. @param {any} stream */
function pathOf(stream) {
  const path = paths.get(stream)
  if (path === undefined || stream.readableDidRead) return undefined
  stream.destroy()
  return path
}

/** The file that a stream has been writing to, once it is written. @param {any} stream */
function writtenFile(stream) {
  return stream instanceof WriteStream && stream.writableFinished ? createReadStream(stream.path) : undefined
}

module.exports = { fileStream, pathOf, writtenFile }
