'use strict'
// Runs the cases under a runtime, in a process of their own.

const { spawn } = require('node:child_process')
const { once } = require('node:events')
const { join } = require('node:path')
const { text } = require('node:stream/consumers')

/** All cases together, in milliseconds. */
const PATIENCE = 120_000

/**
 * @param {object} of
 * @param {string[]} of.command the runtime's program and its arguments, before the file
 * @param {string} of.packagePath what to require
 * @param {Record<string, string>} of.environment what the service says the cases need
 */
async function runCore({ command: [program, ...args], packagePath, environment }) {
  const env = { ...process.env, ...environment, OSS_PACKAGE: packagePath }
  const child = spawn(program, [...args, join(__dirname, 'main.js')], { env, stdio: ['ignore', 'pipe', 'pipe'] })
  const timer = setTimeout(() => child.kill('SIGKILL'), PATIENCE)
  const [[code, signal], out, err] = await Promise.all([once(child, 'close'), text(child.stdout), text(child.stderr)])
  clearTimeout(timer)
  return { code, signal, out: `${out}${err}` }
}

module.exports = { runCore }
