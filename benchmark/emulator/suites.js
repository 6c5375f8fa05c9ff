'use strict'
// A suite of 200 tests in 8 processes, each with a local server of its own; beside one without servers.

const { ROUNDS, median } = require('../measure.js')
const { runSuite } = require('./suite.js')

async function suites() {
  const sides = { 'with a server in each process': true, 'without servers': false }
  const rounds = Object.fromEntries(Object.keys(sides).map((name) => [name, /** @type {any[]} */ ([])]))
  for (let round = 0; round < ROUNDS; round += 1) {
    for (const [name, isServed] of Object.entries(sides)) {
      const suite = await runSuite({ isServed })
      if (suite.passed !== 200) throw new Error(`${suite.passed} of 200 tests passed:\n${suite.told}`)
      rounds[name].push(suite)
    }
  }
  const rows = Object.entries(rounds).map(([name, all]) => ({
    '200 tests in 8 processes': name,
    'ms until all had begun': median(all.map(({ started }) => started)),
    'ms until the end': median(all.map(({ whole }) => whole)),
    'files left': Math.max(...all.map(({ left }) => left.files.length)),
    'processes left': all.some(({ left }) => left.processes) ? 'yes' : 'none',
  }))
  return { rows }
}

module.exports = { suites }
