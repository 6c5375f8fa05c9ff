'use strict'
// The command, killed again and again: `npm run reencrypt -- --objects 20000 --kills 20` does it with more.

const { test } = require('node:test')
const { emulatorForFile } = require('../emulator.js')
const { folderForFile } = require('../folder.js')
const { killed } = require('./kills.js')

const holder = emulatorForFile()
const folder = folderForFile('kills')

test('a run that is killed again and again loses nothing', async () => {
  await killed(holder.current, { objects: 400, kills: 4, large: 0, folder })
})

test('nor in a bucket that keeps versions', async () => {
  await killed(holder.current, { objects: 150, kills: 2, large: 0, versioned: true, folder })
})
