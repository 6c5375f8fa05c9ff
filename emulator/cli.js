#!/usr/bin/env node
'use strict'
// The `oss-emulator` command.

const { parseArgs } = require('node:util')

const USAGE = `oss-emulator: a local Alibaba Cloud OSS

  --port N                   port to listen on (9000; 0 lets the system choose)
  --host ADDRESS             address to listen on (127.0.0.1)
  --dir FOLDER               keep data in a folder (otherwise in memory)
  --region NAME              region to play (cn-hangzhou)
  --bucket NAME              make a bucket if it is missing; may be repeated
  --access-key-id ID         access key (OSS_ACCESS_KEY_ID, else emulator)
  --access-key-secret TEXT   its secret (OSS_ACCESS_KEY_SECRET, else emulator-secret)
  --version, --help`

const OPTIONS = /** @type {any} */ ({
  port: { type: 'string' },
  host: { type: 'string' },
  dir: { type: 'string' },
  region: { type: 'string' },
  bucket: { type: 'string', multiple: true },
  'access-key-id': { type: 'string' },
  'access-key-secret': { type: 'string' },
  version: { type: 'boolean' },
  help: { type: 'boolean' },
})

async function main() {
  const given = /** @type {any} */ (parseArgs({ options: OPTIONS }).values)
  if (given.help) return console.log(USAGE)
  if (given.version) return console.log(require('./package.json').version)
  const port = Number(given.port ?? 9000)
  if (!Number.isInteger(port) || port < 0 || port > 65535) throw new Error(`--port ${given.port} is no port`)
  const account = {
    accessKeyId: given['access-key-id'] ?? process.env.OSS_ACCESS_KEY_ID ?? 'emulator',
    accessKeySecret: given['access-key-secret'] ?? process.env.OSS_ACCESS_KEY_SECRET ?? 'emulator-secret',
  }
  const { startEmulator } = require('./index.js')
  const emulator = await startEmulator({
    port,
    host: given.host,
    dir: given.dir,
    region: given.region,
    buckets: given.bucket,
    accounts: [account],
  })
  const alive = setInterval(() => {}, 2 ** 30)
  for (const signal of ['SIGINT', 'SIGTERM']) {
    process.once(signal, async () => {
      await emulator.stop()
      clearInterval(alive)
    })
  }

  const variables = Object.entries(emulator.environment())
    // A secret that somebody chose is not for the screen.
    .filter(([name, value]) => name !== 'OSS_ACCESS_KEY_SECRET' || value === 'emulator-secret')
    .map(([name, value]) => `export ${name}=${value}`)
  const where = given.dir ? `data in ${given.dir}` : 'data in memory'
  console.log([`oss-emulator listens on ${emulator.url}, ${where}`, '', ...variables].join('\n'))
}

main().catch((error) => {
  console.error(`oss-emulator: ${error.message}`)
  process.exitCode = 1
})
