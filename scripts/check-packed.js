'use strict'
// What publint and attw find wrong with packed packages, and programs that must compile against them however they import.

const { execFileSync } = require('node:child_process')
const { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } = require('node:fs')
const { tmpdir } = require('node:os')
const { basename, dirname, join } = require('node:path')

/** Ways to import a class that `require` gives, for a program of each kind; `use` is what they must all allow. */
const use = (type, value = type) => `export const store: ${type} = new ${value}({} satisfies ${type}.ClientOptions)\n`
const deep = (client) => `import { getCredential } from 'ali-oss-native/lib/common/signUtils'
import { policy2Str } from 'ali-oss-native/lib/common/utils/policy2Str.js'
${client}
export const texts: (string | undefined)[] = [getCredential('20260101', 'cn-hangzhou'), policy2Str({})]
`
const SOURCES = {
  'deep.cts': deep(`import OSS = require('ali-oss-native/lib/client')\n${use('OSS')}`),
  'deep.mts': deep(`import OSS from 'ali-oss-native/lib/client.js'\n${use('OSS')}`),
  'default.cts': `import OSS from 'ali-oss-native'\n${use('OSS')}`,
  'default.mts': `import OSS from 'ali-oss-native'\n${use('OSS')}`,
  'named.cts': `import { OSS } from 'ali-oss-native'\n${use('OSS')}`,
  'named.mts': `import { OSS, type ClientOptions, type Options } from 'ali-oss-native'\nexport type O = ClientOptions | Options\n${use('OSS')}`,
  'star.cts': `import * as all from 'ali-oss-native'\n${use('all.OSS')}${use('all.default').replace('store', 'other')}`,
  'star.mts': `import * as all from 'ali-oss-native'\n${use('all.OSS')}${use('all.default').replace('store', 'other')}`,
  'require.cts': `import OSS = require('ali-oss-native')\n${use('OSS')}${use('OSS', 'OSS.OSS').replace('store', 'other')}`,
  'require.mts': `import OSS = require('ali-oss-native')\n${use('OSS')}`,
  'classes.cts': `import OSS = require('ali-oss-native')\nexport const all = [OSS.STS, OSS.ClusterClient, OSS.ImageClient, OSS.initOptions]\n`,
  'classes.mts': `import { ClusterClient, ImageClient, STS } from 'ali-oss-native'\nexport const all = [STS, ClusterClient, ImageClient]\n`,
  'emulator.cts': `import { startEmulator, type Emulator } from 'oss-emulator'\nexport const it: Promise<Emulator> = startEmulator()\n`,
  'emulator.mts': `import all, { startEmulator } from 'oss-emulator'\nexport const both = [startEmulator(), all.startEmulator()]\n`,
}
const modules = Object.keys(SOURCES).filter((file) => file.endsWith('.mts') && !file.startsWith('require'))
/** How TypeScript is told to resolve, and which programs it takes then. */
const RESOLUTIONS = {
  node16: [['--module', 'node16'], Object.keys(SOURCES)],
  nodenext: [['--module', 'nodenext'], Object.keys(SOURCES)],
  bundler: [['--module', 'esnext', '--moduleResolution', 'bundler'], modules],
}

/** Vitest is for modules only, and so is what stands on it. */
const MODULES_ONLY = ['./vitest']

/** @param {string} file @returns {Promise<string[]>} what two tools find wrong with a packed package */
async function problemsOf(file) {
  const { publint } = await import('publint')
  const { formatMessage } = await import('publint/utils')
  const { checkPackage, createPackageFromTarballData } = await import('@arethetypeswrong/core')
  const tarball = readFileSync(file)
  const bytes = new Uint8Array(tarball)
  const { messages, pkg } = await publint({ pack: { tarball: bytes.buffer }, strict: true })
  const { problems = [] } = /** @type {any} */ (await checkPackage(createPackageFromTarballData(bytes)))
  return [
    ...messages.map((message) => `publint: ${formatMessage(message, pkg)}`),
    ...problems
      .filter(
        ({ kind, entrypoint }) =>
          !(MODULES_ONLY.includes(entrypoint) && /^(NoResolution|CJSResolvesToESM)$/.test(kind)),
      )
      .map(({ kind, ...rest }) => `attw: ${kind} ${JSON.stringify(rest)}`),
  ]
}

/** Compiles each program in each way, against packages as they are installed. */
function compile(packed) {
  const folder = mkdtempSync(join(tmpdir(), 'check-packed-'))
  try {
    for (const file of packed) {
      const home = join(folder, 'node_modules', nameOf(file))
      mkdirSync(home, { recursive: true })
      execFileSync('tar', ['-xzf', file, '-C', home, '--strip-components', '1'])
    }
    mkdirSync(join(folder, 'node_modules', '@types'))
    for (const name of ['@types/node', 'undici-types']) {
      symlinkSync(dirname(require.resolve(`${name}/package.json`)), join(folder, 'node_modules', name), 'junction')
    }
    for (const [file, text] of Object.entries(SOURCES)) writeFileSync(join(folder, file), text)
    const tsc = require.resolve('typescript/bin/tsc')
    return Object.entries(RESOLUTIONS).flatMap(([name, [how, files]]) =>
      ['true', 'false'].map((interop) => {
        const common = ['--noEmit', '--strict', '--target', 'es2022', '--types', 'node', '--esModuleInterop', interop]
        return [`${name}, esModuleInterop ${interop}`, output(tsc, [...common, ...how, ...files], folder)]
      }),
    )
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

function output(script, args, cwd) {
  try {
    return execFileSync(process.execPath, [script, ...args], { cwd, encoding: 'utf8' })
  } catch (error) {
    return /** @type {any} */ (error).stdout
  }
}

const nameOf = (file) => basename(file).replace(/-\d+\.\d+\.\d+.*$/, '')

/**
 * @param {string[]} packed the packages' files; those of platforms, which are an addon each, are passed over
 * @param {(what: string, actual: string, expected: string) => void} check
 */
async function checkPacked(packed, check) {
  const own = packed.filter((file) => ['ali-oss-native', 'oss-emulator'].includes(nameOf(file)))
  for (const file of own) check(`publint and attw of ${nameOf(file)}`, (await problemsOf(file)).join('\n'), '')
  for (const [what, errors] of compile(own)) check(`TypeScript, ${what}`, errors, '')
}

module.exports = { checkPacked }
