#!/usr/bin/env node
'use strict'
// The `ali-oss-native` command.

const OSS = require('./index.js')
const { main } = require('./lib/cli/main.js')

main(OSS, process.argv.slice(2)).then(
  (code) => {
    process.exitCode = code
  },
  (error) => {
    console.error(`ali-oss-native: ${error.message}`)
    process.exitCode = 2
  },
)
