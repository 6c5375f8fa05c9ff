'use strict'
// Builds both addons for this machine. With --package on Linux x64: against glibc 2.17, as they are published.

const { run } = require('./run.js')

const packaged = process.argv.includes('--package') && process.platform === 'linux' && process.arch === 'x64'
const forPackage = packaged ? ['--target', 'x86_64-unknown-linux-gnu', '--use-napi-cross'] : []

for (const [cwd, dts] of [
  ['.', 'index.d.ts'],
  ['emulator', 'native.d.ts'],
]) {
  run('napi', ['build', '--cwd', cwd, '--platform', '--release', '--js', 'native.js', '--dts', dts, ...forPackage, '--', '--locked'])
}
