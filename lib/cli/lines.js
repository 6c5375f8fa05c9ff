'use strict'
// A file of JSON, a line for each item, which waits for the disk.

const { once } = require('node:events')
const { createWriteStream } = require('node:fs')

/** @param {string | undefined} path */
function linesTo(path) {
  if (!path) return { write: async () => {}, end: async () => {} }
  const stream = createWriteStream(path)
  /** @type {unknown} */
  let failure
  stream.on('error', (error) => {
    failure ??= error
  })
  return {
    /** @param {unknown} item */
    async write(item) {
      if (failure) throw failure
      if (!stream.write(`${JSON.stringify(item)}\n`)) await Promise.race([once(stream, 'drain'), once(stream, 'close')])
    },
    async end() {
      if (!failure) await new Promise((resolve) => stream.end(resolve))
      if (failure) throw failure
    },
  }
}

module.exports = { linesTo }
