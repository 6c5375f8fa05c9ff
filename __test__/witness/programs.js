'use strict'
// Programs of others, unchanged, each run by `oss-emulator run`: they know the service by its own names, over HTTPS.

const { readdirSync } = require('node:fs')
const { join } = require('node:path')
const { pythonWith, run } = require('./python.js')

const CLI = require.resolve('../../emulator/cli.js')
const folder = join(__dirname, 'programs')

/** Runs them one after the other, and gives the exit code of the first that fails. @param {string} outer the Python on the path */
async function programs(outer) {
  const python = await pythonWith(outer, 'witness-programs', 'requirements-programs.txt')
  const config = ['--config', join(folder, 'config.json')]
  for (const name of readdirSync(folder).filter((file) => file.endsWith('.py'))) {
    const program = [python, '-W', 'ignore', join(folder, name)]
    const code = await run(process.execPath, [CLI, 'run', ...config, '--', ...program])
    console.log(`${code === 0 ? 'ok' : 'not ok'} - ${name} by oss-emulator run`)
    if (code !== 0) return code
  }
  return 0
}

module.exports = { programs }
