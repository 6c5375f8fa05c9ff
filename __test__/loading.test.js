'use strict'
// What `require` loads before the first call: each file and each part of Node that is not in its snapshot takes its time.

const assert = require('node:assert/strict')
const { execFileSync } = require('node:child_process')
const { builtinModules } = require('node:module')
const { relative, sep } = require('node:path')
const { test } = require('node:test')

const root = require.resolve('..').replace(/index\.js$/, '')

/** What a program has loaded after `code`: files of ours, and parts of Node that it had not before. */
function loadedBy(code) {
  const program = `
    const before = new Set(process.moduleLoadList)
    ${code}
    const builtins = process.moduleLoadList.filter((name) => !before.has(name)).map((name) => name.split(' ').at(-1))
    console.log(JSON.stringify({ files: Object.keys(require.cache), builtins }))`
  const { files, builtins } = JSON.parse(execFileSync(process.execPath, ['-e', program], { encoding: 'utf8' }))
  return {
    files: files.map((file) => relative(root, file).split(sep).join('/')),
    builtins: builtins.filter((name) => builtinModules.includes(name)),
  }
}

test('of Node only what every program needs is loaded', () => {
  const { builtins } = loadedBy(`require(${JSON.stringify(root)})`)
  assert.deepEqual(
    builtins.filter((name) => !['diagnostics_channel', 'util/types', 'path/posix', 'path/win32'].includes(name)),
    [],
  )
})

test('of this package only what puts and gets is loaded', () => {
  const { files } = loadedBy(`require(${JSON.stringify(root)})`)
  const folders = ['lib/bucket/', 'lib/common/', 'lib/multipart', 'lib/cluster', 'lib/image', 'lib/sts', 'lib/pages']
  assert.deepEqual(
    files.filter((file) => folders.some((folder) => file.startsWith(folder))),
    [],
  )
  // One more is worth a thought: is it needed before the first call?
  assert(files.length <= 52, `${files.length} files: ${files.join(' ')}`)
})

test('a method that is loaded late is there', () => {
  const { files } = loadedBy(`require(${JSON.stringify(root)}).prototype.isCancel.call({ options: {} })`)
  assert(files.includes('lib/multipart.js'))
})
