'use strict'
// Memory between laps, when no call is under way and garbage is collected, and whether it grows.

const { setTimeout: sleep } = require('node:timers/promises')

const KINDS = /** @type {const} */ (['rss', 'heapUsed', 'external', 'arrayBuffers'])
const MIB = 2 ** 20

/** By how much the median of the last fifth may be above that of the second. */
const ALLOWED = { rss: 24 * MIB, heapUsed: 3 * MIB, external: 3 * MIB, arrayBuffers: 3 * MIB }

async function sample() {
  if (!globalThis.gc) throw new Error('memory can be judged only with node --expose-gc')
  // Memory that natives own is given back by finalizers, which run after a collection.
  for (let round = 0; round < 3; round++) {
    globalThis.gc()
    await sleep(1)
  }
  return process.memoryUsage()
}

function median(numbers) {
  const sorted = [...numbers].sort((a, b) => a - b)
  return sorted[sorted.length >> 1]
}

/** The samples of one fifth, from 0. */
function fifth(samples, which) {
  const size = samples.length / 5
  return samples.slice(Math.floor(which * size), Math.floor((which + 1) * size))
}

/**
 * @param {NodeJS.MemoryUsage[]} samples
 * @param {boolean} settled whether the process has had time to take what it needs: an allocator keeps what it was once given
 * @returns {{ lines: string[], findings: string[] }}
 */
function judge(samples, settled) {
  const middle = (which, kind) => median(fifth(samples, which).map((usage) => usage[kind]))
  const inMib = (bytes) => (bytes / MIB).toFixed(1).padStart(8)
  const lines = ['MiB, median of each fifth'.padEnd(28)].concat(
    KINDS.map((kind) => `  ${kind.padEnd(14)}${[0, 1, 2, 3, 4].map((which) => inMib(middle(which, kind))).join('')}`),
  )
  const grows = (kind) => middle(4, kind) - middle(1, kind) > ALLOWED[kind]
  const findings = KINDS.filter((kind) => grows(kind) && (settled || kind !== 'rss')).map(
    (kind) => `${kind} grows: from ${inMib(middle(1, kind)).trim()} to ${inMib(middle(4, kind)).trim()} MiB`,
  )
  return { lines, findings }
}

module.exports = { judge, sample }
