'use strict'
// One stream for several readers.

const { PassThrough } = require('node:stream')
const { pump } = require('./body.js')

/**
 * Branches of a stream: each gives all of it, no faster than the slowest is read. Where the stream or one of them fails, all do, with the
 * same error.
 *
 * @param {unknown} stream
 * @param {number} count
 */
function branchesOf(stream, count) {
  const branches = Array.from({ length: count }, () => new PassThrough())
  // Who reads one is told by its reads.
  for (const branch of branches) branch.on('error', () => {})
  const writer = {
    write: async (chunk) => {
      // They keep it for longer than the source need leave it as it is.
      const kept = Buffer.from(chunk)
      await Promise.all(branches.map((branch) => taken(branch, kept)))
    },
    end: () => branches.forEach((branch) => branch.end()),
    fail: () => {},
  }
  pump(stream, writer).catch((error) => branches.forEach((branch) => branch.destroy(error)))
  return branches
}

/** Writes, and waits while there is no room for more. @param {PassThrough} branch @param {Buffer} chunk */
async function taken(branch, chunk) {
  if (branch.destroyed) throw branch.errored ?? new Error('a branch of the stream was closed')
  if (branch.write(chunk)) return
  await new Promise((resolve) => {
    const go = () => {
      branch.off('drain', go).off('close', go)
      resolve(undefined)
    }
    branch.on('drain', go).on('close', go)
  })
}

module.exports = { branchesOf }
