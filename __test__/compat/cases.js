'use strict'
// Tables of calls that ali-oss and this package must make alike, with either signature.

const assert = require('node:assert/strict')
const { describe, test } = require('node:test')
const { throughBoth } = require('./both.js')

/** @typedef {[string, (client: any) => Promise<any>, { options?: object, prepare?: (client: any) => Promise<any> }?]} Case */

/**
 * @param {{ current: import('../../emulator').Emulator }} holder
 * @param {Case[]} cases
 */
function alike(holder, cases) {
  for (const authorizationV4 of [false, true]) {
    describe(`with ${authorizationV4 ? 'V4' : 'V1'}, both send and get the same`, () => {
      for (const [name, call, setting = {}] of cases) {
        test(name, async () => {
          const options = { authorizationV4, ...setting.options }
          const { theirs, ours } = await throughBoth(holder.current, call, { ...setting, options })
          assert.deepEqual(ours, theirs)
        })
      }
    })
  }
}

module.exports = { alike }
