'use strict'
// Files as streams, for programs that replace `putStream`: ali-oss sends files by it.

const fs = require('node:fs')

/** @type {WeakMap<object, string>} */
const paths = new WeakMap()

/** @param {string} path */
function fileStream(path) {
  const stream = fs.createReadStream(path)
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
  // By its fields first: Node loads its streams with the class.
  return stream?.writableFinished && stream instanceof fs.WriteStream ? fs.createReadStream(stream.path) : undefined
}

module.exports = { fileStream, pathOf, writtenFile }
