'use strict'
// Fuzzes one target, or each in turn, guided by coverage. [target] [seconds]; without seconds a single target runs until
// it is stopped, and all of them for a minute each. What has been found is kept in target/fuzz, and looked at first.
// With --keep, inputs that reach code which no input in fuzz/corpus reaches are added to it. With --report, a table is printed.

const { execFileSync, spawnSync } = require('node:child_process')
const { mkdirSync, readdirSync } = require('node:fs')
const { join } = require('node:path')
const { parseArgs } = require('node:util')
const { root, run } = require('./run.js')

const { values, positionals } = parseArgs({
  options: { keep: { type: 'boolean' }, report: { type: 'boolean' } },
  allowPositionals: true,
})
const targets = readdirSync(join(root, 'fuzz', 'corpus')).sort()
const [name, seconds] = positionals
if (name !== undefined && name !== 'all' && !targets.includes(name)) {
  console.error(`There is no target ${name}. There are: all, ${targets.join(', ')}.`)
  process.exit(1)
}
const chosen = name === undefined || name === 'all' ? targets : [name]
const time = Number(seconds ?? (chosen.length > 1 ? 60 : 0)) // 0 is without end

// What cargo-fuzz asks of the compiler, as far as a stable one can do it. With --target, build scripts are left alone.
const COVERAGE = [
  '--cfg=fuzzing',
  '-Cpasses=sancov-module',
  '-Cllvm-args=-sanitizer-coverage-level=4',
  '-Cllvm-args=-sanitizer-coverage-inline-8bit-counters',
  '-Cllvm-args=-sanitizer-coverage-pc-table',
  '-Cllvm-args=-sanitizer-coverage-trace-compares',
].join(' ')
const [, host] = /^host: (.*)$/m.exec(execFileSync('rustc', ['-vV'], { encoding: 'utf8' })) ?? []
const folder = join('target', 'libfuzzer')
const what = ['--locked', '-p', 'fuzz', '--bin', 'fuzz', '--features', 'libfuzzer', '--profile', 'fuzz']
run('cargo', ['build', ...what, '--target', host, '--target-dir', folder], { env: { RUSTFLAGS: COVERAGE } })

/** Runs libFuzzer on a target, shown or as text: what it wrote, and whether it found nothing. */
function libfuzzer(target, args, shown) {
  const { status, stderr: written } = spawnSync(join(root, folder, host, 'fuzz', 'fuzz'), args, {
    cwd: root,
    env: { ...process.env, FUZZ_TARGET: target },
    stdio: ['ignore', 'inherit', shown ? 'inherit' : 'pipe'],
    encoding: 'utf8',
    maxBuffer: 1 << 30,
  })
  if (status !== 0 && !shown) console.error(written.slice(Math.max(0, written.indexOf('panicked'))))
  if (status !== 0) process.exitCode = 1
  return { written: written ?? '', well: status === 0 }
}

const rows = []
for (const target of chosen) {
  const found = join('target', 'fuzz', 'corpus', target)
  const kept = join('fuzz', 'corpus', target)
  mkdirSync(join(root, found), { recursive: true })
  const limits = ['-max_len=4096', '-len_control=0', '-timeout=20', '-rss_limit_mb=2048', `-max_total_time=${time}`]
  const artifact = `-artifact_prefix=${join('target', 'fuzz', target)}-`
  console.log(`\n${target}: an input that fails is written to target/fuzz; once mended, move it to ${kept}`)
  const { written, well } = libfuzzer(
    target,
    [found, kept, ...limits, artifact, '-print_final_stats=1'],
    !values.report,
  )
  if (values.report) {
    const last = [...written.matchAll(/cov: (\d+)/g)].at(-1)
    const runs = /number_of_executed_units: (\d+)/.exec(written)
    rows.push({ target, runs: Number(runs?.[1]), 'places reached': Number(last?.[1]), findings: well ? 0 : 1 })
  }
  if (values.keep && well) libfuzzer(target, ['-merge=1', kept, found, '-max_len=4096', '-timeout=20'], false)
}
if (values.report) {
  const columns = Object.keys(rows[0])
  const line = (cells) => `| ${cells.join(' | ')} |`
  console.log(`\n${[line(columns), line(columns.map(() => '---')), ...rows.map((row) => line(Object.values(row)))].join('\n')}`) // prettier-ignore
}
