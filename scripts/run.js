'use strict'
// Runs a command of this repository, shows what it prints, and ends with it if it fails.

const { spawnSync } = require('node:child_process')
const { delimiter, join } = require('node:path')

const root = join(__dirname, '..')

/**
 * @param {string} command
 * @param {string[]} args
 * @param {{ cwd?: string, env?: Record<string, string | undefined> }} [options]
 */
function run(command, args, { cwd = root, env = {} } = {}) {
  const PATH = [join(root, 'node_modules', '.bin'), process.env.PATH].join(delimiter)
  const windows = process.platform === 'win32' // there, npm's commands are scripts
  const { status, error } = spawnSync(command, args, {
    cwd,
    stdio: 'inherit',
    shell: windows,
    env: { ...process.env, PATH, ...env },
  })
  if (error) console.error(`${command}: ${error.message}`)
  if (status !== 0) process.exit(status || 1)
}

module.exports = { root, run }
