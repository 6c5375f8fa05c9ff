'use strict'
// Clients of S3 call the server at the names that the service has. Their packages for JavaScript are installed beside those for Python;
// s3cmd and rclone are those of the system.

const { spawn } = require('node:child_process')
const { copyFileSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } = require('node:fs')
const { join } = require('node:path')
const OSS = require('../..')
const { startEmulator } = require('../../emulator')
const { askTools } = require('./s3_tools.js')

const folder = join(__dirname, '../../.cache/witness-s3')
const wanted = join(__dirname, 's3_packages.json')
const installed = join(folder, 'installed.json')

/** Runs a command to its end and gives its exit code. */
function run(command, args, options) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { stdio: 'inherit', shell: process.platform === 'win32', ...options })
    child.on('error', reject)
    child.on('close', (code) => resolve(code ?? 1))
  })
}

const isInstalled = () => existsSync(installed) && readFileSync(installed, 'utf8') === readFileSync(wanted, 'utf8')

/** What was installed is noted last, so that an interrupted run is repeated. */
async function install() {
  rmSync(folder, { recursive: true, force: true })
  mkdirSync(folder, { recursive: true })
  copyFileSync(wanted, join(folder, 'package.json'))
  const code = await run('npm', ['install', '--no-audit', '--no-fund', '--silent'], { cwd: folder })
  if (code === 0) copyFileSync(wanted, installed)
  return code
}

/**
 * @param {import('../../emulator').Emulator} emulator
 * @param {(script: string, ...args: string[]) => Promise<number>} python runs a script, and gives its exit code
 */
async function askS3(emulator, python) {
  const code = isInstalled() ? 0 : await install()
  if (code !== 0) return code
  const secure = await startEmulator({ tls: true })
  const script = (name) => join(__dirname, name)
  try {
    const authority = join(folder, 'authority.pem')
    writeFileSync(authority, String(secure.ca))
    let failed = await python('s3_boto3.py', emulator.url, secure.url, authority)
    failed ||= await run(process.execPath, ['--no-warnings', script('s3_sdk.js'), folder, emulator.url])
    const bun = join(folder, 'node_modules', '.bin', 'bun')
    const bucket = 'bun-bucket'
    await new OSS(emulator.clientOptions()).putBucket(bucket)
    failed ||= await run(bun, [script('s3_bun.js'), bucket], {
      env: { PATH: process.env.PATH, HTTP_PROXY: emulator.url },
    })
    const { keyId } = await emulator.kms.create()
    return failed || (await askTools(emulator.url, keyId))
  } finally {
    await secure.stop()
  }
}

module.exports = { askS3 }
