'use strict'
// This package and ali-oss side by side, in one run, against one server that is neither's.
// Machines are noisy: what counts are the ratios, each the median of paired rounds.
// `npm run bench -- bulk memory` runs only these sections; with `--report`, docs/benchmarks.md is written of what they measured.

const { parseArgs } = require('node:util')
const { bulk, connections, memory } = require('./bulk.js')
const { calls, objects } = require('./calls.js')
const { durability, folder } = require('./emulator/folder.js')
const { load } = require('./emulator/load.js')
const { servers } = require('./emulator/servers.js')
const { suites } = require('./emulator/suites.js')
const { about } = require('./machine.js')
const { audits, directories, lists, sign } = require('./many.js')
const { serve } = require('./measure.js')
const { size } = require('./size.js')

/**
 * What a section gives: its rows as `console.table` takes them, the first column saying what was measured; and, where a
 * picture says more, charts of some columns. `name` is that of the file, `bars` the column of each side's bar.
 *
 * @typedef {{ name: string, title: string, label: (row: any) => string, bars: Record<string, string> }} Chart
 * @typedef {{ rows: Record<string, any>[], charts?: Chart[] }} Section
 */

/** @type {Record<string, (port: number) => Section | Promise<Section>>} */
const SECTIONS = {
  calls,
  objects,
  bulk,
  connections,
  memory,
  directories,
  lists,
  audits,
  sign,
  size,
  servers,
  load,
  durability,
  folder,
  suites,
}

async function main() {
  const { values, positionals } = parseArgs({ options: { report: { type: 'boolean' } }, allowPositionals: true })
  const chosen = positionals.length > 0 ? positionals : Object.keys(SECTIONS)
  const unknown = chosen.find((name) => !Object.hasOwn(SECTIONS, name))
  if (unknown) throw new Error(`${unknown} is none of ${Object.keys(SECTIONS).join(', ')}`)
  const { port, stop } = await serve()
  const machine = about()
  console.log(machine.join('\n'))
  /** @type {Record<string, Section>} */
  const measured = {}
  for (const name of chosen) {
    console.log(`\n${name}`)
    measured[name] = await SECTIONS[name](port)
    console.table(measured[name].rows)
  }
  stop()
  if (values.report) await require('./report.js').write(machine, measured)
}

main().catch((error) => {
  console.error(error.message)
  process.exitCode = 1
})
