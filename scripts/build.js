'use strict'
// Builds both addons for this machine. With --package on Linux x64: against glibc 2.17, as they are published.

const { readFileSync, writeFileSync } = require('node:fs')
const { join } = require('node:path')
const { root, run } = require('./run.js')

const packaged = process.argv.includes('--package') && process.platform === 'linux' && process.arch === 'x64'
const forPackage = packaged ? ['--target', 'x86_64-unknown-linux-gnu', '--use-napi-cross'] : []

for (const [cwd, dts] of [
  ['.', 'types.d.ts'],
  ['emulator', 'native.d.ts'],
]) {
  run('napi', ['build', '--cwd', cwd, '--platform', '--release', '--js', 'native.js', '--dts', dts, ...forPackage, '--', '--locked'])
}

// What `require` gives is the class itself, which also carries the names of its types. TypeScript wants each name said.
const declared = readFileSync(join(root, 'types.d.ts'), 'utf8').matchAll(/^export (?:declare )?(?:class|interface|type) (\w+)/gm)
const names = [...new Set(Array.from(declared, ([, name]) => name))].filter((name) => !['Identity', 'Oss'].includes(name)).sort()
const types = `/* Written by scripts/build.js from types.d.ts, which is written from the Rust source. */
import * as types from './types.js'

declare const OSS: typeof types.OSS & { OSS: typeof types.OSS; default: typeof types.OSS }
type OSS = types.OSS
declare namespace OSS {
${names.map((name) => `  type ${name} = types.${name}`).join('\n')}
}
export = OSS
`
const path = join(root, 'index.d.ts')
if (readFileSync(path, 'utf8') !== types) writeFileSync(path, types)
