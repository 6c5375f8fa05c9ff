'use strict'
// Loads a package's addon, or says why it cannot be loaded. The emulator carries a copy; a test compares the two.

const { existsSync, readFileSync } = require('node:fs')
const { join } = require('node:path')

/**
 * @template T
 * @param {string} name the package
 * @param {() => T} load the generated loader
 * @returns {T}
 */
function loadAddon(name, load) {
  try {
    const addon = load()
    if (Object.values(addon ?? {}).some((member) => typeof member === 'function')) return addon
    throw new Error(
      `what was loaded in its place is ${typeof addon === 'string' ? `the text ${addon.slice(0, 80)}` : 'empty'}`,
    )
  } catch (cause) {
    const where = [`${process.platform}-${process.arch}`, libc()].filter(Boolean).join(', ')
    const reasons = reasonsOf(cause)
    const message = `${name} cannot load its addon for ${where}. ${adviceFor(name, reasons)}`
    throw Object.assign(new Error([message, ...reasons].join('\n- '), { cause }), { code: 'ERR_ADDON_LOAD' })
  }
}

/**
 * @param {string} name
 * @param {string[]} reasons
 */
function adviceFor(name, reasons) {
  if (isBundled(name)) {
    return (
      `A bundler has taken ${name} into its output, but not its binary, the file that ends in .node. ` +
      `Leave the package out of the bundle, under the name by which it is imported: webpack \`externals: { '${name}': 'commonjs ${name}' }\`, ` +
      `esbuild \`--external:${name}\`, Vite \`ssr: { external: ['${name}'] }\`, Rollup \`external: ['${name}']\`, ` +
      `Next.js \`serverExternalPackages: ['${name}']\`; ` +
      'or let it copy the binary: esbuild `--loader:.node=copy`, webpack with node-loader.'
    )
  }
  return reasons.some((reason) => reason.includes('GLIBC_'))
    ? 'This system is older than the addon was built for; it needs glibc 2.17.'
    : 'Install without --omit=optional, on the platform the program runs on: ' +
        'a node_modules folder from another platform lacks the right package.'
}

/** Whether this code runs as part of a bundle: outside its own package, or where bundlers have functions of their own. @param {string} name */
function isBundled(name) {
  if (typeof __dirname !== 'string' || ![__dirname, join(__dirname, '..')].some((folder) => isPackage(folder, name)))
    return true
  // @ts-expect-error: webpack's
  return typeof __webpack_require__ === 'function'
}

/** @param {string} folder @param {string} name */
function isPackage(folder, name) {
  const file = join(folder, 'package.json')
  return existsSync(file) && JSON.parse(readFileSync(file, 'utf8')).name === name
}

/** The C library this process runs on, where there is more than one. */
function libc() {
  if (process.platform !== 'linux') return ''
  const report = /** @type {any} */ (process.report?.getReport())
  const version = report?.header?.glibcVersionRuntime
  return version ? `glibc ${version}` : 'musl'
}

/** The generated loader tries several files and chains what went wrong with each. */
function reasonsOf(error) {
  const reasons = []
  for (let cause = error; cause && reasons.length < 8; cause = cause.cause) {
    const [reason] = String(cause.message).split('\n')
    if (!reason.includes('npm has a bug')) reasons.push(reason)
  }
  return reasons
}

module.exports = { loadAddon }
