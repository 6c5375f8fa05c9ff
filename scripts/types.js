'use strict'
// Completes the declarations that the build writes: what is written by hand is put in, what is internal is taken out,
// and the class gets a namespace with the names of its types.

const { readFileSync, readdirSync, writeFileSync } = require('node:fs')
const { join } = require('node:path')
const { root } = require('./run.js')

const read = (file) => readFileSync(join(root, file), 'utf8')
/** Writes a file where it differs, so that tools which look at times see no change. */
const write = (file, text) => {
  if (read(file) !== text) writeFileSync(join(root, file), text)
}

const HAND_WRITTEN = 'src/types'
// What native code and JavaScript say to each other is nobody's business.
const INTERNAL = /\/\*\*(?:(?!\*\/)[\s\S])*@internal(?:(?!\*\/)[\s\S])*\*\/\nexport [\w ]+ \{[\s\S]*?\n\}\n+/g

/** Where the build's own begins, in a file that this script has been at before. */
const BEGIN = '// What the build wrote from the Rust source.\n'

function withHandWritten(text) {
  const files = readdirSync(join(root, HAND_WRITTEN))
  const built = text.split(BEGIN).at(-1)
  return [...files.sort().map((file) => read(`${HAND_WRITTEN}/${file}`)), BEGIN + built].join('\n')
}

const withoutInternal = (text) => text.replace(INTERNAL, '').replace(/\n{3,}/g, '\n\n')

/** The class as `require` gives it: it also carries the names of its types, and itself by two further names. */
function namespaceOf(text) {
  const declared = Array.from(text.matchAll(/^export (?:declare )?(class|interface|type) (\w+)(<.*?>)?/gm))
  const classes = declared.filter(([, kind]) => kind === 'class').map(([, , name]) => name)
  const generic = new Map(declared.map(([, , name, parameters]) => [name, parameters]))
  for (const name of ['Identity', 'OSS', 'Oss']) generic.delete(name)
  const names = [...generic.keys()].sort().map((name) => {
    const parameters = generic.get(name)
    if (classes.includes(name)) return `import ${name} = types.${name}`
    if (!parameters) return `type ${name} = types.${name}`
    return `type ${name}${parameters} = types.${name}<${parameters.replace(/[<>]| = \w+/g, '')}>`
  })
  return `/* Written by scripts/types.js from types.d.ts, which is written from the Rust source. */
import * as types from './types.js'

declare class OSS extends types.OSS {}
declare namespace OSS {
  export { Itself as OSS, Itself as default }
${names.map((line) => `  export ${line}`).join('\n')}
}
import Itself = OSS
export = OSS
`
}

const types = withoutInternal(withHandWritten(read('types.d.ts')))
write('types.d.ts', types)
write('index.d.ts', namespaceOf(types))
write('emulator/native.d.ts', withoutInternal(read('emulator/native.d.ts')))
