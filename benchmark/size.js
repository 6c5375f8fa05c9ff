'use strict'
// What a package costs before its first call: the time to require it, and its weight in node_modules.

const { execFileSync } = require('node:child_process')
const { mkdtempSync, readdirSync, rmSync, statSync } = require('node:fs')
const { tmpdir } = require('node:os')
const { join } = require('node:path')
const { OURS, ROUNDS, THEIRS, median, node, root } = require('./measure.js')

/** Milliseconds that `require` takes in a fresh process. */
function requireTime(name) {
  const program = `const t = process.hrtime.bigint(); require(${JSON.stringify(name)}); console.log(Number(process.hrtime.bigint() - t) / 1e6); process.exit()`
  return Number(node('-e', program))
}

/** How many bytes the files of a folder have. */
function sizeOf(folder) {
  let bytes = 0
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue
    bytes += statSync(join(/** @type {any} */ (entry).parentPath ?? entry.path, entry.name)).size
  }
  return bytes
}

/** What a user's node_modules weighs: ours is what is packed and the addon, theirs an installation into an empty folder. */
function installed() {
  const packed = JSON.parse(
    execFileSync('npm', ['pack', '--dry-run', '--json', '--ignore-scripts'], {
      cwd: root,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    }),
  )
  const addon = readdirSync(root).find((file) => file.endsWith('.node'))
  const ours = {
    packages: 2,
    bytes: (packed[0] ?? Object.values(packed)[0]).unpackedSize + (addon ? statSync(join(root, addon)).size : 0),
  }
  const folder = mkdtempSync(join(tmpdir(), 'ali-oss-'))
  try {
    execFileSync('npm', ['install', '--no-audit', '--no-fund', '--prefix', folder, 'ali-oss@6.23.0'], {
      stdio: 'ignore',
    })
    const listed = execFileSync('npm', ['ls', '--all', '--parseable', '--prefix', folder], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    })
    const packages = listed.trim().split('\n').length - 1
    return { ours, theirs: { packages, bytes: sizeOf(join(folder, 'node_modules')) } }
  } finally {
    rmSync(folder, { recursive: true })
  }
}

function size() {
  const times = Array.from({ length: 2 * ROUNDS + 1 }, () => ({ ours: requireTime(OURS), theirs: requireTime(THEIRS) }))
  const [ours, theirs] = [median(times.map((t) => t.ours)), median(times.map((t) => t.theirs))]
  const ratio = median(times.map((t) => t.theirs / t.ours))
  const sizes = installed()
  const mib = (bytes) => `${(bytes / 2 ** 20).toFixed(1)} MiB`
  const rows = [
    {
      what: 'require',
      ours: `${ours.toFixed(1)} ms`,
      'ali-oss': `${theirs.toFixed(1)} ms`,
      ratio: `1/${ratio.toFixed(1)}`,
    },
    { what: 'packages', ours: sizes.ours.packages, 'ali-oss': sizes.theirs.packages },
    { what: 'installed', ours: mib(sizes.ours.bytes), 'ali-oss': mib(sizes.theirs.bytes) },
  ]
  return { rows }
}

module.exports = { size }
