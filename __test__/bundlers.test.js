'use strict'
// Programs are bundled as the README says, and run; where a bundle lacks the binary, or is for browsers, the error says so.

const assert = require('node:assert/strict')
const { execFile } = require('node:child_process')
const {
  copyFileSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  realpathSync,
  rmSync,
  writeFileSync,
} = require('node:fs')
const { tmpdir } = require('node:os')
const { join } = require('node:path')
const { after, before, describe, test } = require('node:test')
const { promisify } = require('node:util')
const description = require('../package.json')
const { emulatorForFile } = require('./emulator.js')

const root = join(__dirname, '..')
const holder = emulatorForFile({ buckets: ['bucket-name'] })
const folder = realpathSync(mkdtempSync(join(tmpdir(), 'bundlers-')))
after(() => rmSync(folder, { recursive: true }))

const PROGRAM = `
import OSS, { OSS as Named, OSSError } from 'ali-oss-native'
const store = new OSS(JSON.parse(process.env.OPTIONS))
store.put('bundled', Buffer.from('content'))
  .then(() => store.get('bundled'))
  .then(({ content }) => console.log(String(content), typeof OSSError, OSS === Named))
`
const WORKS = 'content function true'

/**
 * A project with the package as it is installed: with its platform's package, or without, as where programs are built for
 * another platform.
 *
 * @param {string} name
 * @param {(file: string, binary: string) => void} [place] puts the binary into the platform's package
 */
function project(name, place) {
  const home = join(folder, name)
  const installed = join(home, 'node_modules', 'ali-oss-native')
  mkdirSync(installed, { recursive: true })
  for (const file of ['package.json', ...description.files]) {
    cpSync(join(root, file), join(installed, file), { recursive: true })
  }
  const [binary] = readdirSync(root).filter((file) => /^ali-oss-native\..*\.node$/.test(file))
  const platform = `ali-oss-native-${binary.split('.')[1]}`
  if (place) {
    const own = join(home, 'node_modules', platform)
    mkdirSync(own)
    writeFileSync(join(own, 'package.json'), JSON.stringify({ name: platform, version: '0.0.0', main: binary }))
    place(join(root, binary), join(own, binary))
  }
  writeFileSync(join(home, 'package.json'), '{ "private": true }')
  writeFileSync(join(home, 'program.mjs'), PROGRAM)
  return home
}

/** Runs a bundle: what it prints, or the error it ends with. */
async function run(file) {
  const options = { env: { ...process.env, OPTIONS: JSON.stringify(holder.current.clientOptions()) } }
  try {
    const { stdout } = await promisify(execFile)(process.execPath, [file], options)
    return stdout.trim()
  } catch (error) {
    return String(/** @type {any} */ (error).stderr)
  }
}

/** A file for the output: among the project's packages, or where there are none. */
const output = (home, name) => join(home, name, 'bundle.cjs')
const outside = (name) => join(folder, name, 'bundle.cjs')

async function esbuild(home, file, options) {
  const { build } = require('esbuild')
  await build({
    absWorkingDir: home,
    entryPoints: ['program.mjs'],
    bundle: true,
    outfile: file,
    logLevel: 'silent',
    ...options,
  })
}

async function webpack(home, file, options) {
  const bundler = require('webpack')
  const compiler = bundler({
    mode: 'development',
    devtool: false,
    context: home,
    entry: './program.mjs',
    output: { path: join(file, '..'), filename: 'bundle.cjs' },
    resolveLoader: { modules: [join(root, 'node_modules')] },
    ...options,
  })
  const stats = await promisify(compiler.run.bind(compiler))()
  await promisify(compiler.close.bind(compiler))()
  return stats.compilation.errors.map(({ message }) => message)
}

async function vite(home, file, { build: more = {}, ...options }) {
  const { build } = await import('vite')
  await build({
    root: home,
    configFile: false,
    logLevel: 'silent',
    build: {
      outDir: join(file, '..'),
      emptyOutDir: true,
      rollupOptions: { output: { entryFileNames: 'bundle.cjs', format: 'cjs' } },
      ...more,
    },
    ...options,
  })
}

const name = 'ali-oss-native'
/** @type {Record<string, { build: Function, untouched?: object, left: object, copied?: object, swallowed: object, browser: object }>} */
const BUNDLERS = {
  esbuild: {
    build: esbuild,
    left: { platform: 'node', external: [name] },
    copied: { platform: 'node', loader: { '.node': 'copy' } },
    swallowed: { platform: 'node' },
    browser: { platform: 'browser' },
  },
  webpack: {
    build: webpack,
    left: { target: 'node', externals: { [name]: `commonjs ${name}` } },
    copied: { target: 'node', module: { rules: [{ test: /\.node$/, loader: 'node-loader' }] } },
    swallowed: { target: 'node' },
    browser: { target: 'web' },
  },
  Vite: {
    build: vite,
    untouched: { build: { ssr: 'program.mjs' } },
    left: { build: { ssr: 'program.mjs' }, ssr: { noExternal: true, external: [name] } },
    swallowed: { build: { ssr: 'program.mjs' }, ssr: { noExternal: true } },
    browser: { build: { lib: { entry: 'program.mjs', formats: ['cjs'] } } },
  },
}

let whole
let bare
before(() => {
  whole = project('whole', copyFileSync)
  bare = project('bare')
})

for (const [bundler, { build, untouched, left, copied, swallowed, browser }] of Object.entries(BUNDLERS)) {
  describe(bundler, () => {
    test('a program that leaves the package out runs', async () => {
      await build(whole, output(whole, `${bundler}-left`), left)
      assert.equal(await run(output(whole, `${bundler}-left`)), WORKS)
    })

    // Only Vite leaves packages out by itself, and only Vite has no way to copy the binary: not every bundler has these two.
    if (untouched) {
      test('a program that the bundler leaves as it is runs', async () => {
        await build(whole, output(whole, `${bundler}-untouched`), untouched)
        assert.equal(await run(output(whole, `${bundler}-untouched`)), WORKS)
      })
    }
    if (copied) {
      test('a program with the binary beside it runs anywhere', async () => {
        await build(whole, outside(`${bundler}-copied`), copied)
        assert.equal(await run(outside(`${bundler}-copied`)), WORKS)
      })
    }

    test('a program that lacks the binary says why, and what to do', async () => {
      await build(bare, outside(`${bundler}-swallowed`), swallowed)
      const error = await run(outside(`${bundler}-swallowed`))
      assert.match(error, /A bundler has taken ali-oss-native into its output, but not its binary/)
      assert.match(error, /serverExternalPackages: \['ali-oss-native'\]/)
      assert.doesNotMatch(error, /omit=optional/)
    })

    test('a program for browsers ends in one sentence', async () => {
      await build(whole, output(whole, `${bundler}-browser`), browser)
      const error = await run(output(whole, `${bundler}-browser`))
      assert.match(
        error,
        /Error: ali-oss-native runs in Node\.js, Bun and Deno, not in browsers: it is native code\. Use it/,
      )
    })
  })
}

test('a bundler that makes something else of the binary is found out', async () => {
  const home = project('short', (_, binary) => writeFileSync(binary, 'short'))
  for (const loader of ['file', 'empty', 'base64']) {
    await esbuild(home, outside(`esbuild-${loader}`), { platform: 'node', loader: { '.node': loader } })
    assert.match(await run(outside(`esbuild-${loader}`)), /A bundler has taken ali-oss-native into its output/)
  }
})
