'use strict'
// Lets the official Python SDKs call the server, opendal where signatures are refused, clients of S3, programs of others that find the
// server in the place of the service, and their own tests. With the names of settings of buckets (`run.js inventory cors`), only these are
// asked for; with `s3` only the clients of S3, with `suites` only the tests of others.

const { join } = require('node:path')
const { startEmulator } = require('../../emulator')
const { exchange } = require('./client-encryption.js')
const { programs } = require('./programs.js')
const { findPython, pythonWith, run } = require('./python.js')
const { refused } = require('./refused.js')
const { askS3 } = require('./s3.js')
const { suites } = require('./suites.js')

async function main() {
  const outer = findPython()
  if (!outer) {
    console.log('witness: python3 with venv is not here, so the official Python SDKs are not asked')
    return process.env.CI ? 1 : 0
  }
  if (process.argv[2] === 'suites') return suites(outer)
  const python = await pythonWith(outer, 'witness', 'requirements.txt')
  const emulator = await startEmulator()
  try {
    const script = (name, ...args) => run(python, ['-W', 'ignore', join(__dirname, name), ...args])
    const settings = process.argv.slice(2)
    if (settings[0] === 's3') return await askS3(emulator, script)
    const asked = await script('witness.py', emulator.url, ...settings)
    if (asked || settings.length > 0) return asked
    const others = [
      () => exchange(emulator, script),
      () => refused(emulator, script),
      () => askS3(emulator, script),
      () => programs(outer),
      () => suites(outer),
    ]
    for (const other of others) {
      const failed = await other()
      if (failed) return failed
    }
    return 0
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
