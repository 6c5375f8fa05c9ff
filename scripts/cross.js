'use strict'
// A gcc that links against glibc 2.17, so that the published addons run on every Linux of the last decade.
// It comes from npm, pinned: the newest release of its loader asks for toolchains that are not published.

const { existsSync, mkdirSync, writeFileSync } = require('node:fs')
const { join } = require('node:path')
const { root, run } = require('./run.js')

const VERSION = '1.0.0'

/**
 * What cargo must be told to link for `target` on this machine.
 *
 * @param {string} target such as `x86_64-unknown-linux-gnu`
 */
function crossEnvironment(target) {
  const cache = join(root, '.cache', 'cross', VERSION)
  const toolchain = join(cache, target)
  if (!existsSync(join(toolchain, 'bin'))) {
    mkdirSync(toolchain, { recursive: true })
    writeFileSync(join(cache, 'package.json'), '{ "private": true }\n')
    const cpu = target.split('-')[0]
    const packages = [
      `@napi-rs/cross-toolchain@${VERSION}`,
      `@napi-rs/cross-toolchain-${process.arch}-target-${cpu}@${VERSION}`,
    ]
    run('npm', ['install', '--no-audit', '--no-fund', '--no-save', '--legacy-peer-deps', ...packages], { cwd: cache })
    const { download } = require(join(cache, 'node_modules/@napi-rs/cross-toolchain'))
    download(process.arch, target).unpack(toolchain)
  }
  const tool = (name) => join(toolchain, 'bin', `${target}-${name}`)
  const variable = target.toUpperCase().replaceAll('-', '_')
  return {
    [`CARGO_TARGET_${variable}_LINKER`]: tool('gcc'),
    TARGET_CC: tool('gcc'),
    TARGET_AR: tool('ar'),
    TARGET_SYSROOT: join(toolchain, target, 'sysroot'),
  }
}

module.exports = { crossEnvironment }
