'use strict'
// Where objects become files: never out of the folder that was named, whatever their keys are.

const { lstat, mkdir, realpath, stat } = require('node:fs/promises')
const { dirname, join } = require('node:path')
const { isWithin } = require('./within.js')

/** So many folders are known to be there. */
const KNOWN = 10_000

/** What Windows does not take for a name, or takes for something else: https://learn.microsoft.com/windows/win32/fileio/naming-a-file */
const NOT_ON_WINDOWS = /[<>:"|?*\\\p{Cc}]|[. ]$|^(con|prn|aux|nul|com\d|lpt\d)(\.|$)/iu

/** Why there can be no file of this name; nothing where there can. @param {string} segment */
function reasonAgainst(segment) {
  if (segment === '') return 'it has an empty name between two slashes'
  if (segment === '.' || segment === '..') return `${segment} would lead to another folder`
  if (segment.includes('\0')) return 'it has a NUL'
  if (process.platform === 'win32' && NOT_ON_WINDOWS.test(segment)) return `${segment} is no name on Windows`
  return undefined
}

class Landing {
  #root
  /** @type {Set<string>} */
  #known = new Set()

  /** @param {string} root as `realpath` gives it */
  constructor(root) {
    this.#root = root
  }

  /** @param {string} directory made where it is not there */
  static async in(directory) {
    await mkdir(directory, { recursive: true })
    return new Landing(await realpath(directory))
  }

  /**
   * The path of a key's file, in a folder that is there, and the size of what is there already.
   *
   * @param {string} key behind the prefix
   * @param {number} size
   */
  async placeOf(key, size) {
    const isFolder = key === '' || key.endsWith('/')
    if (isFolder && size > 0) throw new Error('its name is that of a folder, and it has content')
    const segments = key.split('/').slice(0, isFolder ? -1 : undefined)
    const reason = segments.map(reasonAgainst).find(Boolean)
    if (reason) throw new Error(`${JSON.stringify(key)} cannot be a file: ${reason}`)
    const path = join(this.#root, ...segments)
    await this.#makeFolder(isFolder ? path : dirname(path))
    return { path, isFolder, there: isFolder ? undefined : await this.#sizeOf(path) }
  }

  /** @param {string} path */
  async #makeFolder(path) {
    if (this.#known.has(path)) return
    // Before one is made: a link in the way may lead elsewhere.
    await this.#check(path)
    await mkdir(path, { recursive: true })
    await this.#check(path)
    if (this.#known.size >= KNOWN) this.#known.clear()
    this.#known.add(path)
  }

  /** That what is there of a path is in the folder. @param {string} path */
  async #check(path) {
    for (let there = path; ; there = dirname(there)) {
      const target = await realpath(there).catch((error) => {
        if (error.code === 'ENOENT') return undefined
        throw error
      })
      if (target === undefined) continue
      if (!isWithin(this.#root, target)) throw new Error(`${there} is a link out of the folder`)
      return
    }
  }

  /** @param {string} path */
  async #sizeOf(path) {
    const stats = await lstat(path).catch(() => undefined)
    if (!stats?.isSymbolicLink()) return stats?.isFile() ? stats.size : undefined
    // Through one that leads nowhere, a file would come to be somewhere.
    const target = await realpath(path).catch(() => undefined)
    if (target === undefined) throw new Error(`${path} is a link that leads nowhere`)
    await this.#check(path)
    return (await stat(path)).size
  }
}

module.exports = { Landing }
