'use strict'
// A folder of its own for the tests of one file.

const { mkdtempSync, rmSync } = require('node:fs')
const { tmpdir } = require('node:os')
const { join } = require('node:path')
const { after } = require('node:test')

/** Makes a folder, and removes it after the tests of a file. @param {string} name how it begins */
function folderForFile(name) {
  const folder = mkdtempSync(join(tmpdir(), `${name}-`))
  after(() => rmSync(folder, { recursive: true }))
  return folder
}

module.exports = { folderForFile }
