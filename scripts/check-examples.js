'use strict'
// Runs the examples of the emulator's fixtures against the packages that were packed, each with its own test runner.

const { cpSync, readFileSync, writeFileSync } = require('node:fs')
const { join } = require('node:path')

const EXAMPLES = join(__dirname, '../emulator/examples')
const OURS = ['ali-oss', 'oss-emulator']

/**
 * @param {string} folder where the packages are installed
 * @param {(command: string, args: string[], cwd: string) => string} output
 * @param {(what: string, is: unknown, wanted: unknown) => void} check
 */
function checkExamples(folder, output, check) {
  for (const name of ['node-test', 'jest', 'vitest']) {
    const example = join(folder, 'examples', name)
    cpSync(join(EXAMPLES, name), example, { recursive: true })
    // Its runner is installed beside it; what was packed is found above it.
    const file = join(example, 'package.json')
    const about = JSON.parse(readFileSync(file, 'utf8'))
    for (const ours of OURS) delete about.devDependencies[ours]
    writeFileSync(file, JSON.stringify(about))
    output('npm', ['install', '--no-audit', '--no-fund', '--no-package-lock'], example)
    const said = output('npm', ['test', '--silent'], example)
    // Jest reports beside its output, and fails, as Vitest does, where it finds no test.
    const passed = !said.startsWith('Command failed') && (name !== 'node-test' || said.includes('# pass 2'))
    check(`the example for ${name}`, passed ? 'passed' : said, 'passed')
  }
}

module.exports = { checkExamples }
