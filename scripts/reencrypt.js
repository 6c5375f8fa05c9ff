'use strict'
// Kills the command that re-encrypts, again and again, with many objects of all kinds: `npm run reencrypt -- --objects 20000 --kills 20`.

const { mkdtempSync, rmSync } = require('node:fs')
const { tmpdir } = require('node:os')
const { join } = require('node:path')
const { parseArgs } = require('node:util')
const { startEmulator } = require('../emulator')
const { killed } = require('../__test__/stored-encryption/kills.js')

const { values } = parseArgs({
  options: { objects: { type: 'string' }, kills: { type: 'string' }, large: { type: 'string' } },
})
const number = (name, byDefault) => {
  const given = Number(values[name] ?? byDefault)
  if (!Number.isInteger(given) || given < 0) throw new Error(`--${name} must be a whole number, not ${values[name]}`)
  return given
}

async function main() {
  const folder = mkdtempSync(join(tmpdir(), 'reencrypt-'))
  const emulator = await startEmulator({ dir: join(folder, 'data') })
  const started = Date.now()
  try {
    const say = (text) => console.log(`${((Date.now() - started) / 1000).toFixed(0)} s: ${text}`)
    const options = {
      objects: number('objects', 20_000),
      kills: number('kills', 20),
      large: number('large', 2 * 1024 ** 3),
    }
    await killed(emulator, { ...options, folder, say })
    // Once more where versions are kept, with a tenth of that.
    const tenth = { objects: Math.ceil(options.objects / 10), kills: Math.ceil(options.kills / 10), large: 0 }
    await killed(emulator, { ...tenth, versioned: true, folder, say })
  } finally {
    await emulator.stop()
    rmSync(folder, { recursive: true })
  }
}

main().catch((error) => {
  console.error(error)
  process.exitCode = 1
})
