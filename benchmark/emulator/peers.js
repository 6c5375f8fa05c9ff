'use strict'
// The local server and other object servers, each started in a folder of its own: those that are installed. They are found on
// the path: `cargo install garage`, `cargo install s3s-fs --features binary`, `npm install -g s3rver`, `pip install "moto[server]"`.

const { execFileSync, spawn } = require('node:child_process')
const { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } = require('node:fs')
const { connect, createServer } = require('node:net')
const { tmpdir } = require('node:os')
const { join } = require('node:path')
const { setTimeout: sleep } = require('node:timers/promises')
const { root } = require('../measure.js')
const { KEYS, REGION, keyOf, signed } = require('./requests.js')

const BUCKET = 'bench'
/** Garage holds keys to a form. */
const accessKeyId = 'GK31c2f218a2e44f485b94239e'
const secret = 'b892c0665f0ada8a4755dae98baa3b133590e11dae3bcc1f9d769d67f16c3835'
const SSE = { 'x-amz-server-side-encryption': 'AES256' }

/** A port that was free a moment ago: these servers do not choose one. */
function freePort() {
  return new Promise((resolve, reject) => {
    const server = createServer()
    server.once('error', reject)
    server.listen(0, '127.0.0.1', () => {
      const { port } = /** @type {import('node:net').AddressInfo} */ (server.address())
      server.close(() => resolve(port))
    })
  })
}

/** What this package's server is started with, and what its rows are called. */
const ours = (keeps, forced, more, headers) => ({
  name: 'oss-emulator',
  keeps,
  forced,
  encrypts: headers === SSE,
  headers,
  virtual: true,
  command: (port, dir) => [
    process.execPath,
    [
      join(root, 'emulator', 'cli.js'),
      ...['--port', port, '--bucket', BUCKET, '--access-key-id', accessKeyId, '--access-key-secret', secret],
      ...(keeps === 'folder' ? ['--dir', dir] : []),
      ...more,
    ],
  ],
})

const garageConfig = (port, rpc, dir) => `
metadata_dir = "${dir}/meta"
data_dir = "${dir}/data"
db_engine = "lmdb"
replication_factor = 1
rpc_bind_addr = "127.0.0.1:${rpc}"
rpc_public_addr = "127.0.0.1:${rpc}"
rpc_secret = "${'17'.repeat(32)}"
[s3_api]
s3_region = "${REGION}"
api_bind_addr = "127.0.0.1:${port}"
root_domain = ".localhost"
`

/**
 * @typedef {{ name: string, keeps: string, forced: boolean, encrypts: boolean, headers?: Record<string, string>, virtual?: boolean,
 *   makesBucket?: boolean, env?: Record<string, string>, command: (port: number, dir: string) => any }} Kind
 */

/** @type {Kind[]} */
const KINDS = [
  ours('memory', false, [], SSE),
  ours('folder', false, ['--durability', 'relaxed'], SSE),
  ours('folder', false, ['--durability', 'relaxed'], {}),
  ours('folder', true, ['--durability', 'full'], SSE),
  {
    name: 'garage',
    keeps: 'folder',
    forced: false,
    encrypts: false,
    env: {
      GARAGE_DEFAULT_BUCKET: BUCKET,
      GARAGE_DEFAULT_ACCESS_KEY: accessKeyId,
      GARAGE_DEFAULT_SECRET_KEY: secret,
      RUST_LOG: 'error',
    },
    command: async (port, dir) => {
      writeFileSync(join(dir, 'garage.toml'), garageConfig(port, await freePort(), dir))
      return ['garage', ['-c', join(dir, 'garage.toml'), 'server', '--single-node', '--default-bucket']]
    },
  },
  {
    name: 's3s-fs',
    keeps: 'folder',
    forced: false,
    encrypts: false,
    env: { RUST_LOG: 'error' },
    command: (port, dir) => {
      mkdirSync(join(dir, BUCKET))
      return [
        's3s-fs',
        ['--host', '127.0.0.1', '--port', port, '--access-key', accessKeyId, '--secret-key', secret, dir],
      ]
    },
  },
  {
    name: 's3rver',
    keeps: 'folder',
    forced: false,
    encrypts: false,
    env: { S3RVER: '' },
    command: (port, dir) => ['s3rver', ['-d', dir, '-a', '127.0.0.1', '-p', port, '-s', '--configure-bucket', BUCKET]],
  },
  {
    name: 'moto',
    keeps: 'memory',
    forced: false,
    encrypts: false,
    makesBucket: true,
    command: (port) => ['moto_server', ['-H', '127.0.0.1', '-p', port]],
  },
]

/** A server that runs, until it is stopped. */
class Running {
  /**
   * @param {Kind} kind
   * @param {import('node:child_process').ChildProcess} child
   * @param {number} port
   * @param {string} dir
   */
  constructor(kind, child, port, dir) {
    this.kind = kind
    this.child = child
    this.port = port
    this.dir = dir
    const host = kind.virtual ? `${BUCKET}.localhost:${port}` : `127.0.0.1:${port}`
    // s3rver has one account, whose key is its own.
    const key = kind.name === 's3rver' ? ['S3RVER', 'S3RVER'] : [accessKeyId, secret]
    this.target = { host, path: kind.virtual ? '/' : `/${BUCKET}/`, accessKeyId: key[0], secret: key[1] }
  }

  /** Processor time so far, in seconds, and the most memory, in MiB: of the server's process, as Linux tells it. */
  used() {
    const fields = readFileSync(`/proc/${this.child.pid}/stat`, 'utf8').split(') ')[1].split(' ')
    const peak = /^VmHWM:\s+(\d+)/m.exec(readFileSync(`/proc/${this.child.pid}/status`, 'utf8'))
    return { cpu: (Number(fields[11]) + Number(fields[12])) / 100, peak: Number(peak?.[1]) / 1024 }
  }

  async stop() {
    const ended = new Promise((resolve) => this.child.once('exit', resolve))
    this.child.kill()
    await ended
    rmSync(this.dir, { recursive: true, force: true })
  }
}

/** Whether an object can be put, which is asked until it can. */
async function ready(server) {
  for (let tries = 0; tries < 300; tries += 1) {
    try {
      if (server.kind.makesBucket) await send(server, signed({ ...server.target, path: `/${BUCKET}` }, 'PUT', ''))
      const status = await send(server, signed(server.target, 'PUT', 'first', { 'content-length': '1' }) + 'x')
      if (status === 200) return
    } catch {
      // It does not listen yet.
    }
    await sleep(100)
  }
  throw new Error(`${server.kind.name} does not take an object`)
}

/** Sends a request as it is, and gives the status of its answer. @returns {Promise<number>} */
function send({ port }, request) {
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1', () => socket.write(request))
    socket.setTimeout(10_000, () => socket.destroy(new Error('no answer')))
    socket.once('error', reject)
    socket.once('data', (data) => {
      resolve(Number(String(data).split(' ')[1]))
      socket.destroy()
    })
  })
}

/** Puts small objects under all the keys that requests are made for, so that none is asked for that is not there. */
async function fill(server) {
  const keys = Array.from({ length: KEYS }, (_, number) => keyOf(number))
  const body = 'first'
  const one = async () => {
    for (let key = keys.pop(); key !== undefined; key = keys.pop()) {
      const head = signed(server.target, 'PUT', key, { 'content-length': String(body.length) })
      const status = await send(server, head + body)
      if (status !== 200) throw new Error(`${server.kind.name} answers ${status} to the put of ${key}`)
    }
  }
  await Promise.all(Array.from({ length: 16 }, one))
}

/** @param {Kind} kind @returns {Promise<any>} */
async function start(kind) {
  const dir = mkdtempSync(join(tmpdir(), `bench-${kind.name}-`))
  const port = await freePort()
  const [command, args] = await kind.command(port, dir)
  const child = spawn(command, args.map(String), { stdio: 'ignore', env: { ...process.env, ...kind.env } })
  const server = new Running(kind, child, port, dir)
  await Promise.race([ready(server), new Promise((_, reject) => child.once('error', reject))])
  await fill(server)
  return server
}

/** The version of a server; nothing where it cannot be started here. @param {Kind} kind @returns {string | undefined} */
function versionOf(kind) {
  if (kind.name === 'oss-emulator') return require(join(root, 'emulator', 'package.json')).version
  const program = { moto: 'moto_server' }[kind.name] ?? kind.name
  try {
    const told = execFileSync(program, ['--version'], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] })
    return /\d+\.\d+\.\d+/.exec(told)?.[0] ?? ''
  } catch (error) {
    // moto has no such option.
    return /** @type {any} */ (error).code === 'ENOENT' ? undefined : ''
  }
}

module.exports = { KINDS, start, versionOf }
