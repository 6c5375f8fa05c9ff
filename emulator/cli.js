#!/usr/bin/env node
'use strict'
// The `oss-emulator` command: that of the plain binary, in this process.

const { loadAddon } = require('./lib/load.js')
const native = loadAddon('oss-emulator', () => require('./native.js'))

// Native code takes the signals that end the command. Node has taken them before it, and raises them once more; who listens and goes
// takes that away.
for (const signal of ['SIGINT', 'SIGTERM']) {
  const nothing = () => {}
  process.on(signal, nothing).off(signal, nothing)
}

// Nothing else may hold the process until the command ends.
const alive = setInterval(() => {}, 2 ** 30)
native.command(process.argv.slice(2)).then(
  (code) => process.exit(code),
  (error) => {
    clearInterval(alive)
    console.error(`oss-emulator: ${error.message}`)
    process.exitCode = 1
  },
)
