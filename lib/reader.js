'use strict'
// A native reader as streams read from it.

const { settlement } = require('./settle.js')

/** @param {{ read: () => number, cancel: () => void }} native */
function readerOf(native) {
  return { read: () => settlement(native.read()), cancel: () => native.cancel() }
}

module.exports = { readerOf }
