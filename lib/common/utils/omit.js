'use strict'

/** A copy without some fields. @param {object | null | undefined} object @param {string[]} names */
exports.omit = (object, names) => {
  const copy = { ...object }
  for (const name of names) delete copy[name]
  return copy
}
