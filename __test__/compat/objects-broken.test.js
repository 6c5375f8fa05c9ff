'use strict'
// Bodies that break off or are none, and files that a failed read was to replace: what is meant to differ.

const assert = require('node:assert/strict')
const { createWriteStream, existsSync, readFileSync, writeFileSync } = require('node:fs')
const { join } = require('node:path')
const { Readable, Writable } = require('node:stream')
const { finished } = require('node:stream/promises')
const { test } = require('node:test')
const { folderForFile } = require('../folder.js')
const { emulatorForFile } = require('../emulator.js')
const { ALI, OSS, difference, throughBoth } = require('./both.js')

const holder = emulatorForFile({ buckets: ['bucket-name'] })
const folder = folderForFile('objects-broken')
const both = (call) => throughBoth(holder.current, call)

test('a failed read leaves the file that was there', async () => {
  difference('kept-file')
  const path = join(folder, 'file')
  const left = async (Client) => {
    writeFileSync(path, 'old')
    const client = new Client(holder.current.clientOptions())
    await assert.rejects(client.get('none', path), { code: 'NoSuchKey' })
    return existsSync(path) && readFileSync(path, 'utf8')
  }
  assert.deepEqual([await left(ALI), await left(OSS)], [false, 'old'])
})

test('a stream that can only be written to is no body', async () => {
  difference('write-only')
  const target = () => new Writable({ write: (_, __, done) => done() })
  const { theirs, ours } = await both((c) => c.putStream('a', target()))
  assert.equal(theirs.sent[0].body, '')
  assert.equal(theirs.value.res.status, 200)
  assert.deepEqual([ours.error.message, ours.sent], ['Must provide ReadableStream for putStream.', []])

  const written = createWriteStream(join(folder, 'written'))
  written.end('written')
  await finished(written)
  const store = new OSS(holder.current.clientOptions())
  await store.putStream('written', written)
  assert.equal(String((await store.get('written')).content), 'written')
})

test('a source that breaks says why', async () => {
  difference('source-error')
  const failure = Object.assign(new Error('no more'), { code: 'BROKEN' })
  const broken = () => {
    let given = false
    return new Readable({
      read() {
        if (given) this.destroy(failure)
        else this.push('a')
        given = true
      },
    })
  }
  const { theirs, ours } = await both((c) => c.putStream('a', broken()))
  assert.match(theirs.error.message, /^premature close/)
  assert.deepEqual([ours.error.message, ours.error.code, ours.error.status], ['no more', 'BROKEN', -1])
})
