'use strict'
// Packs both packages as they are published into dist/: the package itself, and one package for each platform whose addon is here.

const { cpSync, existsSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } = require('node:fs')
const { join } = require('node:path')
const { bundle } = require('./bundle.js')
const { root, run } = require('./run.js')

const dist = join(root, 'dist')
/** What a user has no use for. */
const UNPUBLISHED = ['devDependencies', 'scripts', 'workspaces', 'napi']

const read = (path) => JSON.parse(readFileSync(path, 'utf8'))
const write = (path, value) => writeFileSync(path, `${JSON.stringify(value, null, 2)}\n`)

function pack(folder) {
  run('npm', ['pack', '--silent', '--ignore-scripts', '--pack-destination', dist], { cwd: folder })
}

/** @param {string} folder */
async function packed(folder) {
  const description = read(join(folder, 'package.json'))
  const { name, version, napi } = description
  const staging = join(dist, 'staging', name)
  rmSync(staging, { recursive: true, force: true })
  mkdirSync(staging, { recursive: true })

  // The CLI knows what each platform's package.json says.
  write(join(staging, 'package.json'), description)
  run('napi', ['create-npm-dirs', '--cwd', staging])
  const platforms = readdirSync(join(staging, 'npm'))
  for (const platform of platforms) {
    const addon = `${napi.binaryName}.${platform}.node`
    if (!existsSync(join(folder, addon))) continue
    cpSync(join(folder, addon), join(staging, 'npm', platform, addon))
    pack(join(staging, 'npm', platform))
  }
  rmSync(join(staging, 'npm'), { recursive: true })

  for (const file of [...description.files, 'README.md', 'LICENSE']) {
    const own = join(folder, file)
    cpSync(existsSync(own) ? own : join(root, file), join(staging, file), { recursive: true })
  }
  for (const field of UNPUBLISHED) delete description[field]
  description.optionalDependencies = Object.fromEntries(platforms.map((platform) => [`${name}-${platform}`, version]))
  write(join(staging, 'package.json'), description)
  if (folder === root) {
    await bundle(staging)
    description.files = [...description.files, 'index.js.map', 'THIRD-PARTY.txt']
    write(join(staging, 'package.json'), description)
  }
  pack(staging)
}

async function main() {
  await packed(root)
  await packed(join(root, 'emulator'))
  rmSync(join(dist, 'staging'), { recursive: true })
  console.log(readdirSync(dist).join('\n'))
}

main().catch((error) => {
  console.error(error)
  process.exitCode = 1
})
