'use strict'
// The `ali-oss-native` command, run as a program.

const { spawn } = require('node:child_process')
const { join } = require('node:path')

const CLI = join(__dirname, '../../cli.js')

/**
 * Begins it. `done` resolves with its exit status and what it wrote.
 *
 * @param {import('../../emulator').Emulator} emulator
 * @param {string[]} words
 */
function begin(emulator, ...words) {
  const env = { ...process.env, ...emulator.environment() }
  const child = spawn(process.execPath, [CLI, ...words], { env })
  let [out, err] = ['', '']
  child.stdout.on('data', (data) => (out += data))
  child.stderr.on('data', (data) => (err += data))
  const done = new Promise((resolve) => child.on('close', (code, signal) => resolve({ code, signal, out, err })))
  return { child, done, output: () => out }
}

/** @param {import('../../emulator').Emulator} emulator @param {string[]} words */
const run = (emulator, ...words) => begin(emulator, ...words).done

module.exports = { begin, run }
