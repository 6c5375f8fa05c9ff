'use strict'
// How cargo is called for the work at hand: for this machine by name, as napi does it, and for the same crates together,
// as their features are those that all of them ask for. So the addons, the tests and clippy share what they are made of.

const { execFileSync } = require('node:child_process')
const { run } = require('./run.js')

/** The crates that are tested in Rust. The addons link only inside Node. */
const TESTED = ['oss-protocol', 'oss-client', 'oss-emulator', 'fuzz', 'prefault']
/** The addons. */
const ADDONS = ['ali-oss-native', 'oss-emulator-node']

/** @param {string[]} crates */
const only = (...crates) => crates.flatMap((name) => ['-p', name])

/** The target that this machine is. */
function host() {
  const [, name] = /^host: (.*)$/m.exec(execFileSync('rustc', ['-vV'], { encoding: 'utf8' })) ?? []
  if (!name) throw new Error('rustc -vV names no host')
  return name
}

/** Runs the tests in Rust. @param {string[]} args further ones for cargo, such as a part of a test's name */
function testRust(args = []) {
  run('cargo', ['test', '--locked', '--target', host(), ...only(...TESTED, ...ADDONS), ...args])
}

module.exports = { ADDONS, TESTED, host, only, testRust }

if (require.main === module) testRust(process.argv.slice(2))
