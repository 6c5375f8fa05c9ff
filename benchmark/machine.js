'use strict'
// What was measured, with what, and on which machine.

const { execFileSync } = require('node:child_process')
const { cpus, release, totalmem, type } = require('node:os')
const { join } = require('node:path')
const { ROUNDS, SECONDS, THEIRS, installed, root } = require('./measure.js')

/** @param {string} folder */
const version = (folder) => require(join(folder, 'package.json')).version

/** The first line of what a program says of its version; wrk says so with a failure. */
function program(name) {
  if (!installed(name)) return `${name} is not installed, so its column is empty`
  let written = ''
  try {
    written = execFileSync(name, ['--version'], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] })
  } catch (error) {
    written = String(/** @type {{ stdout?: string }} */ (error).stdout ?? '')
  }
  return written.split(/\s+/).slice(0, 2).join(' ') || name
}

/** Lines that say under what circumstances the figures came about. @returns {string[]} */
function about() {
  const cores = cpus()
  return [
    `${cores[0]?.model ?? process.arch}, ${cores.length} cores, ${Math.round(totalmem() / 2 ** 30)} GiB; ${type()} ${release()}, Node ${process.versions.node}`,
    `ali-oss-native ${version(root)}, ali-oss ${version(THEIRS)}, undici ${version(join(root, 'node_modules/undici'))}, ${program('curl')}, ${program('wrk')}`,
    `${ROUNDS} paired rounds, small calls for ${SECONDS} s; medians.`,
  ]
}

module.exports = { about }
