'use strict'
// Whether a path leads out of a folder.

const { isAbsolute, relative, sep } = require('node:path')

/** @param {string} folder as `realpath` gives it @param {string} path the same */
function isWithin(folder, path) {
  const way = relative(folder, path)
  return way !== '..' && !way.startsWith(`..${sep}`) && !isAbsolute(way)
}

module.exports = { isWithin }
