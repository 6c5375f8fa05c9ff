'use strict'
// The command of the local server, run for a test.

const { spawn } = require('node:child_process')
const OSS = require('..')

const CLI = require.resolve('../emulator/cli.js')

/** Starts the command, waits until it says where it listens, and sees to it that it ends with its test. */
async function serve(t, ...args) {
  const server = spawn(process.execPath, [CLI, '--port', '0', ...args], { stdio: ['ignore', 'pipe', 'inherit'] })
  t.after(() => server.kill('SIGKILL'))
  const ended = new Promise((resolve) => server.once('exit', (code, signal) => resolve(code ?? signal)))
  const printed = String(await new Promise((resolve) => server.stdout.once('data', resolve)))
  const endpoint = /OSS_ENDPOINT=(\S+)/.exec(printed)?.[1]
  const store = new OSS({ endpoint, accessKeyId: 'emulator', accessKeySecret: 'emulator-secret' })
  return { server, ended, printed, endpoint, store }
}

module.exports = { CLI, serve }
