'use strict'
// Python environments of the witnesses. Python and what is installed there are tools of these tests only.

const { spawn, spawnSync } = require('node:child_process')
const { copyFileSync, existsSync, mkdirSync, readFileSync, rmSync } = require('node:fs')
const { join } = require('node:path')

const windows = process.platform === 'win32'

/**
 * Runs a command to its end and gives its exit code. A server lives in this process, which must not block.
 *
 * @param {string} command @param {string[]} args @param {Record<string, string>} [env] @param {string} [cwd]
 */
function run(command, args, env = {}, cwd) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { stdio: 'inherit', env: { ...process.env, ...env }, cwd })
    child.on('error', reject)
    child.on('close', (code) => resolve(code ?? 1))
  })
}

/** The Python on the path, if it can make virtual environments. */
function findPython() {
  const usable = (name) => spawnSync(name, ['-c', 'import ensurepip, venv'], { stdio: 'ignore' }).status === 0
  return (windows ? ['python', 'py'] : ['python3']).find(usable)
}

/**
 * Makes a virtual environment of a list beside this file, unless it is there, and gives the path of its Python. What was installed is noted last,
 * so that an interrupted run is repeated.
 *
 * @param {string} outer the Python to make it with
 * @param {string} name of its folder
 * @param {string} list
 */
async function pythonWith(outer, name, list) {
  const folder = join(__dirname, '../../.cache', name)
  const [requirements, installed] = [join(__dirname, list), join(folder, list)]
  const python = windows ? join(folder, 'Scripts', 'python.exe') : join(folder, 'bin', 'python')
  const same = existsSync(installed) && readFileSync(installed, 'utf8') === readFileSync(requirements, 'utf8')
  if (same && existsSync(python)) return python
  rmSync(folder, { recursive: true, force: true })
  mkdirSync(folder, { recursive: true })
  const pip = ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', '--requirement', requirements]
  const code = (await run(outer, ['-m', 'venv', folder])) || (await run(python, pip))
  if (code !== 0) throw new Error(`the environment of ${list} cannot be made`)
  copyFileSync(requirements, installed)
  return python
}

module.exports = { findPython, pythonWith, run }
