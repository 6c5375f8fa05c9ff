'use strict'
// The crash test in full: hundreds of kills, thousands of flipped bits. `--kills N`, `--flips N`, `--seed N`.

const { rmSync } = require('node:fs')
const { parseArgs } = require('node:util')
const { flipBits } = require('../__test__/crash/flips.js')
const { crash, freshServer } = require('../__test__/crash/kills.js')
const { Chance } = require('../__test__/crash/random.js')

const { values } = parseArgs({
  options: {
    kills: { type: 'string', default: '300' },
    flips: { type: 'string', default: '200' },
    seed: { type: 'string', default: String(Date.now() % 1_000_000) },
  },
})

async function main() {
  const [kills, flips, seed] = [values.kills, values.flips, values.seed].map(Number)
  console.log(`seed ${seed}`)
  if (kills > 0) {
    const { acknowledged } = await crash({ seed, kills, say: console.log })
    console.log(`${kills} kills, ${acknowledged} acknowledged changes: all of them there, and nothing else`)
  }
  if (flips === 0) return
  const server = await freshServer()
  try {
    // The index is the largest and the most delicate; of blobs, the chunks are all alike.
    const count = (file) => (file === 'index.redb' ? 4 * flips : file === 'keys.json' ? flips : Math.ceil(flips / 10))
    const { findings, ...totals } = await flipBits({ server, chance: new Chance(seed), count, say: console.log })
    console.log(
      `${totals.flips} flipped bits: ${totals.refused} starts refused, ${totals.errors} reads refused, ${totals.right} right`,
    )
    for (const finding of findings) console.log(`  ${finding}`)
    if (findings.length > 0) process.exitCode = 1
  } finally {
    rmSync(server.folder, { recursive: true, force: true })
  }
}

main().catch((error) => {
  console.error(error)
  process.exitCode = 1
})
