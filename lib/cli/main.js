'use strict'
// What the words on the command line ask for.

const { audit } = require('./audit.js')
const { OPTIONS, USAGE, clientOf, parse } = require('./options.js')
const { reencrypt } = require('./reencrypt.js')
const { worker } = require('./worker.js')

const COMMANDS = { audit, reencrypt, worker }

/**
 * Does it, and gives the exit status: 0 where all is well, 1 where it is not, 2 where nobody knows.
 *
 * @param {any} OSS
 * @param {string[]} words
 * @returns {Promise<number>}
 */
async function main(OSS, words) {
  const { values, positionals } = parse(words, OPTIONS)
  if (values.version) {
    console.log(require('../../package.json').version)
    return 0
  }
  if (values.help || positionals.length === 0) {
    console.log(USAGE)
    return values.help ? 0 : 2
  }
  const [group, name, ...rest] = positionals
  const command = group === 'encryption' ? COMMANDS[name] : undefined
  if (!command) throw new Error(`there is no command ${[group, name].filter(Boolean).join(' ')}; see --help`)
  return command({ store: (bucket) => clientOf(OSS, values, bucket), values, places: rest })
}

module.exports = { main }
