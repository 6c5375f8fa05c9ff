'use strict'
// The soak in full: hundreds of thousands of calls through broken connections. `--calls N`, `--flight N`, `--seed N`.

const { parseArgs } = require('node:util')
const { soak } = require('../__test__/soak/soak.js')

const { values } = parseArgs({
  options: {
    calls: { type: 'string', default: '200000' },
    flight: { type: 'string', default: '64' },
    seed: { type: 'string', default: String(Date.now() % 1_000_000) },
  },
})

async function main() {
  const [calls, inFlight, seed] = [values.calls, values.flight, values.seed].map(Number)
  console.log(`seed ${seed}`)
  const { findings } = await soak({ seed, calls, inFlight, say: console.log })
  console.log(findings.length === 0 ? 'all well' : `${findings.length} findings`)
  if (findings.length > 0) process.exitCode = 1
}

main().catch((error) => {
  console.error(error)
  process.exitCode = 1
})
