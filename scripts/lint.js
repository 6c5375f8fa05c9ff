'use strict'
// Everything that is checked without running a test.

const { spawnSync } = require('node:child_process')
const { readFileSync } = require('node:fs')
const { join } = require('node:path')
const { host } = require('./cargo.js')
const { root, run } = require('./run.js')

const GENERATED = [
  'index.d.ts',
  'types.d.ts',
  'native.js',
  'emulator/native.d.ts',
  'emulator/native.js',
  'crates/oss-emulator/src/console/page.html',
  'docs/compatibility.md',
  'docs/operations.md',
  'Cargo.lock',
  'package-lock.json',
]

// The page is made by what is installed; the addons, which `npm run lint` has built by now, make the rest.
run(process.execPath, ['scripts/console.js'])
run('cargo', ['fmt', '--all', '--check'])
// For this machine by name, as everything else is built: scripts/cargo.js.
run('cargo', ['clippy', '--locked', '--target', host(), '--workspace', '--all-targets', '--', '-D', 'warnings'])
run(
  'cargo',
  ['doc', '--locked', '--no-deps', '--quiet', '-p', 'oss-protocol', '-p', 'oss-client', '-p', 'oss-emulator'],
  {
    env: { RUSTDOCFLAGS: '-D warnings' },
  },
)
// cargo-deny is a tool of its own; CI installs it. Advisories need the network, so CI looks at them in a job of its own.
const deny = spawnSync('cargo', ['deny', '--version'], { stdio: 'ignore' })
if (deny.status === 0) run('cargo', ['deny', '--locked', 'check', 'bans', 'licenses', 'sources'])
else if (process.env.CI) throw new Error('cargo-deny is not installed: cargo install cargo-deny --locked')
else console.log('cargo-deny is not installed; its checks are left to CI')

run('prettier', ['--check', '.'])
run('eslint', ['.'])
run('tsc', ['-p', '.'])
run('tsd', ['--typings', 'index.d.ts', '--files', '__test__/types/*.test-d.ts'])

// A lock file that names the registry it was made with is of no use elsewhere.
if (/"resolved": "http/.test(readFileSync(join(root, 'package-lock.json'), 'utf8'))) {
  console.error('package-lock.json names a registry: npm install --omit-lockfile-registry-resolved')
  process.exit(1)
}
run('git', ['diff', '--exit-code', '--stat', '--', ...GENERATED])
console.log('lint: all well')
