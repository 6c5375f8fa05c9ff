'use strict'
// What a package costs before its first call, installed as users install it: the time to require it, its weight in node_modules,
// and our addon's own.

const { execFileSync } = require('node:child_process')
const { mkdtempSync, readFileSync, readdirSync, rmSync, statSync } = require('node:fs')
const { tmpdir } = require('node:os')
const { join } = require('node:path')
const { gzipSync } = require('node:zlib')
const { run } = require('../scripts/run.js')
const { ROUNDS, median, node, root } = require('./measure.js')

/** Milliseconds that `require` takes in a fresh process. */
function requireTime(name) {
  const program = `const t = process.hrtime.bigint(); require(${JSON.stringify(name)}); console.log(Number(process.hrtime.bigint() - t) / 1e6); process.exit()`
  return Number(node('-e', program))
}

/** The files below a folder. @param {string} folder */
function filesOf(folder) {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(/** @type {any} */ (entry).parentPath ?? entry.path, entry.name))
}

/** Installs packages into a folder that has none. @param {string} folder @param {string[]} packages */
function install(folder, packages) {
  execFileSync('npm', ['install', '--no-audit', '--no-fund', '--prefix', folder, ...packages], { stdio: 'ignore' })
  const listed = execFileSync('npm', ['ls', '--all', '--parseable', '--prefix', folder], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
  })
  const files = filesOf(join(folder, 'node_modules'))
  return {
    packages: listed.trim().split('\n').length - 1,
    bytes: files.reduce((bytes, file) => bytes + statSync(file).size, 0),
    files,
  }
}

/** Our packages, as they are published: the one that is required, and the one that has this machine's addon. */
function packed() {
  run(process.execPath, ['scripts/pack.js'])
  const dist = join(root, 'dist')
  return readdirSync(dist)
    .filter((file) => file.startsWith('ali-oss-native'))
    .map((file) => join(dist, file))
}

/** @param {string} folder */
function measure(folder) {
  const [mine, other] = [join(folder, 'ours'), join(folder, 'theirs')]
  const ours = install(mine, packed())
  const theirs = install(other, ['ali-oss@6.23.0'])
  const [our, their] = [join(mine, 'node_modules/ali-oss-native'), join(other, 'node_modules/ali-oss')]
  const times = Array.from({ length: 2 * ROUNDS + 1 }, () => ({ ours: requireTime(our), theirs: requireTime(their) }))
  const milliseconds = (side) => `${median(times.map((time) => time[side])).toFixed(1)} ms`
  const addon = readFileSync(ours.files.find((file) => file.endsWith('.node')) ?? '')
  const mib = (bytes) => `${(bytes / 2 ** 20).toFixed(1)} MiB`
  const mb = (bytes) => `${(bytes / 1e6).toFixed(2)} MB`
  return [
    {
      what: 'require',
      ours: milliseconds('ours'),
      'ali-oss': milliseconds('theirs'),
      ratio: `1/${median(times.map((time) => time.theirs / time.ours)).toFixed(1)}`,
    },
    { what: 'packages', ours: ours.packages, 'ali-oss': theirs.packages },
    { what: 'installed', ours: mib(ours.bytes), 'ali-oss': mib(theirs.bytes) },
    { what: 'addon', ours: mb(addon.length) },
    { what: 'addon, gzip', ours: mb(gzipSync(addon, { level: 9 }).length) },
  ]
}

function size() {
  const folder = mkdtempSync(join(tmpdir(), 'ali-oss-native-'))
  try {
    return { rows: measure(folder) }
  } finally {
    rmSync(folder, { recursive: true })
  }
}

module.exports = { size }
