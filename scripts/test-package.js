'use strict'
// Looks through the packed packages, installs them into an empty folder, with no Rust on the PATH, and runs the
// documentation's code under every runtime that the README names.

const { execFileSync, spawn } = require('node:child_process')
const { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } = require('node:fs')
const { tmpdir } = require('node:os')
const { delimiter, dirname, join } = require('node:path')
const { gzipSync } = require('node:zlib')
const { checkNext } = require('./check-next.js')
const { checkExamples } = require('./check-examples.js')
const { checkPacked } = require('./check-packed.js')
const { runCore } = require('../__test__/core/run.js')
const { startCoreService } = require('../__test__/core/service.js')
const { root, run } = require('./run.js')

const RUNTIMES = ['node@20', 'node@22', 'node@24', 'bun@1', 'deno@2']
/** The newest GLIBC symbol that an addon may ask for. */
const GLIBC = [2, 17]
/** How large our addon may be, in bytes, as it is and packed with gzip: docs/decisions/0013, 0014. */
const LIMITS = { size: 5_650_000, packed: 2_750_000 }

// The documentation's code, word for word, below the four values it leaves to the reader.
const EXAMPLE = `
const [region, accessKeyId, accessKeySecret, bucket] = ['oss-cn-hangzhou', 'emulator', 'emulator-secret', 'bucket-name']
const OSS = require("ali-oss");
const store = new OSS({ region, accessKeyId, accessKeySecret, bucket });
async function main() {
  await store.putBucketEncryption("bucket-name", { SSEAlgorithm: "AES256" });
  const result = await store.getBucketEncryption("bucket-name");
  await store.putBucketEncryption("bucket-name", { SSEAlgorithm: "KMS", KMSMasterKeyID: "some-key" });
  await store.deleteBucketEncryption("bucket-name");
  const rejected = await store.getBucketEncryption("bucket-name").catch((error) => error.code);
  console.log(result.encryption.SSEAlgorithm, result.status, result.res.status, rejected);
}
main();
`
const MODULE = `
import OSS, { OSS as Named } from 'ali-oss'
import { startEmulator } from 'oss-emulator'
const emulator = await startEmulator({ buckets: ['other-bucket'] })
const store = new OSS(emulator.clientOptions())
await store.putBucketEncryption('other-bucket', { SSEAlgorithm: 'SM4' })
console.log((await store.getBucketInfo()).bucket.ServerSideEncryptionRule.SSEAlgorithm, OSS === Named)
await emulator.stop()
`

/** The PATH without any folder that has Rust in it. */
const PATH = (process.env.PATH ?? '')
  .split(delimiter)
  .filter((folder) => !/cargo|rust/.test(folder))
  .join(delimiter)

let passed = 0
let failed = 0
function check(what, actual, expected) {
  const same = actual === expected
  if (same) passed++
  else failed++
  console.log(`${same ? 'ok' : 'not ok'} - ${what}${same ? '' : `: ${actual} instead of ${expected}`}`)
}

function output(command, args, cwd, env = {}) {
  try {
    const options = { cwd, env: { ...process.env, PATH, ...env }, timeout: 120_000 }
    return execFileSync(command, args, { ...options, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] }).trim()
  } catch (error) {
    const { message, stdout } = /** @type {any} */ (error)
    return `${message}\n${stdout}`
  }
}

/** The newest GLIBC symbol of an addon, as text in the file. */
function newestGlibc(file) {
  const symbols = execFileSync('grep', ['-a', '-o', 'GLIBC_2\\.[0-9]*', file], { encoding: 'utf8' }).trim().split('\n')
  return Math.max(...symbols.map((symbol) => Number(symbol.split('.')[1])))
}

function command(folder, runtime) {
  const [name] = runtime.split('@')
  return {
    node: ['node', []],
    bun: ['bun', ['run']],
    deno: ['deno', ['run', '-A', '--quiet', '--node-modules-dir=manual']],
  }[name].map((part) =>
    typeof part === 'string' ? join(folder, 'runtimes', runtime, 'node_modules', '.bin', part) : part,
  )
}

async function serve(folder) {
  const server = spawn(
    join(folder, 'node_modules', '.bin', 'oss-emulator'),
    ['--port', '0', '--bucket', 'bucket-name'],
    { cwd: folder },
  )
  const text = await new Promise((resolve) => server.stdout.once('data', (data) => resolve(String(data))))
  return { endpoint: /listens on (\S+),/.exec(text)?.[1] ?? text, stop: () => server.kill('SIGTERM') }
}

/** Runs the core of the suite, and shows what the runtime lacks. */
async function checkCore(version, command, packagePath) {
  const service = await startCoreService()
  const { code, out } = await runCore({ command, packagePath, environment: service.environment })
  await service.stop()
  const lines = out.trim().split('\n')
  const cases = lines.filter((line) => /^(ok|lacks) - /.test(line)).length
  for (const line of lines.filter((line) => !line.startsWith('ok - '))) console.log(`  ${line}`)
  check(`${version}: the core of the suite, ${cases} cases`, `${code}, ${lines.at(-1)}`, '0, all well')
}

async function main() {
  rmSync(join(root, 'dist'), { recursive: true, force: true })
  run(process.execPath, ['scripts/pack.js'])
  const packed = readdirSync(join(root, 'dist')).map((file) => join(root, 'dist', file))
  await checkPacked(packed, check)
  const folder = mkdtempSync(join(tmpdir(), 'ali-oss-native-'))
  try {
    writeFileSync(join(folder, 'package.json'), '{ "private": true }\n')
    const named = packed.map((file) => (/[/\\]ali-oss-native-\d/.test(file) ? `ali-oss@file:${file}` : file))
    run('npm', ['install', '--no-audit', '--no-fund', ...named], { cwd: folder, env: { PATH } })
    const installed = readdirSync(join(folder, 'node_modules')).filter((name) => !name.startsWith('.'))
    console.log(`installed: ${installed.join(' ')}`)

    for (const name of installed) {
      const addon = readdirSync(join(folder, 'node_modules', name)).find((file) => file.endsWith('-gnu.node'))
      if (!addon) continue
      const path = join(folder, 'node_modules', name, addon)
      check(
        `${addon} (${(statSync(path).size / 2 ** 20).toFixed(1)} MiB) asks for no newer glibc than ${GLIBC.join('.')}`,
        newestGlibc(path) <= GLIBC[1],
        true,
      )
      if (!addon.startsWith('ali-oss-native')) continue
      const [size, packed] = [statSync(path).size, gzipSync(readFileSync(path), { level: 9 }).length]
      check(`${addon}: ${size} bytes, ${packed} with gzip`, size <= LIMITS.size && packed <= LIMITS.packed, true)
    }

    writeFileSync(join(folder, 'example.cjs'), EXAMPLE)
    writeFileSync(join(folder, 'example.mjs'), MODULE)
    const server = await serve(folder)
    check('cargo is not on the PATH', output('sh', ['-c', 'command -v cargo || echo none'], folder), 'none')
    for (const runtime of RUNTIMES) {
      const home = join(folder, 'runtimes', runtime)
      mkdirSync(home, { recursive: true })
      writeFileSync(join(home, 'package.json'), '{ "private": true }\n')
      run('npm', ['install', '--no-audit', '--no-fund', '--loglevel=error', runtime], { cwd: home })
      const [program, args] = command(folder, runtime)
      const version = output(program, ['--version'], folder).split('\n')[0]
      const env = { OSS_ENDPOINT: server.endpoint, PATH: [dirname(program), PATH].join(delimiter) }
      check(
        `${version}: the documentation's code`,
        output(program, [...args, 'example.cjs'], folder, env),
        'AES256 200 200 NoSuchServerSideEncryptionRule',
      )
      check(
        `${version}: import, and a server in process`,
        output(program, [...args, 'example.mjs'], folder, env),
        'SM4 true',
      )
      await checkCore(version, [program, ...args], join(folder, 'node_modules', 'ali-oss'))
    }
    checkExamples(named, folder, output, check)
    const cli = join(folder, 'node_modules', '.bin', 'ali-oss-native')
    const keys = {
      OSS_ACCESS_KEY_ID: 'emulator',
      OSS_ACCESS_KEY_SECRET: 'emulator-secret',
      OSS_REGION: 'oss-cn-hangzhou',
    }
    const env = { OSS_ENDPOINT: server.endpoint, PATH, ...keys }
    check('the command', output(cli, ['--version'], folder, env), require('../package.json').version)
    check(
      'the command audits',
      /^oss:\/\/bucket-name\/: \d+ objects, required: any$/m.test(
        output(cli, ['encryption', 'audit', 'oss://bucket-name', '--report', 'audit.html'], folder, env),
      ),
      true,
    )
    await checkNext(folder, { OSS_ENDPOINT: server.endpoint, PATH }, output, check)
    server.stop()
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
  console.log(`${passed} passed, ${failed} failed`)
  if (failed > 0) process.exitCode = 1
}

main().catch((error) => {
  console.error(error)
  process.exitCode = 1
})
