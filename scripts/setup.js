'use strict'
// Makes a fresh checkout ready to run: npm packages as locked, and the addons. Does nothing twice.

const { createHash } = require('node:crypto')
const { existsSync, readFileSync, writeFileSync } = require('node:fs')
const { join } = require('node:path')
const { root, run } = require('./run.js')

const stamp = join(root, 'node_modules', '.installed-from')
const locked = createHash('sha256')
  .update(readFileSync(join(root, 'package-lock.json')))
  .digest('hex')
if (!existsSync(stamp) || readFileSync(stamp, 'utf8') !== locked) {
  run('npm', ['ci', '--no-audit', '--no-fund'])
  writeFileSync(stamp, locked)
}
run(process.execPath, ['scripts/build.js'])
