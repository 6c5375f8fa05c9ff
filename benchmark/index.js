'use strict'
// This package and ali-oss side by side, in one run, against one server that is neither's.
// Machines are noisy: what counts are the ratios, each the median of paired rounds.
// `npm run bench -- bulk memory` runs only these sections.

const { cpus } = require('node:os')
const { bulk, memory } = require('./bulk.js')
const { calls, objects } = require('./calls.js')
const { ROUNDS, SECONDS, serve } = require('./measure.js')
const { size } = require('./size.js')

const SECTIONS = { calls, objects, bulk, memory, size }

async function main() {
  const chosen = process.argv.length > 2 ? process.argv.slice(2) : Object.keys(SECTIONS)
  const unknown = chosen.find((name) => !Object.hasOwn(SECTIONS, name))
  if (unknown) throw new Error(`${unknown} is none of ${Object.keys(SECTIONS).join(', ')}`)
  const { port, stop } = await serve()
  console.log(
    `${ROUNDS} paired rounds, small calls for ${SECONDS} s, on ${cpus().length} cores, Node ${process.versions.node}; medians.`,
  )
  for (const name of chosen) {
    console.log(`\n${name}`)
    SECTIONS[name](port)
  }
  stop()
}

main().catch((error) => {
  console.error(error.message)
  process.exitCode = 1
})
