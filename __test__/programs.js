'use strict'
// Programs of the system that tests need: there is a reason where one is missing, and in CI that is a failure.

const { accessSync, constants } = require('node:fs')
const { delimiter, join } = require('node:path')

/** The first of some programs that is here. @param {string[]} names */
function programOf(...names) {
  for (const folder of (process.env.PATH ?? '').split(delimiter)) {
    for (const name of names) {
      try {
        accessSync(join(folder, name), constants.X_OK)
        return join(folder, name)
      } catch {
        // Not there.
      }
    }
  }
  return undefined
}

/** Options of tests that need a program. @param {string | undefined} program @param {string} name */
function needs(program, name) {
  return program || process.env.CI ? {} : { skip: `${name} is not installed` }
}

module.exports = { needs, programOf }
