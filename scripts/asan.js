'use strict'
// Runs the client's tests under AddressSanitizer: those in Rust, then those in JavaScript that move bodies about, over an
// addon that is built with it. The runtime is GCC's, which comes with the linker that Rust needs anyhow: it speaks the same
// protocol as LLVM's, and, unlike Rust's own, can be loaded into a Node that was built without it.

const { execFileSync, spawnSync } = require('node:child_process')
const { copyFileSync, readdirSync } = require('node:fs')
const { join } = require('node:path')
const { root, run } = require('./run.js')

/** What moves memory between JavaScript and the network. */
const TESTS = [
  'core.test.js',
  'changed-files.test.js',
  'integrity.test.js',
  'memory.test.js',
  'panics.test.js',
  'resume.test.js',
  'web-streams.test.js',
  'faults/cancel.test.js',
  'faults/progress.test.js',
  'lib/body.test.js',
  'lib/multipart',
  'process/',
]

const [, host] = /^host: (.*)$/m.exec(execFileSync('rustc', ['-vV'], { encoding: 'utf8' })) ?? []
const runtime = execFileSync('gcc', ['-print-file-name=libasan.so'], { encoding: 'utf8' }).trim()
if (!host?.endsWith('-linux-gnu') || !runtime.startsWith('/')) {
  console.error('This needs Linux with glibc, and GCC with its libasan (on Debian: apt-get install gcc).')
  process.exit(1)
}
const folder = join('target', 'asan')
const addon = join(root, folder, 'ali-oss-native.node')
const cargo = {
  RUSTC_BOOTSTRAP: '1', // sanitizers are not stable yet
  RUSTFLAGS: '-Zsanitizer=address -Zexternal-clangrt -Clink-arg=-Wl,-z,undefs',
  [`CARGO_TARGET_${host.toUpperCase().replaceAll('-', '_')}_RUNNER`]: `env LD_PRELOAD=${runtime}`,
  // Leaks: Node and the test runner end without freeing.
  ASAN_OPTIONS: 'detect_leaks=0:abort_on_error=0:exitcode=99',
}
const where = ['--locked', '--target', host, '--target-dir', folder]
run('cargo', ['test', ...where, '-p', 'oss-protocol', '-p', 'oss-client'], { env: cargo })

// Without mimalloc: the sanitizer must see every allocation.
run('cargo', ['build', ...where, '-p', 'ali-oss-native', '--no-default-features'], { env: cargo })
copyFileSync(join(root, folder, host, 'debug', 'libali_oss_native.so'), addon)

const env = {
  ASAN_ADDON: addon,
  ASAN_OPTIONS: cargo.ASAN_OPTIONS,
  LD_PRELOAD: runtime,
  NODE_OPTIONS: `--require ${JSON.stringify(join(__dirname, 'asan-addon.js'))}`,
}
const started = spawnSync(process.execPath, ['-e', "require('./index.js')"], {
  cwd: root,
  encoding: 'utf8',
  env: { ...process.env, ...env, ASAN_OPTIONS: `${env.ASAN_OPTIONS}:verbosity=1` },
})
if (started.status !== 0 || !started.stderr.includes('AddressSanitizer Init done')) {
  console.error(`AddressSanitizer is not at work in Node:\n${started.stderr}`)
  process.exit(1)
}
const files = readdirSync(join(root, '__test__'), { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.test.js') && TESTS.some((part) => file.startsWith(part)))
  .sort()
  .map((file) => join('__test__', file))
run(
  process.execPath,
  ['--expose-gc', '--test', '--test-reporter=spec', '--test-concurrency=1', '--test-timeout=300000', ...files],
  { env },
)
