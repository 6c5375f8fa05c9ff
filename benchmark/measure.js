'use strict'
// What the sections of the benchmark share: the server, processes that are measured, and medians of paired rounds.

const { execFileSync, spawn, spawnSync } = require('node:child_process')
const { mkdirSync } = require('node:fs')
const { join } = require('node:path')
const { createInterface } = require('node:readline')
const { run } = require('../scripts/run.js')

const ROUNDS = Number(process.env.BENCH_ROUNDS ?? 5)
const SECONDS = Number(process.env.BENCH_SECONDS ?? 2)
const root = join(__dirname, '..')
const OURS = root
const THEIRS = join(root, 'node_modules/ali-oss')

/** Middle values; of none, nothing. */
function median(values) {
  return [...values].sort((a, b) => a - b)[values.length >> 1]
}

/** Compiles the server and starts it. It ends with this process. */
async function serve() {
  const binary = join(root, 'target', 'bench-server')
  mkdirSync(join(root, 'target'), { recursive: true })
  run('rustc', ['--edition', '2024', '-O', '-o', binary, join(__dirname, 'server.rs')])
  const server = spawn(binary, { stdio: ['pipe', 'pipe', 'inherit'] })
  const [port] = await new Promise((resolve, reject) => {
    server.once('error', reject)
    createInterface(server.stdout).once('line', (line) => resolve([Number(line)]))
  })
  return { port, stop: () => server.stdin.end() }
}

/** Whether a program is on the path of this machine. @param {string} program */
const installed = (() => {
  const known = new Map()
  return (program) => {
    if (!known.has(program))
      known.set(program, spawnSync(program, ['--version'], { stdio: 'ignore' }).error === undefined)
    return known.get(program)
  }
})()

/** Runs a program of this folder, or `-e` and a program, in a process of its own. */
function node(...args) {
  return execFileSync(process.execPath, args.map(String), { encoding: 'utf8' })
}

/** What a program of this folder says it measured. */
function measured(program, ...args) {
  return JSON.parse(node(join(__dirname, program), ...args))
}

/** The peak memory, in MiB, of a process that has only required the package. */
const idle = (() => {
  const known = new Map()
  return (name) => {
    if (!known.has(name)) known.set(name, median([1, 2, 3].map(() => measured('transfer.js', name, 'idle').peak)))
    return known.get(name)
  }
})()

/**
 * Measures each side once in every round, so that whatever disturbs the machine disturbs all of them.
 *
 * @template {Record<string, () => any>} S
 * @param {S} sides
 * @param {number} [rounds]
 */
function paired(sides, rounds = ROUNDS) {
  const all = Array.from({ length: rounds }, () =>
    Object.fromEntries(Object.entries(sides).map(([side, measure]) => [side, measure()])),
  )
  return {
    /** @param {keyof S} side @param {string} figure */
    of: (side, figure) => median(all.map((round) => round[/** @type {string} */ (side)][figure])),
    /** How many times the second side's figure is the first's. @param {keyof S} of @param {keyof S} to */
    ratio: (of, to, figure) =>
      median(all.map((r) => r[/** @type {string} */ (of)][figure] / r[/** @type {string} */ (to)][figure])),
  }
}

module.exports = { OURS, ROUNDS, SECONDS, THEIRS, idle, installed, measured, median, node, paired, root, serve }
