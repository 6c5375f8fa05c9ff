'use strict'
// Builds both addons for this machine: soon, and of what the tests in Rust are made of.
// With --package as they are published, optimised as a whole, and for Linux against glibc 2.17.
// --target names another target, and --zig links with zig, as the release workflow does; both are packages too.

const { parseArgs } = require('node:util')
const { TESTED, host, only } = require('./cargo.js')
const { crossEnvironment } = require('./cross.js')
const { run } = require('./run.js')
const { stamp } = require('./stamp.js')

const { values } = parseArgs({
  options: { package: { type: 'boolean' }, target: { type: 'string' }, zig: { type: 'boolean' } },
})
const isPackage = Boolean(values.package || values.target || values.zig)
const target = values.target ?? host()
const env = values.package && target.endsWith('-linux-gnu') ? crossEnvironment(target) : {}
const how = ['--platform', '--target', target, ...(values.zig ? ['--cross-compile'] : [])]

for (const [cwd, crate, dts] of [
  ['.', 'ali-oss-native', 'types.d.ts'],
  ['emulator', 'oss-emulator-node', 'native.d.ts'],
]) {
  const profile = isPackage ? ['--release'] : []
  const together = isPackage ? [] : only(...TESTED, crate)
  const files = ['--js', 'native.js', '--dts', dts]
  run('napi', ['build', '--cwd', cwd, ...how, ...profile, ...files, '--', '--locked', ...together], { env })
}

run(process.execPath, ['scripts/types.js'])
stamp(isPackage ? 'package' : 'local')
