'use strict'
// Builds both addons for this machine. With --package, for Linux: against glibc 2.17, as they are published.
// --target names another target, and --zig links with zig, as the release workflow does.

const { parseArgs } = require('node:util')
const { crossEnvironment } = require('./cross.js')
const { run } = require('./run.js')

const { values } = parseArgs({
  options: { package: { type: 'boolean' }, target: { type: 'string' }, zig: { type: 'boolean' } },
})
const here = process.platform === 'linux' && process.arch === 'x64' ? 'x86_64-unknown-linux-gnu' : undefined
const target = values.target ?? (values.package ? here : undefined)
const env = values.package && target?.endsWith('-linux-gnu') ? crossEnvironment(target) : {}

for (const [cwd, dts] of [
  ['.', 'types.d.ts'],
  ['emulator', 'native.d.ts'],
]) {
  const how = [
    '--platform',
    '--release',
    ...(target ? ['--target', target] : []),
    ...(values.zig ? ['--cross-compile'] : []),
  ]
  run('napi', ['build', '--cwd', cwd, ...how, '--js', 'native.js', '--dts', dts, '--', '--locked'], { env })
}

run(process.execPath, ['scripts/types.js'])
