'use strict'
// The package may be in a process more than once: two copies of it, one copy loaded twice, values of other realms.

const assert = require('node:assert/strict')
const { cpSync, mkdtempSync, readdirSync, rmSync } = require('node:fs')
const { tmpdir } = require('node:os')
const { join } = require('node:path')
const { test } = require('node:test')
const { faultsForFile } = require('../faults/setup.js')
const { root, runProgram } = require('./child.js')

const faults = faultsForFile()

/** Files of the package, and its addon. */
function copyOf(t) {
  const folder = mkdtempSync(join(tmpdir(), 'copies-'))
  t.after(() => rmSync(folder, { recursive: true }))
  const files = readdirSync(root).filter((name) => /^(lib|index\.js|native\.js|package\.json|.*\.node)$/.test(name))
  for (const name of files) cpSync(join(root, name), join(folder, name), { recursive: true })
  return folder
}

async function outputOf(program, given = {}) {
  const { code, signal, out, err } = await runProgram(program, { options: faults.emulator.clientOptions(), ...given })
  assert.deepEqual([code, signal, err], [0, null, ''])
  return out
}

test('two copies of the package work side by side', async (t) => {
  const program = async ({ root, copy, options }) => {
    const [One, Other] = [require(root), require(copy)]
    const [one, other] = [new One(options), new Other(options)]
    const puts = Array.from({ length: 20 }, (_, index) => (index % 2 ? one : other).put(`k-${index}`, Buffer.alloc(9)))
    await Promise.all(puts)
    const error = await other.head('absent').catch((error) => error)
    console.log(One !== Other, error instanceof Other.OSSError, error instanceof One.OSSError, error.code)
  }
  assert.equal(await outputOf(program, { copy: copyOf(t) }), 'true true false NoSuchKey')
})

test('a copy that is loaded twice, as test runners do, works twice', async () => {
  const program = async ({ root, options }) => {
    const load = () => {
      for (const file of Object.keys(require.cache)) delete require.cache[file]
      return require(root)
    }
    const [One, Other] = [load(), load()]
    const clients = [new One(options), new Other(options), new One(options)]
    await Promise.all(clients.map((client, index) => client.put(`twice-${index}`, Buffer.alloc(9))))
    const found = await Promise.all(clients.map((client, index) => client.get(`twice-${index}`)))
    console.log(One !== Other, found.map(({ content }) => content.length).join(' '))
  }
  assert.equal(await outputOf(program), 'true 9 9 9')
})

test('bytes, errors and functions of another realm are what they are', async () => {
  const program = async ({ root, options }) => {
    const { runInNewContext } = require('node:vm')
    const { Readable } = require('node:stream')
    const OSS = require(root)
    const client = new OSS(options)
    const bytes = runInNewContext('new Uint8Array([1, 2, 3])')
    const parts = runInNewContext('new Uint8Array(200_000)')
    await client.put('bytes', bytes)
    await client.put('stream', Readable.from([bytes, bytes]))
    await client.multipartUpload('parts', parts, { partSize: 102_400 })
    await client.put('headers', bytes, runInNewContext('({ meta: { a: "1" }, headers: { "x-oss-meta-b": "2" } })'))
    const names = ['bytes', 'stream', 'parts', 'headers']
    const found = await Promise.all(names.map((name) => client.get(name)))
    console.log(found.map(({ content }) => content.length).join(' '), found[3].res.headers['x-oss-meta-a'])
  }
  assert.equal(await outputOf(program), '3 6 200000 3 1')
})
