'use strict'
// Large objects: how fast, how much CPU, how much memory; beside ali-oss, and beside curl where it does the same.

const { execFileSync } = require('node:child_process')
const { mkdtempSync, rmSync, truncateSync, writeFileSync } = require('node:fs')
const { tmpdir } = require('node:os')
const { join } = require('node:path')
const { OURS, ROUNDS, THEIRS, idle, installed, measured, paired } = require('./measure.js')

const MIB = 2 ** 20
const LARGE = 256 * MIB
const HUGE = 1024 * MIB
/** What a network that gives each connection little takes seconds for. */
const SHARED = 128 * MIB
/** What cannot be in memory. */
const VAST = 4096 * MIB
/** So many MiB more than an idle process may be used to move it. */
const BOUND = 150

/** Sends or fetches as curl does it at its best: without asking whether it may, and without a checksum. */
function curl(...args) {
  const written = execFileSync('curl', ['-sS', '-w', '%{time_total}', ...args], { encoding: 'utf8' })
  return { seconds: Number(written) }
}

/** A folder with a file of holes of every size that is sent; removed in the end. */
function withFiles(sizes, work) {
  const folder = mkdtempSync(join(tmpdir(), 'ali-oss-bench-'))
  try {
    const source = (size) => join(folder, `source-${size}`)
    for (const size of sizes) {
      writeFileSync(source(size), '')
      truncateSync(source(size), size)
    }
    return work(source, join(folder, 'target'))
  } finally {
    rmSync(folder, { recursive: true })
  }
}

/**
 * One row: what is moved by all sides, in turns.
 *
 * @param {object} row
 * @param {string} row.what
 * @param {number} row.size
 * @param {number} row.port
 * @param {string} [row.file]
 * @param {string[]} [row.against] what curl is told to do the same
 * @param {() => void} [row.clean] before each
 */
function compare({ what, size, port, file = '', against: command, clean = () => {} }) {
  const against = installed('curl') ? command : undefined
  const side = (name) => () => {
    clean()
    return measured('transfer.js', name, what, port, size, file)
  }
  const sides = { ours: side(OURS), theirs: side(THEIRS) }
  const rounds = paired(
    against ? { ...sides, curl: () => (clean(), curl(...against)) } : { ...sides, curl: () => ({}) },
  )
  clean()
  const speed = (name) => Math.round(size / MIB / rounds.of(name, 'seconds'))
  return {
    what: `${what}, ${size / MIB} MiB`,
    'MiB/s': speed('ours'),
    'ali-oss': speed('theirs'),
    curl: against ? speed('curl') : undefined,
    'times ali-oss': rounds.ratio('theirs', 'ours', 'seconds').toFixed(2),
    'times curl': against ? rounds.ratio('curl', 'ours', 'seconds').toFixed(2) : undefined,
    'CPU s': rounds.of('ours', 'cpu').toFixed(2),
    'ali-oss CPU': rounds.of('theirs', 'cpu').toFixed(2),
    'MiB over idle': Math.round(rounds.of('ours', 'peak') - idle(OURS)),
    'ali-oss over': Math.round(rounds.of('theirs', 'peak') - idle(THEIRS)),
  }
}

/** 256 MiB in one request, 1 GiB in parts. */
function bulk(port) {
  const url = `http://127.0.0.1:${port}/size-${LARGE}`
  const rows = withFiles([LARGE, HUGE], (source, target) => {
    const clean = () => rmSync(target, { force: true })
    const file = source(LARGE)
    const upload = ['-H', 'Expect:', '-o', '/dev/null', '-T', file, url]
    return [
      { what: 'get to memory', size: LARGE },
      { what: 'get to /dev/null', size: LARGE, against: ['-o', '/dev/null', url] },
      { what: 'get to file', size: LARGE, file: target, clean, against: ['-o', target, url] },
      { what: 'put from memory', size: LARGE },
      { what: 'put from file', size: LARGE, file, against: upload },
      { what: 'multipartUpload', size: HUGE, file: source(HUGE) },
    ].map((row) => compare({ port, ...row }))
  })
  return {
    rows,
    charts: [
      {
        name: 'bulk',
        title: 'Large objects, MiB in a second',
        label: (row) => row.what,
        bars: { 'ali-oss-native': 'MiB/s', curl: 'curl', 'ali-oss': 'ali-oss' },
      },
    ],
  }
}

/** A network that gives each connection 20 MB a second. */
function connections(port) {
  const rows = withFiles([], (_, target) => {
    const one = compare({ what: 'limited, one connection', size: SHARED, port, file: target })
    return ['limited, to file', 'limited, to memory'].map((what) => {
      const row = compare({ what, size: SHARED, port, file: target })
      return {
        what: row.what,
        'MiB/s': row['MiB/s'],
        'one connection': one['MiB/s'],
        times: (row['MiB/s'] / one['MiB/s']).toFixed(1),
        'ali-oss': row['ali-oss'],
        'times ali-oss': row['times ali-oss'],
        'MiB over idle': row['MiB over idle'],
      }
    })
  })
  return { rows }
}

/** What is larger than memory may be goes through little of it. Says which do not. */
function memory(port) {
  const rows = withFiles([VAST], (source, target) => {
    const cases = [
      { what: 'get to file', file: target },
      { what: 'put from file', file: source(VAST) },
      { what: 'multipartUpload', file: source(VAST) },
      { what: 'getStream' },
      { what: 'putStream', file: source(VAST) },
    ]
    return cases.map(({ what, file = '' }) => {
      const { of } = paired({ ours: () => measured('transfer.js', OURS, what, port, VAST, file) }, Math.min(ROUNDS, 1))
      rmSync(target, { force: true })
      const over = Math.round(of('ours', 'peak') - idle(OURS))
      const speed = Math.round(VAST / MIB / of('ours', 'seconds'))
      return { what: `${what}, 4 GiB`, 'MiB/s': speed, 'MiB over idle': over, bound: over < BOUND ? 'held' : 'BROKEN' }
    })
  })
  if (rows.some(({ bound }) => bound !== 'held')) process.exitCode = 1
  return { rows }
}

module.exports = { bulk, connections, memory }
