'use strict'
// The files of a folder in the order in which the service lists their keys, so that both can be held against each other as they come.

const { readdir, realpath, stat } = require('node:fs/promises')
const { join } = require('node:path')
const { isWithin } = require('./within.js')

/** @typedef {{ path: string, name: string, size: number } | { path: string, name: string, reason: string }} Found */

/** The entries of a folder by the bytes of their keys. Those in a folder stand where its name with a slash would. */
async function entriesOf(path) {
  const entries = await readdir(path, { withFileTypes: true })
  return entries
    .map((entry) => ({ entry, key: Buffer.from(entry.isDirectory() ? `${entry.name}/` : entry.name) }))
    .sort((a, b) => Buffer.compare(a.key, b.key))
    .map(({ entry }) => entry)
}

/** Why a link is not followed; nothing where it leads to a file of the folder. @param {string} root @param {string} path */
async function reasonAgainst(root, path) {
  const target = await realpath(path).catch(() => undefined)
  if (target === undefined) return 'a link that leads nowhere'
  if (!isWithin(root, target)) return 'a link out of the folder'
  return (await stat(target)).isFile() ? undefined : 'a link to what is no file'
}

/**
 * @param {string} directory
 * @param {string} prefix of the keys
 * @param {(name: string) => unknown} wanted
 * @returns {AsyncGenerator<Found>}
 */
async function* filesIn(directory, prefix, wanted) {
  const root = await realpath(directory)

  /** @param {string} folder @param {string} start @returns {AsyncGenerator<Found>} */
  async function* within(folder, start) {
    for (const entry of await entriesOf(folder)) {
      const [path, name] = [join(folder, entry.name), `${start}${entry.name}`]
      if (entry.isDirectory()) yield* inside(path, `${name}/`)
      else if (wanted(name)) yield found(path, name, entry)
    }
  }

  /** A folder that cannot be read is skipped, and not the rest. @param {string} folder @param {string} start @returns {AsyncGenerator<Found>} */
  async function* inside(folder, start) {
    try {
      yield* within(folder, start)
    } catch (/** @type {any} */ error) {
      if (error?.path !== folder || error.syscall !== 'scandir') throw error
      yield { path: folder, name: start, reason: error.message }
    }
  }

  /** @param {string} path @param {string} name @param {import('node:fs').Dirent} entry @returns {Promise<Found>} */
  async function found(path, name, entry) {
    const reason = entry.isSymbolicLink()
      ? await reasonAgainst(root, path)
      : entry.isFile()
        ? undefined
        : 'neither a file nor a folder'
    if (reason) return { path, name, reason }
    // One that is gone by now fails when it is sent.
    const size = await stat(path).then(
      (stats) => stats.size,
      () => 0,
    )
    return { path, name, size }
  }

  yield* within(directory, prefix)
}

/**
 * Each file with the object that has its key.
 *
 * @param {AsyncIterable<Found>} files
 * @param {AsyncIterable<{ name: string, size: number }>} objects
 */
async function* withStored(files, objects) {
  const listed = objects[Symbol.asyncIterator]()
  let next = await listed.next()
  try {
    for await (const file of files) {
      const key = Buffer.from(file.name)
      while (!next.done && Buffer.compare(Buffer.from(next.value.name), key) < 0) next = await listed.next()
      const stored = !next.done && next.value.name === file.name ? next.value : undefined
      yield { ...file, stored }
    }
  } finally {
    await listed.return?.()
  }
}

module.exports = { filesIn, withStored }
