'use strict'
// The types of objects by their names: those of ali-oss.

const assert = require('node:assert/strict')
const { mkdtempSync, readFileSync, rmSync, writeFileSync } = require('node:fs')
const { createServer } = require('node:http')
const { tmpdir } = require('node:os')
const { extname, join } = require('node:path')
const { after, before, test } = require('node:test')
const OSS = require('..')
const { OSS: Native } = require('../lib/native.js')

const mime = require(require.resolve('mime', { paths: [require.resolve('ali-oss')] }))
const extensionsOf = (path) => readFileSync(path, 'utf8').split(/\s+/)
const types = ['standard', 'other'].map((name) =>
  require(require.resolve(`mime/types/${name}.js`, { paths: [require.resolve('ali-oss')] })),
)
const theirs = types.flatMap((table) => Object.values(table).flat()).map((extension) => extension.replace('*', ''))
const ours = extensionsOf(join(__dirname, '../crates/oss-protocol/src/mime/types.txt'))
/** Extensions that either side knows, with words and types that are none; and some that only other tables know. */
const names = [...new Set([...theirs, ...ours, 'tgz', 'ipa', 'parquet', 'go', 'constructor', '__proto__', 'toString'])]
const folder = mkdtempSync(join(tmpdir(), 'mime-'))

/** @type {import('node:http').IncomingMessage['headers']} */
let received
const server = createServer((request, response) => {
  received = request.headers
  request.resume().on('end', () => response.end())
})
let client
before(
  () =>
    new Promise((done) =>
      server.listen(0, '127.0.0.1', () => {
        const { port } = /** @type {import('node:net').AddressInfo} */ (server.address())
        const endpoint = `http://127.0.0.1:${port}`
        client = new OSS({ endpoint, accessKeyId: 'id', accessKeySecret: 'secret', bucket: 'bucket-name' })
        done(undefined)
      }),
    ),
)
after(() => {
  rmSync(folder, { recursive: true })
  server.closeAllConnections()
  server.close()
})

/** What ali-oss finds by the name of a file or an object. */
const byName = (name) => mime.getType(extname(name))

test('every extension that either side knows, and no other', () => {
  assert(names.length > 1000)
  for (const name of names) {
    for (const file of [`a.${name}`, `A/b.c.${name.toUpperCase()}`, `.a.${name}`, `a.${name}.`, `.${name}`, name]) {
      assert.equal(Native.mimeOf(file) ?? null, byName(file), file)
    }
  }
})

test('names that say nothing, or too much', () => {
  const odd = [
    '',
    'a',
    'a.',
    '.',
    '..',
    '...',
    'a..',
    '..css',
    'a..css',
    'html',
    'a/html',
    '.html',
    'a/.html',
    'a.html/b',
  ]
  const spelled = ['a.html/', 'a.html//', '/', '//', 'a.none', 'a.html ', 'a. html', 'ä.css', 'a\\b.css', 'a.css\\b']
  const further = [
    'a.b\\c',
    'a.b\\c.css',
    'a.\u212Aey',
    'a.tar.gz',
    'a.css?b',
    'a.css#b',
    'a.\u0000css',
    '\u{1F600}.css',
  ]
  for (const name of [...odd, ...spelled, ...further]) {
    assert.equal(Native.mimeOf(name) ?? null, byName(name), JSON.stringify(name))
  }
})

test('by key, by file, and as asked', async () => {
  const sent = async (...args) => {
    await client.put(...args)
    return received['content-type']
  }
  const path = join(folder, 'file.css')
  const bare = join(folder, 'file')
  for (const one of [path, bare]) writeFileSync(one, 'a')
  const bytes = Buffer.from('a')
  assert.equal(await sent('a.html', bytes), 'text/html')
  assert.equal(await sent('a.html', path), 'text/css')
  assert.equal(await sent('a.none', bytes), undefined)
  assert.equal(await sent('a.tgz', bytes), undefined)
  assert.equal(await sent('a.css/', bytes), 'text/css')
  assert.equal(await sent('a.none', new Blob(['a'], { type: 'text/x' })), 'text/x')
  assert.equal(await sent('a.none', new File(['a'], 'b.css')), 'text/css')
  assert.equal(await sent('a.none', new File(['a'], 'b.tgz')), undefined)
  assert.equal(await sent('a.none', bytes, { mime: 'json' }), 'application/json')
  assert.equal(await sent('a.html', path, { mime: 'x/y; charset=utf-8' }), 'x/y; charset=utf-8')
  for (const told of [
    'json',
    '.json',
    'JSON',
    'a.json',
    '/json',
    '/a.json',
    '.',
    'none',
    'tgz',
    'a\\json',
    '\\a.json',
  ]) {
    assert.equal((await sent('a.html', bytes, { mime: told })) ?? null, mime.getType(told), told)
  }
  assert.equal(await sent('a.html', bytes, { headers: { 'content-type': 'a/b' }, mime: 'c/d' }), 'a/b')
})
