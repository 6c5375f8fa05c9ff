'use strict'
// The types of objects by their names: those of ali-oss.

const assert = require('node:assert/strict')
const { mkdtempSync, rmSync, writeFileSync } = require('node:fs')
const { createServer } = require('node:http')
const { tmpdir } = require('node:os')
const { extname, join } = require('node:path')
const { after, before, test } = require('node:test')
const OSS = require('..')
const { OSS: Native } = require('../lib/native.js')

const mime = require(require.resolve('mime', { paths: [require.resolve('ali-oss')] }))
const extensions = ['standard', 'other'].flatMap((name) =>
  Object.values(require(require.resolve(`mime/types/${name}.js`, { paths: [require.resolve('ali-oss')] }))).flat(),
)
const names = [...new Set(extensions.map((extension) => extension.replace('*', '')))]
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

test('every extension that ali-oss knows', () => {
  assert(names.length > 1000)
  for (const name of names) {
    assert.equal(Native.mimeOf(`a.${name}`), mime.getType(name), name)
    assert.equal(Native.mimeOf(`A/b.c.${name.toUpperCase()}`), mime.getType(name), name)
  }
})

test('names that say nothing, or too much', () => {
  for (const name of [
    '',
    'a',
    'a.',
    '.',
    '..',
    'html',
    'a/html',
    '.html',
    'a.html/b',
    'a.none',
    'a.html ',
    'ä.css',
    'a\\b.css',
  ]) {
    assert.equal(Native.mimeOf(name) ?? null, mime.getType(extname(name)), JSON.stringify(name))
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
  assert.equal(await sent('a.none', bytes, { mime: 'json' }), 'application/json')
  assert.equal(await sent('a.html', path, { mime: 'x/y; charset=utf-8' }), 'x/y; charset=utf-8')
  assert.equal(await sent('a.html', bytes, { mime: 'none' }), undefined)
  assert.equal(await sent('a.html', bytes, { headers: { 'content-type': 'a/b' }, mime: 'c/d' }), 'a/b')
})
