'use strict'
// This package and ali-oss side by side, in one run, against one server that is neither's.
// Machines are noisy: what counts are the ratios, each the median of paired rounds.

const { execFileSync, fork } = require('node:child_process')
const { mkdtempSync, readdirSync, rmSync, statSync } = require('node:fs')
const { cpus, tmpdir } = require('node:os')
const { join } = require('node:path')

const ROUNDS = Number(process.env.BENCH_ROUNDS ?? 5)
const SECONDS = Number(process.env.BENCH_SECONDS ?? 2)
const root = join(__dirname, '..')
const OURS = root
const THEIRS = join(root, 'node_modules/ali-oss')

const node = (...args) => execFileSync(process.execPath, args, { encoding: 'utf8' })
const median = (values) =>
  values.toSorted?.((a, b) => a - b)[values.length >> 1] ?? [...values].sort((a, b) => a - b)[values.length >> 1]

function serve() {
  return new Promise((resolve) => {
    const server = fork(join(__dirname, 'server.js'))
    server.once('message', (port) => resolve({ port, stop: () => server.disconnect() }))
  })
}

/** One round of one client. */
function measure(name, method, inFlight, port) {
  const { requests, elapsed, cpu, peak } = JSON.parse(
    node(join(__dirname, 'client.js'), name, method, String(inFlight), String(SECONDS), String(port)),
  )
  return { perSecond: requests / elapsed, cpuMicros: (cpu * 1e6) / requests, peak }
}

function compare(method, inFlight, port) {
  const rounds = Array.from({ length: ROUNDS }, () => ({
    ours: measure(OURS, method, inFlight, port),
    theirs: measure(THEIRS, method, inFlight, port),
  }))
  const of = (side, figure) => median(rounds.map((round) => round[side][figure]))
  const ratio = (figure) => median(rounds.map(({ ours, theirs }) => ours[figure] / theirs[figure]))
  return {
    call: `${method}BucketEncryption`,
    'in flight': inFlight,
    'req/s': Math.round(of('ours', 'perSecond')),
    'ali-oss req/s': Math.round(of('theirs', 'perSecond')),
    'times as many': ratio('perSecond').toFixed(1),
    'CPU µs/req': Math.round(of('ours', 'cpuMicros')),
    'ali-oss CPU': Math.round(of('theirs', 'cpuMicros')),
    'CPU ratio': `1/${(1 / ratio('cpuMicros')).toFixed(1)}`,
    'peak MiB': Math.round(of('ours', 'peak')),
    'ali-oss peak': Math.round(of('theirs', 'peak')),
  }
}

/** Milliseconds that `require` takes in a fresh process. */
function requireTime(name) {
  const program = `const t = process.hrtime.bigint(); require(${JSON.stringify(name)}); console.log(Number(process.hrtime.bigint() - t) / 1e6); process.exit()`
  return Number(node('-e', program))
}

function size(folder) {
  let [bytes, files] = [0, 0]
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue
    files++
    bytes += statSync(join(/** @type {any} */ (entry).parentPath ?? entry.path, entry.name)).size
  }
  return { files, bytes }
}

/** What a user's node_modules weighs: ours is what is packed and the addon, theirs an installation into an empty folder. */
function installed() {
  const packed = JSON.parse(
    execFileSync('npm', ['pack', '--dry-run', '--json', '--ignore-scripts'], {
      cwd: root,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    }),
  )
  const addon = readdirSync(root).find((file) => file.endsWith('.node'))
  const ours = {
    packages: 2,
    bytes: (packed[0] ?? Object.values(packed)[0]).unpackedSize + (addon ? statSync(join(root, addon)).size : 0),
  }
  const folder = mkdtempSync(join(tmpdir(), 'ali-oss-'))
  try {
    execFileSync('npm', ['install', '--no-audit', '--no-fund', '--prefix', folder, 'ali-oss@6.23.0'], {
      stdio: 'ignore',
    })
    const listed = execFileSync('npm', ['ls', '--all', '--parseable', '--prefix', folder], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    })
    return {
      ours,
      theirs: { packages: listed.trim().split('\n').length - 1, bytes: size(join(folder, 'node_modules')).bytes },
    }
  } finally {
    rmSync(folder, { recursive: true })
  }
}

async function main() {
  console.log(
    `${ROUNDS} paired rounds of ${SECONDS} s on ${cpus().length} cores, Node ${process.versions.node}; medians.\n`,
  )
  const { port, stop } = await serve()
  console.table([1, 16, 64].flatMap((inFlight) => ['get', 'put'].map((method) => compare(method, inFlight, port))))
  stop()

  const times = Array.from({ length: 2 * ROUNDS + 1 }, () => ({ ours: requireTime(OURS), theirs: requireTime(THEIRS) }))
  const [ours, theirs] = [median(times.map((t) => t.ours)), median(times.map((t) => t.theirs))]
  const ratio = median(times.map((t) => t.theirs / t.ours))
  console.log(`require: ${ours.toFixed(1)} ms; ali-oss ${theirs.toFixed(1)} ms; 1/${ratio.toFixed(1)}`)
  const sizes = installed()
  const mib = (bytes) => `${(bytes / 2 ** 20).toFixed(1)} MiB`
  console.log(
    `installed: ${sizes.ours.packages} packages, ${mib(sizes.ours.bytes)}; ali-oss ${sizes.theirs.packages} packages, ${mib(sizes.theirs.bytes)}`,
  )
}

main().catch((error) => {
  console.error(error)
  process.exitCode = 1
})
