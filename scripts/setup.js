'use strict'
// Makes a fresh checkout ready to run: npm packages as locked, and the addons. Does nothing twice.
// With --package, the addons are those that are published.

const { join } = require('node:path')
const { root, run } = require('./run.js')
const { digest, isBuilt, read, write } = require('./stamp.js')

const packaged = process.argv.includes('--package')
const INSTALLED = join(root, 'node_modules', '.installed-from')

const locked = digest(['package-lock.json'])
if (read(INSTALLED) !== locked) {
  console.log('Installing npm packages, as they are locked.')
  run('npm', ['ci', '--no-audit', '--no-fund'])
  write(INSTALLED, locked)
}
if (!isBuilt(packaged)) {
  const [what, time] = packaged ? ['optimised as for publishing', 'five'] : ['for demo and tests', 'two']
  console.log(
    `Building both addons, ${what}: from nothing about ${time} minutes on two cores; later only what has changed.`,
  )
  run(process.execPath, ['scripts/build.js', ...(packaged ? ['--package'] : [])])
}
