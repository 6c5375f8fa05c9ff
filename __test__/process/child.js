'use strict'
// Programs in processes of their own, and how they end.

const { spawn } = require('node:child_process')
const { once } = require('node:events')
const { join } = require('node:path')
const { text } = require('node:stream/consumers')

const root = join(__dirname, '..', '..')
/** No program here has work for so long. In milliseconds. */
const PATIENCE = 20_000

/**
 * @typedef {object} Ended
 * @property {number | null} code
 * @property {NodeJS.Signals | null} signal
 * @property {string} out
 * @property {string} err
 *
 * @typedef {object} Given what a program is given
 * @property {string} root the folder of this package
 * @property {any} options of its client
 * @property {string} bucket
 */

/**
 * Runs a function as a program. It is sent as text: it sees nothing but what it is given, and `require`.
 *
 * @param {(given: any) => unknown} program
 * @param {Record<string, unknown>} given
 * @param {{ args?: string[], until?: string, then?: (child: import('node:child_process').ChildProcess) => void }} [options]
 *   arguments for Node; and what to do to it once it has printed a word
 * @returns {Promise<Ended>}
 */
async function runProgram(program, given, { args = [], until, then } = {}) {
  const source = `(${program})(${JSON.stringify({ root, ...given })})`
  const child = spawn(process.execPath, [...args, '-e', source], { stdio: ['ignore', 'pipe', 'pipe'] })
  const timer = setTimeout(() => child.kill('SIGKILL'), PATIENCE)
  if (until) {
    child.stdout.on('data', (data) => {
      if (String(data).includes(until)) then?.(child)
    })
  }
  const [[code, signal], out, err] = await Promise.all([once(child, 'close'), text(child.stdout), text(child.stderr)])
  clearTimeout(timer)
  return { code, signal, out: out.trim(), err: err.trim() }
}

module.exports = { root, runProgram }
