'use strict'
// The local server's data folder: one of a million objects, and what it costs that answered changes survive a loss of power.

const { execFileSync } = require('node:child_process')
const { mkdtempSync, rmSync } = require('node:fs')
const { tmpdir } = require('node:os')
const { join } = require('node:path')
const { run } = require('../../scripts/run.js')
const { paired, root } = require('../measure.js')

const OBJECTS = Number(process.env.BENCH_OBJECTS ?? 1_000_000)
const MIB = 1024

/** Builds the program that measures, and gives what asks it. */
function measuring() {
  run('cargo', ['build', '--release', '--locked', '--quiet', '-p', 'oss-emulator', '--example', 'folder'])
  const program = join(root, 'target', 'release', 'examples', 'folder')
  return (...args) => JSON.parse(execFileSync(program, args.map(String), { encoding: 'utf8' }))
}

/** Does something with a folder that is then removed. */
function within(act) {
  const dir = mkdtempSync(join(tmpdir(), 'bench-folder-'))
  try {
    return act(dir)
  } finally {
    rmSync(dir, { recursive: true, force: true })
  }
}

/** A folder of a million objects, opened and listed to its end. */
function folder() {
  const ask = measuring()
  return within((dir) => {
    const filled = ask('fill', dir, OBJECTS)
    const opened = ask('open', dir)
    // Twice: what a list takes for itself is there after the first.
    const lists = ask('list', dir)
    const short = lists.find(({ keys }) => keys !== OBJECTS)
    if (short) throw new Error(`${short.keys} keys were listed of ${OBJECTS}`)
    const mib = (kib) => Math.round(kib / MIB)
    const rows = [
      { what: `filled with ${OBJECTS} objects`, seconds: filled.seconds.toFixed(1) },
      { what: 'opened', seconds: opened.opened.toFixed(3), 'peak MiB': mib(opened.peak) },
      { what: 'opened, and an object read', seconds: opened.read.toFixed(3) },
      ...lists.map(({ pages, seconds, peak }, time) => ({
        what: `listed in ${pages} pages${time === 0 ? '' : ', again'}`,
        seconds: seconds.toFixed(1),
        'peak MiB': mib(peak),
      })),
    ]
    return { rows }
  })
}

/** Puts that are forced to the disk, beside those that are not, and beside what the disk can do at all. */
function durability() {
  const ask = measuring()
  const kinds = [1, 64].flatMap((flight) => ['none', 'AES256', 'KMS'].map((sse) => [flight, sse]))
  const rows = kinds.map(([flight, sse]) => {
    const side = (how) => () => within((dir) => ask('puts', dir, flight === 1 ? 400 : 6_000, flight, 4096, sse, how))
    const sides = { full: side('full'), relaxed: side('relaxed'), disk: () => within((dir) => ask('disk', dir, 400)) }
    const rounds = paired(sides)
    return {
      'in flight': flight,
      encryption: sse,
      'full/s': Math.round(rounds.of('full', 'perSecond')),
      'relaxed/s': Math.round(rounds.of('relaxed', 'perSecond')),
      'full / relaxed': rounds.ratio('full', 'relaxed', 'perSecond').toFixed(2),
      'forced writes of the disk/s': Math.round(rounds.of('disk', 'perSecond')),
      'full / forced writes': rounds.ratio('full', 'disk', 'perSecond').toFixed(2),
    }
  })
  return { rows }
}

module.exports = { durability, folder }
