'use strict'
// Tests of others that are published with their source only: the sdist of a pinned package, unpacked once.

const { existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, renameSync, rmSync } = require('node:fs')
const { join } = require('node:path')
const { run } = require('./python.js')

const cache = join(__dirname, '../../.cache/witness-suites')

/**
 * Gives the folder of the sdist of what a list of requirements pins.
 *
 * @param {string} python of an environment in which the list is installed
 * @param {string} list beside this file
 * @param {string} name of the package
 */
async function sdist(python, list, name) {
  const pinned = readFileSync(join(__dirname, list), 'utf8')
    .split(/\r?\n/)
    .find((line) => line.startsWith(`${name}==`))
  const folder = pinned.replace('==', '-')
  const unpacked = join(cache, folder)
  if (existsSync(unpacked)) return unpacked
  mkdirSync(cache, { recursive: true })
  const fresh = mkdtempSync(join(cache, 'fresh-'))
  try {
    const pip = ['-m', 'pip', 'download', '--quiet', '--disable-pip-version-check', '--no-deps', '--dest', fresh]
    const source = ['--no-binary', ':all:', '--no-build-isolation', pinned]
    const backend = { PYTHONPATH: join(__dirname, 'suites/backend') }
    if (await run(python, [...pip, ...source], backend)) throw new Error(`${pinned} cannot be fetched`)
    const [archive] = readdirSync(fresh)
    if (await run(python, ['-W', 'ignore', '-m', 'tarfile', '--extract', join(fresh, archive), fresh])) {
      throw new Error(`${archive} cannot be unpacked`)
    }
    renameSync(join(fresh, folder), unpacked)
  } finally {
    rmSync(fresh, { recursive: true })
  }
  return unpacked
}

module.exports = { sdist }
