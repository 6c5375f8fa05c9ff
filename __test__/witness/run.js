'use strict'
// Lets the official Python SDKs call the server, and programs of others find it in the place of the service. With the names of settings of
// buckets (`run.js inventory cors`), only these are asked for.

const { join } = require('node:path')
const { startEmulator } = require('../../emulator')
const { exchange } = require('./client-encryption.js')
const { programs } = require('./programs.js')
const { findPython, pythonWith, run } = require('./python.js')

async function main() {
  const outer = findPython()
  if (!outer) {
    console.log('witness: python3 with venv is not here, so the official Python SDKs are not asked')
    return process.env.CI ? 1 : 0
  }
  const python = await pythonWith(outer, 'witness', 'requirements.txt')
  const emulator = await startEmulator()
  try {
    const script = (name, ...args) => run(python, ['-W', 'ignore', join(__dirname, name), ...args])
    const settings = process.argv.slice(2)
    const asked = await script('witness.py', emulator.url, ...settings)
    return asked || (settings.length > 0 ? 0 : (await exchange(emulator, script)) || (await programs(outer)))
  } finally {
    await emulator.stop()
  }
}

main().then(
  (code) => {
    process.exitCode = code
  },
  (error) => {
    console.error(`witness: ${error.message}`)
    process.exitCode = 1
  },
)
