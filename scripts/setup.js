'use strict'
// Makes a fresh checkout ready to run: npm packages as locked, and the addons. Does nothing twice.

const { createHash } = require('node:crypto')
const { existsSync, mkdirSync, readFileSync, readdirSync, statSync, writeFileSync } = require('node:fs')
const { dirname, join } = require('node:path')
const { root, run } = require('./run.js')

/** What the addons are made of. Cargo knows too, but asking it builds both once more after the first time. */
const SOURCES = [
  'Cargo.lock',
  'Cargo.toml',
  'build.rs',
  'src',
  'crates',
  'emulator/Cargo.toml',
  'emulator/build.rs',
  'emulator/src',
]

/** A digest of files and folders. */
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

/** Does `work` unless it was done from the same inputs before, and what it made is still there. */
function once(stamp, inputs, isThere, work) {
  const path = join(root, stamp)
  const now = digest(inputs)
  if (isThere() && existsSync(path) && readFileSync(path, 'utf8') === now) return
  work()
  mkdirSync(dirname(path), { recursive: true })
  writeFileSync(path, now)
}

const hasAddon = (folder) => readdirSync(join(root, folder)).some((file) => file.endsWith('.node'))

once(
  'node_modules/.installed-from',
  ['package-lock.json'],
  () => true,
  () => run('npm', ['ci', '--no-audit', '--no-fund']),
)
once(
  'target/.built-from',
  [...SOURCES, 'scripts/build.js', 'scripts/types.js', 'package-lock.json'],
  () => hasAddon('.') && hasAddon('emulator'),
  () => run(process.execPath, ['scripts/build.js']),
)
