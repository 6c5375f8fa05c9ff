'use strict'
// What was made from which files, so that nothing is made twice: a digest of them under target/ or node_modules/.

const { createHash } = require('node:crypto')
const { existsSync, mkdirSync, readFileSync, readdirSync, statSync, writeFileSync } = require('node:fs')
const { dirname, join } = require('node:path')
const { root } = require('./run.js')

/** What the addons are made of. Cargo knows too, but asking it takes longer. */
const SOURCES = [
  'Cargo.lock',
  'Cargo.toml',
  'build.rs',
  'src',
  'crates',
  'emulator/Cargo.toml',
  'emulator/build.rs',
  'emulator/src',
  'package-lock.json',
  'scripts/build.js',
  'scripts/cargo.js',
  'scripts/types.js',
]
const BUILT = join(root, 'target', '.built-from')

/** A digest of files and folders. @param {string[]} paths */
function digest(paths) {
  const hash = createHash('sha256')
  for (const path of paths) {
    const full = join(root, path)
    const files = statSync(full).isDirectory() ? readdirSync(full, { recursive: true, encoding: 'utf8' }).sort() : ['']
    for (const file of files) {
      const inside = join(full, file)
      if (statSync(inside).isFile()) hash.update(`${path}/${file}\0`).update(readFileSync(inside)).update('\0')
    }
  }
  return hash.digest('hex')
}

/** @param {string} path */
const read = (path) => (existsSync(path) ? readFileSync(path, 'utf8') : '')

/** @param {string} path @param {string} text */
function write(path, text) {
  mkdirSync(dirname(path), { recursive: true })
  writeFileSync(path, text)
}

/** Notes that the addons were built from what is here. @param {'local' | 'package'} kind */
const stamp = (kind) => write(BUILT, `${kind} ${digest(SOURCES)}`)

/** Whether the addons here were built from what is here. @param {boolean} packaged and as they are published */
function isBuilt(packaged) {
  const hasAddon = (folder) => readdirSync(join(root, folder)).some((file) => file.endsWith('.node'))
  const [kind, from] = read(BUILT).split(' ')
  return hasAddon('.') && hasAddon('emulator') && (kind === 'package' || !packaged) && from === digest(SOURCES)
}

module.exports = { digest, isBuilt, read, stamp, write }
