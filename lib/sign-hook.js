'use strict'
// Whether a program signs by itself: whether it has put its own in the place of a function of `lib/common/signUtils`. Nobody can have,
// where that was not loaded.

/** @type {Record<string, unknown> | undefined} */
let functions
/** @type {[string, unknown][]} */
let ours = []

/** Called by `signUtils` when it is loaded. @param {Record<string, unknown>} loaded */
function watch(loaded) {
  functions = loaded
  ours = Object.entries(loaded)
}

function signsItself() {
  const now = functions
  return now !== undefined && ours.some(([name, value]) => now[name] !== value)
}

module.exports = { signsItself, watch }
