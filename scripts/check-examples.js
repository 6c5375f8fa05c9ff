'use strict'
// Runs the examples of the emulator's fixtures against the packages that were packed, each with its own test runner.

const { cpSync, readFileSync, writeFileSync } = require('node:fs')
const { join } = require('node:path')

const EXAMPLES = join(__dirname, '../emulator/examples')

/**
 * @param {string[]} packed the packages, by what they are installed as: `ali-oss@file:…`, or a file
 * @param {string} folder where they are tried
 * @param {(command: string, args: string[], cwd: string) => string} output
 * @param {(what: string, is: unknown, wanted: unknown) => void} check
 */
function checkExamples(packed, folder, output, check) {
  for (const name of ['node-test', 'jest', 'vitest']) {
    const example = join(folder, 'examples', name)
    cpSync(join(EXAMPLES, name), example, { recursive: true })
    // With its runner, as a user has them: what was packed stands in the place of what the registry has.
    const file = join(example, 'package.json')
    const about = JSON.parse(readFileSync(file, 'utf8'))
    for (const ours of ['ali-oss', 'oss-emulator']) delete about.devDependencies[ours]
    writeFileSync(file, JSON.stringify(about))
    output('npm', ['install', '--no-audit', '--no-fund', '--no-package-lock', ...packed], example)
    const said = output('npm', ['test', '--silent'], example)
    // Jest reports beside its output, and fails, as Vitest does, where it finds no test.
    const passed = !said.startsWith('Command failed') && (name !== 'node-test' || said.includes('# pass 2'))
    check(`the example for ${name}`, passed ? 'passed' : said, 'passed')
  }
}

module.exports = { checkExamples }
