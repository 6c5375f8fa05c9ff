'use strict'
// Builds both addons for this machine. With --package, for Linux: against glibc 2.17, as they are published.
// --target names another target, and --zig links with zig, as the release workflow does.

const { readFileSync, writeFileSync } = require('node:fs')
const { join } = require('node:path')
const { parseArgs } = require('node:util')
const { crossEnvironment } = require('./cross.js')
const { root, run } = require('./run.js')

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

// What native code and JavaScript say to each other is nobody's business.
const INTERNAL = /\/\*\*(?:(?!\*\/)[\s\S])*@internal(?:(?!\*\/)[\s\S])*\*\/\nexport [\w ]+ \{[\s\S]*?\n\}\n+/g
for (const file of ['types.d.ts', 'emulator/native.d.ts']) {
  const text = readFileSync(join(root, file), 'utf8')
  const stripped = text.replace(INTERNAL, '').replace(/\n{3,}/g, '\n\n')
  if (stripped !== text) writeFileSync(join(root, file), stripped)
}

// What `require` gives is the class itself, which also carries the names of its types. TypeScript wants each name said.
const declared = readFileSync(join(root, 'types.d.ts'), 'utf8').matchAll(
  /^export (?:declare )?(?:class|interface|type) (\w+)/gm,
)
const names = [...new Set(Array.from(declared, ([, name]) => name))]
  .filter((name) => !['Identity', 'Oss'].includes(name))
  .sort()
const types = `/* Written by scripts/build.js from types.d.ts, which is written from the Rust source. */
import * as types from './types.js'

declare const OSS: typeof types.OSS & { OSS: typeof types.OSS; default: typeof types.OSS; STS: typeof types.STS }
type OSS = types.OSS
declare namespace OSS {
${names.map((name) => `  type ${name} = types.${name}`).join('\n')}
}
export = OSS
`
const path = join(root, 'index.d.ts')
if (readFileSync(path, 'utf8') !== types) writeFileSync(path, types)
