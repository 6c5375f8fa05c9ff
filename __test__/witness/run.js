'use strict'
// Lets the official Python SDKs call the server, opendal where signatures are refused, and clients of S3. Python, the SDKs and the tools are
// those of this test only. With the names of settings of buckets (`run.js inventory cors`), only these are asked for; with `s3` only the
// clients of S3.

const { spawn, spawnSync } = require('node:child_process')
const { copyFileSync, existsSync, mkdirSync, readFileSync, rmSync } = require('node:fs')
const { join } = require('node:path')
const { startEmulator } = require('../../emulator')
const { exchange } = require('./client-encryption.js')
const { refused } = require('./refused.js')
const { askS3 } = require('./s3.js')

const folder = join(__dirname, '../../.cache/witness')
const requirements = join(__dirname, 'requirements.txt')
const installed = join(folder, 'requirements.txt')
const windows = process.platform === 'win32'
const python = windows ? join(folder, 'Scripts', 'python.exe') : join(folder, 'bin', 'python')

/** Runs a command to its end and gives its exit code. The server lives in this process, which must not block. */
function run(command, args) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { stdio: 'inherit' })
    child.on('error', reject)
    child.on('close', (code) => resolve(code ?? 1))
  })
}

/** The Python on the path, if it can make virtual environments. */
function findPython() {
  const usable = (name) => spawnSync(name, ['-c', 'import ensurepip, venv'], { stdio: 'ignore' }).status === 0
  return (windows ? ['python', 'py'] : ['python3']).find(usable)
}

const isInstalled = () =>
  existsSync(python) && existsSync(installed) && readFileSync(installed, 'utf8') === readFileSync(requirements, 'utf8')

/** Makes the virtual environment anew. What was installed is noted last, so that an interrupted run is repeated. */
async function install(outer) {
  rmSync(folder, { recursive: true, force: true })
  mkdirSync(folder, { recursive: true })
  const pip = ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', '--requirement', requirements]
  const code = (await run(outer, ['-m', 'venv', folder])) || (await run(python, pip))
  if (code === 0) copyFileSync(requirements, installed)
  return code
}

async function main() {
  const outer = findPython()
  if (!outer) {
    console.log('witness: python3 with venv is not here, so the official Python SDKs are not asked')
    return process.env.CI ? 1 : 0
  }
  const code = isInstalled() ? 0 : await install(outer)
  if (code !== 0) return code
  const emulator = await startEmulator()
  try {
    const script = (name, ...args) => run(python, ['-W', 'ignore', join(__dirname, name), ...args])
    const settings = process.argv.slice(2)
    if (settings[0] === 's3') return await askS3(emulator, script)
    const asked = await script('witness.py', emulator.url, ...settings)
    if (asked || settings.length > 0) return asked
    return (await exchange(emulator, script)) || (await refused(emulator, script)) || (await askS3(emulator, script))
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
