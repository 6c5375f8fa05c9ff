#!/usr/bin/env node
'use strict'
// The `oss-emulator` command: a server, or a word to one that runs.

const { writeFileSync } = require('node:fs')
const { parseArgs } = require('node:util')

const USAGE = `oss-emulator: a local Alibaba Cloud OSS

  --port N                   port to listen on (9000; 0 lets the system choose)
  --host ADDRESS             address to listen on (127.0.0.1)
  --dir FOLDER               keep data in a folder (otherwise in memory)
  --region NAME              region to play (cn-hangzhou)
  --bucket NAME              make a bucket if it is missing; may be repeated
  --max-connections N        connections served at once (4096); others wait
  --write-timeout MS         how long a client may take nothing of an answer (60000)
  --tls-ca FILE              speak TLS, and write the authority to trust to a file
  --access-key-id ID         access key (OSS_ACCESS_KEY_ID, else emulator)
  --access-key-secret TEXT   its secret (OSS_ACCESS_KEY_SECRET, else emulator-secret)
  --version, --help

oss-emulator kms: the keys of a server that runs

  kms create [ID]            make a key; --alias NAME gives it a name, --origin EXTERNAL leaves it without material
  kms list                   show all keys
  kms disable ID             make a key unusable, for reading too
  kms enable ID              make it usable again
  kms schedule-deletion ID   let a key be gone after --days N (30)
  kms cancel-deletion ID     keep it
  kms rotate [ID]            add a version to a key, or to the master keys of OSS

oss-emulator inventory: lists of what a server that runs holds

  inventory run BUCKET ID    write the inventory of a rule now

Both take

  --endpoint URL             the server (OSS_ENDPOINT, else http://127.0.0.1:9000); its access key as above`

const OPTIONS = /** @type {any} */ ({
  port: { type: 'string' },
  host: { type: 'string' },
  dir: { type: 'string' },
  region: { type: 'string' },
  bucket: { type: 'string', multiple: true },
  'max-connections': { type: 'string' },
  'write-timeout': { type: 'string' },
  'tls-ca': { type: 'string' },
  'access-key-id': { type: 'string' },
  'access-key-secret': { type: 'string' },
  endpoint: { type: 'string' },
  alias: { type: 'string' },
  origin: { type: 'string' },
  days: { type: 'string' },
  version: { type: 'boolean' },
  help: { type: 'boolean' },
})

function accountOf(given) {
  return {
    accessKeyId: given['access-key-id'] ?? process.env.OSS_ACCESS_KEY_ID ?? 'emulator',
    accessKeySecret: given['access-key-secret'] ?? process.env.OSS_ACCESS_KEY_SECRET ?? 'emulator-secret',
  }
}

/** The whole number of an option, if it was given. */
function wholeOf(given, name) {
  if (given[name] === undefined) return undefined
  const number = Number(given[name])
  if (!Number.isInteger(number) || number < 1) throw new Error(`--${name} must be a whole number, not ${given[name]}`)
  return number
}

/** Asks a running server to do something, and prints what it says. */
async function ask(path, request, given, { accessKeyId, accessKeySecret }) {
  const endpoint = given.endpoint ?? process.env.OSS_ENDPOINT ?? 'http://127.0.0.1:9000'
  const basic = Buffer.from(`${accessKeyId}:${accessKeySecret}`).toString('base64')
  const response = await fetch(new URL(path, endpoint), {
    method: 'POST',
    headers: { authorization: `Basic ${basic}`, 'content-type': 'application/json' },
    body: JSON.stringify(request),
  }).catch((error) => {
    throw new Error(`no server answers at ${endpoint}: ${error.cause?.message ?? error.message}`)
  })
  const answer = /** @type {any} */ (await response.json().catch(() => ({ error: `${endpoint} is no oss-emulator` })))
  if (!response.ok) throw new Error(answer.error ?? `status ${response.status}`)
  if (answer !== null) console.log(JSON.stringify(answer, null, 2))
}

/** What is asked of the keys of a server. */
function kms(words, given) {
  const [action, keyId, ...more] = words
  if (!action || more.length > 0) throw new Error('kms takes an action and at most one key; see --help')
  const days = given.days === undefined ? undefined : Number(given.days)
  return { action, keyId, alias: given.alias, origin: given.origin, days }
}

/** What is asked of the inventories of a server. */
function inventory([action, bucket, id, ...more]) {
  if (action !== 'run' || !id || more.length > 0) throw new Error('inventory takes run BUCKET ID; see --help')
  return { action, bucket, id }
}

const COMMANDS = { kms, inventory }

async function main() {
  const { values, positionals } = parseArgs({ options: OPTIONS, allowPositionals: true })
  const given = /** @type {any} */ (values)
  if (given.help) return console.log(USAGE)
  if (given.version) return console.log(require('./package.json').version)
  const account = accountOf(given)
  const [command, ...words] = positionals
  if (Object.hasOwn(COMMANDS, command ?? '')) {
    return ask(`/-/${command}`, COMMANDS[command](words, given), given, account)
  }
  if (command !== undefined) throw new Error(`there is no command ${command}; see --help`)
  const port = Number(given.port ?? 9000)
  if (!Number.isInteger(port) || port < 0 || port > 65535) throw new Error(`--port ${given.port} is no port`)
  const { startEmulator } = require('./index.js')
  const emulator = await startEmulator({
    port,
    host: given.host,
    dir: given.dir,
    region: given.region,
    buckets: given.bucket,
    accounts: [account],
    maxConnections: wholeOf(given, 'max-connections'),
    writeTimeout: wholeOf(given, 'write-timeout'),
    tls: given['tls-ca'] !== undefined,
  })
  if (emulator.ca) writeFileSync(given['tls-ca'], emulator.ca)
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
  if (emulator.ca) variables.push(`export NODE_EXTRA_CA_CERTS=${given['tls-ca']}`)
  const where = given.dir ? `data in ${given.dir}` : 'data in memory'
  console.log([`oss-emulator listens on ${emulator.url}, ${where}`, '', ...variables].join('\n'))
}

main().catch((error) => {
  console.error(`oss-emulator: ${error.message}`)
  process.exitCode = 1
})
