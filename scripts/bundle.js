'use strict'
// Two files out of many: what `require` has to find, read and compile is most of what it costs. `index.js` has what every program needs,
// `lib/later.js` what is loaded with the first call of a method that few programs use.
// Files that programs reach by their own path stay files; what remembers something for both is asked of the class.

const { build } = require('esbuild')
const { mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } = require('node:fs')
const { dirname, join, relative, resolve, sep } = require('node:path')

const FIRST = 'index.js'
const SECOND = 'lib/later.js'
/** What `npx` runs. */
const COMMAND = 'cli.js'
const NOTICES = 'THIRD-PARTY.txt'
/** Asked for within functions: what only these need is in the second file. */
const LATER = [
  'lib/bucket/index.js',
  'lib/channels.js',
  'lib/client-encryption/index.js',
  'lib/cluster.js',
  'lib/directories.js',
  'lib/encryption/audit.js',
  'lib/encryption/reencrypt.js',
  'lib/image.js',
  'lib/low-level.js',
  'lib/multipart-methods.js',
  'lib/object/copy.js',
  'lib/object/parts.js',
  'lib/object/process.js',
  'lib/object/settings.js',
  'lib/object/sign.js',
  'lib/own-signing.js',
  'lib/pages.js',
  'lib/request-error.js',
  'lib/sts.js',
]
/** Files that programs may ask for by their path. */
const BY_PATH = ['lib/client.js', 'lib/common']
/** Seldom needed, and large. */
const LOADER = 'native.js'
/** What files reached by their path share with the class. */
const SHARED = ['lib/error.js', 'lib/sign-hook.js']
/** Under this name the class has modules of the first file. */
const MODULES = "Symbol.for('ali-oss-native.modules')"
/** How each script is made. Names stay: stacks and functions tell them. */
const SETTINGS = /** @type {const} */ ({
  bundle: true,
  platform: 'node',
  target: 'node20',
  format: 'cjs',
  minifyWhitespace: true,
  minifySyntax: true,
  write: false,
  metafile: true,
  logLevel: 'warning',
})

/** A path below a folder, as scripts write it. @param {string} folder @param {string} file */
const below = (folder, file) => relative(folder, file).split(sep).join('/')

/** How one script asks for another. @param {string} from @param {string} to */
function asked(from, to) {
  const path = below(dirname(from), to)
  return path.startsWith('.') ? path : `./${path}`
}

/** A module of the first file, for a script beside it. @param {string} from @param {string} module */
const ofTheClass = (from, module) => `module.exports = require('${asked(from, FIRST)}')[${MODULES}]['${module}']\n`

/** The scripts of a package that are reached by their path, and what they ask for in turn. @param {string} folder */
function apartIn(folder) {
  const scripts = BY_PATH.flatMap((path) => {
    if (path.endsWith('.js')) return [path]
    const files = readdirSync(join(folder, path), { recursive: true, encoding: 'utf8' })
    return files.filter((file) => file.endsWith('.js')).map((file) => below(folder, join(folder, path, file)))
  })
  const all = new Set(scripts)
  for (const file of all) {
    for (const [, path] of readFileSync(join(folder, file), 'utf8').matchAll(/require\('(\.[^']*\.js)'\)/g)) {
      const needed = below(folder, resolve(folder, dirname(file), path))
      if (needed !== FIRST && !SHARED.includes(needed)) all.add(needed)
    }
  }
  return all
}

/**
 * Makes the two files of all the scripts of a package, with their source maps, and removes what is not needed any more.
 *
 * @param {string} folder the package, as it is to be packed
 */
async function bundle(folder) {
  const apart = apartIn(folder)
  const later = new Set(LATER)

  /**
   * @param {string} outfile
   * @param {string} contents
   * @param {(file: string) => string | undefined} elsewhere how a module is had that is in the other file
   */
  const made = async (outfile, contents, elsewhere) => {
    const { metafile, outputFiles } = await build({
      stdin: { contents, resolveDir: folder, sourcefile: 'entry.js' },
      outfile: join(folder, outfile),
      ...SETTINGS,
      sourcemap: true,
      external: ['*.node', 'ali-oss-native-*'],
      // It tells Node which names there are, for who imports the class as a module.
      footer: {
        js: '0 && (module.exports = { OSS, OSSError, STS, ClusterClient, EncryptionClient, ImageClient, initOptions })',
      },
      absWorkingDir: folder,
      plugins: [
        {
          name: 'elsewhere',
          setup({ onResolve, onLoad }) {
            onResolve({ filter: /^\.\.?\//, namespace: 'file' }, ({ path, resolveDir }) => {
              const file = below(folder, resolve(resolveDir, path))
              if (elsewhere(file) !== undefined) return { path: file, namespace: 'elsewhere' }
              // What remembers nothing may be there twice.
              const stays = file === LOADER || BY_PATH.some((known) => file.startsWith(known))
              return stays ? { path: asked(outfile, file), external: true } : undefined
            })
            onResolve({ filter: /./, namespace: 'elsewhere' }, ({ path }) => ({ path, external: true }))
            onLoad({ filter: /./, namespace: 'elsewhere' }, ({ path }) => ({ contents: elsewhere(path) }))
          },
        },
      ],
    })
    return { inputs: Object.keys(metafile.inputs), outputFiles }
  }
  const second = (file) =>
    later.has(file) ? `module.exports = require('${asked(FIRST, SECOND)}')['${file}']` : undefined
  const first = (modules) => {
    const getters = modules.map((file) => `'${file}': require('./${file}')`)
    const value = `{ value: { ${getters.join(', ')} } }`
    return made(
      FIRST,
      `module.exports = require('./${FIRST}'); Object.defineProperty(module.exports, ${MODULES}, ${value})`,
      second,
    )
  }

  const { inputs } = await first([])
  /** @type {Set<string>} */
  const needed = new Set(SHARED)
  const getters = LATER.map((file) => `get '${file}'() { return require('./${file}') }`)
  const { outputFiles } = await made(SECOND, `module.exports = { ${getters.join(', ')} }`, (file) => {
    if (!inputs.includes(file)) return undefined
    needed.add(file)
    return ofTheClass(SECOND, file)
  })
  const files = [...outputFiles, ...(await first([...needed])).outputFiles]

  await command(folder)
  for (const file of readdirSync(join(folder, 'lib'), { recursive: true, encoding: 'utf8' })) {
    const path = below(folder, join(folder, 'lib', file))
    if (path.endsWith('.js') && !apart.has(path)) rmSync(join(folder, path))
  }
  for (const empty of [
    'lib/bucket',
    'lib/cli',
    'lib/client-encryption',
    'lib/directories',
    'lib/encryption',
    'lib/network',
  ])
    rmSync(join(folder, empty), { recursive: true })
  for (const file of SHARED) writeFileSync(join(folder, file), ofTheClass(file, file))
  for (const { path, contents } of files) {
    mkdirSync(dirname(path), { recursive: true })
    writeFileSync(path, contents)
  }
}

/**
 * Makes one script of the command, with the libraries that only it needs, and notes their licences.
 *
 * @param {string} folder
 */
async function command(folder) {
  const { metafile, outputFiles } = await build({
    entryPoints: [join(folder, COMMAND)],
    outfile: join(folder, COMMAND),
    allowOverwrite: true,
    ...SETTINGS,
    external: [`./${FIRST}`, './package.json', '../../package.json', 'bullmq'],
    // Libraries are found where this is.
    nodePaths: [join(__dirname, '..', 'node_modules')],
    absWorkingDir: folder,
  })
  const text = outputFiles[0].text.replaceAll('"../../package.json"', '"./package.json"')
  writeFileSync(join(folder, COMMAND), text, { mode: 0o755 })
  const libraries = new Set(
    Object.keys(metafile.inputs).flatMap((file) => /.*node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(file)?.[1] ?? []),
  )
  const notices = Array.from(libraries, (name) => {
    const home = join(__dirname, '..', 'node_modules', name)
    const file = readdirSync(home).find((file) => /^licen[cs]e/i.test(file))
    return `${name}\n\n${file ? readFileSync(join(home, file), 'utf8').trim() : require(join(home, 'package.json')).license}\n`
  })
  writeFileSync(join(folder, NOTICES), `Libraries that are part of ${COMMAND}\n\n${notices.sort().join('\n---\n\n')}`)
}

module.exports = { bundle }
