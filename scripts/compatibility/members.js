'use strict'
// What ali-oss has that a program can reach, and whether this package has it: both are asked as they run.

const { existsSync, readFileSync, readdirSync } = require('node:fs')
const { createRequire } = require('node:module')
const { dirname, join, sep } = require('node:path')
const ALI = require('ali-oss')
const { root } = require('../run.js')
const OSS = require('../..')

const KEYS = { accessKeyId: 'id', accessKeySecret: 'secret', bucket: 'bucket-name', region: 'oss-cn-hangzhou' }
const HIDDEN = ['constructor', '__esModule']

/**
 * @typedef {{ name: string, state: 'here' | 'other kind' | 'absent', why?: string }} Member
 * @typedef {{ title: string, of: string, isPublic: boolean, members: Member[] }} Group what is public may not be absent
 */

const kindOf = (value) => (typeof value === 'function' ? value.constructor.name : typeof value)

/** How this package has a member of ali-oss. @returns {Member} */
function compared(name, theirs, ours) {
  if (ours === undefined || ours === null || !(name in ours)) return { name, state: 'absent' }
  // A property may be absent until there is something in it: what it is says nothing.
  if (typeof theirs[name] !== 'function') return { name, state: 'here' }
  const [their, our] = [kindOf(theirs[name]), kindOf(ours[name])]
  return their === our ? { name, state: 'here' } : { name, state: 'other kind', why: `${our}, there ${their}` }
}

const membersOf = (names, theirs, ours) => names.sort().map((name) => compared(name, theirs, ours))

function methodsOf(theirs, isPublic) {
  const names = Object.getOwnPropertyNames(theirs.prototype).filter((name) => !HIDDEN.includes(name))
  return names.filter((name) => name.startsWith('_') !== isPublic)
}

/** Where a bare specifier leads, or undefined. */
function resolved(require, specifier) {
  try {
    return require.resolve(specifier)
  } catch {
    return undefined
  }
}

/** The files in `lib` of ali-oss that Node can load, as programs name them: without `.js`. */
function deepPaths() {
  const folder = dirname(require.resolve('ali-oss/package.json'))
  return readdirSync(join(folder, 'lib'), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.js'))
    .map((file) => `lib/${file.split(sep).join('/').slice(0, -'.js'.length)}`)
    .sort()
}

/** How a file within ali-oss is found within this package: by both its names, with what it exports. @returns {Member} */
function deepPath(path) {
  // As another package would: what `exports` does not name is not found.
  const inside = createRequire(join(root, 'package.json'))
  const files = [path, `${path}.js`].map((name) => resolved(inside, `ali-oss-native/${name}`))
  if (files.includes(undefined) || !existsSync(String(files[0]))) return { name: path, state: 'absent' }
  const theirs = require(`ali-oss/${path}`)
  const ours = require(String(files[0]))
  if (typeof theirs !== typeof ours)
    return { name: path, state: 'other kind', why: `${typeof ours}, there ${typeof theirs}` }
  const missing = Object.keys(theirs).filter((name) => !HIDDEN.includes(name) && !(name in ours))
  if (missing.length === 0) return { name: path, state: 'here' }
  return { name: path, state: 'other kind', why: `without ${missing.join(', ')}` }
}

/** @returns {Group[]} */
function groups() {
  const [theirs, ours] = [new ALI(KEYS), new OSS(KEYS)]
  const classes = ['STS', 'ClusterClient', 'ImageClient'].map((of) => ({
    title: `\`OSS.${of}\``,
    of,
    isPublic: true,
    members: membersOf(methodsOf(ALI[of], true), ALI[of].prototype, OSS[of]?.prototype),
  }))
  return [
    { title: 'Methods', of: 'client', isPublic: true, members: membersOf(methodsOf(ALI, true), theirs, ours) },
    { title: 'Statics', of: 'OSS', isPublic: true, members: membersOf(Object.keys(ALI), ALI, OSS) },
    { title: 'Properties', of: 'client', isPublic: false, members: membersOf(Object.keys(theirs), theirs, ours) },
    ...classes,
    { title: 'Helpers', of: 'client', isPublic: false, members: membersOf(methodsOf(ALI, false), theirs, ours) },
    { title: 'Files', of: 'files', isPublic: false, members: deepPaths().map(deepPath) },
  ]
}

const version = JSON.parse(readFileSync(require.resolve('ali-oss/package.json'), 'utf8')).version

module.exports = { groups, version }
