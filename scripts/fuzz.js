'use strict'
// Fuzzes one target, or each in turn, guided by coverage. [target] [seconds]; without seconds a single target runs until
// it is stopped, and all of them for a minute each. What has been found is kept in target/fuzz, and looked at first.

const { execFileSync } = require('node:child_process')
const { mkdirSync, readdirSync } = require('node:fs')
const { join } = require('node:path')
const { root, run } = require('./run.js')

const targets = readdirSync(join(root, 'fuzz', 'corpus')).sort()
const [name, seconds] = process.argv.slice(2)
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

for (const target of chosen) {
  const found = join('target', 'fuzz', 'corpus', target)
  mkdirSync(join(root, found), { recursive: true })
  const limits = ['-max_len=4096', '-len_control=0', '-timeout=20', '-rss_limit_mb=2048', `-max_total_time=${time}`]
  const artifact = `-artifact_prefix=${join('target', 'fuzz', target)}-`
  const quiet = ['-print_final_stats=1', '-verbosity=1']
  console.log(
    `\n${target}: an input that fails is written to target/fuzz; once mended, move it to fuzz/corpus/${target}`,
  )
  run(
    join(root, folder, host, 'fuzz', 'fuzz'),
    [found, join('fuzz', 'corpus', target), ...limits, artifact, ...quiet],
    {
      env: { FUZZ_TARGET: target },
    },
  )
}
