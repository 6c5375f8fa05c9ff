'use strict'
// Objects stored through ali-oss and through this package.

const { writeFileSync } = require('node:fs')
const { join } = require('node:path')
const { Readable } = require('node:stream')
const { folderForFile } = require('../folder.js')
const { emulatorForFile } = require('../emulator.js')
const { alike } = require('./cases.js')

const holder = emulatorForFile({ buckets: ['bucket-name'] })
const folder = folderForFile('objects-put')

const inFolder = (name, content) => {
  const path = join(folder, name)
  writeFileSync(path, content)
  return path
}
const page = inFolder('page.html', '<p>')
const large = inFolder('large.bin', Buffer.alloc(300_000, 'ab'))
const bytes = Buffer.from('content')
const pieces = () => Readable.from([Buffer.from('con'), Buffer.from('tent')])
const fresh = { prepare: (client) => client.delete('a.txt') }
const present = { prepare: (client) => client.put('a.txt', Buffer.from('present')) }

alike(holder, [
  ['a buffer', (c) => c.put('a.txt', bytes)],
  ['an empty buffer', (c) => c.put('a.txt', Buffer.alloc(0))],
  ['a buffer whose length is signed', (c) => c.put('a.txt', bytes, { additionalHeaders: ['content-length'] })],
  ['a file whose length is signed', (c) => c.put('a.txt', page, { additionalHeaders: ['Content-Length'] })],
  ['a stream without a length to sign', (c) => c.put('a.txt', pieces(), { additionalHeaders: ['content-length'] })],
  ['a file', (c) => c.put('a.txt', page)],
  ['a large file', (c) => c.put('a', large)],
  ['a stream', (c) => c.put('a.txt', pieces())],
  ['an empty stream', (c) => c.put('a.txt', Readable.from([]))],
  ['a stream of known length', (c) => c.put('a.txt', pieces(), { contentLength: 7 })],
  ['putStream', (c) => c.putStream('a.txt', pieces())],
  ['putStream of known length', (c) => c.putStream('a.txt', pieces(), { contentLength: 7 })],
  [
    'putStream with everything',
    (c) => c.putStream('a', pieces(), { mime: 'text/css', meta: { a: 'b' }, timeout: 5000 }),
  ],
  ['leading slashes', (c) => c.put('//a//b', bytes)],
  ['no options', (c) => c.put('a.txt', bytes, null)],
  ['no options for a stream', (c) => c.putStream('a.txt', pieces(), null)],
  ['metadata', (c) => c.put('a.txt', bytes, { meta: { uid: 1, Name: 'Name', flag: true, text: '' } })],
  ['a type', (c) => c.put('a.txt', bytes, { mime: 'image/png' })],
  ['an extension as type', (c) => c.put('a.txt', bytes, { mime: 'xml' })],
  ['an unknown type', (c) => c.put('a.nothing', bytes)],
  ['a type in the headers', (c) => c.put('a.txt', bytes, { headers: { 'Content-Type': 'text/x' }, mime: 'text/css' })],
  [
    'headers',
    (c) => c.put('a.txt', bytes, { headers: { 'Cache-Control': 'no-cache', 'x-oss-tagging': 'a=1&b=2', other: 3 } }),
  ],
  ['a storage class', (c) => c.put('a.txt', bytes, { headers: { 'x-oss-storage-class': 'IA' } })],
  ['an ACL', (c) => c.put('a.txt', bytes, { headers: { 'x-oss-object-acl': 'public-read' } })],
  ['AES256', (c) => c.put('a.txt', bytes, { headers: { 'x-oss-server-side-encryption': 'AES256' } })],
  ['KMS, in capitals', (c) => c.put('a.txt', bytes, { headers: { 'X-OSS-SERVER-SIDE-ENCRYPTION': 'KMS' } })],
  ['an unknown encryption', (c) => c.put('a.txt', bytes, { headers: { 'x-oss-server-side-encryption': 'DES' } })],
  ['a digest', (c) => c.put('a.txt', bytes, { headers: { 'Content-MD5': 'mgNkuembtIDdJeHwKEyFVQ==' } })],
  ['a wrong digest', (c) => c.put('a.txt', bytes, { headers: { 'Content-MD5': 'AAAAAAAAAAAAAAAAAAAAAA==' } })],
  ['no overwriting', (c) => c.put('a.txt', bytes, { headers: { 'x-oss-forbid-overwrite': 'true' } }), present],
  ['a signed header', (c) => c.put('a.txt', bytes, { headers: { mine: '1' }, additionalHeaders: ['mine'] })],
  ['a missing signed header', (c) => c.put('a.txt', bytes, { additionalHeaders: ['mine'] })],
  ['another method', (c) => c.put('a.txt', bytes, { method: 'PUT' })],
  ['no such bucket', (c) => c.put('a.txt', bytes), { options: { bucket: 'no-such-bucket' } }],
  ['no bucket', (c) => c.put('a.txt', bytes), { options: { bucket: undefined } }],
  ['a wrong secret', (c) => c.put('a.txt', bytes), { options: { accessKeySecret: 'wrong' } }],
  ['a folder', (c) => c.put('a.txt', folder)],
  ['no such file', (c) => c.put('a.txt', join(folder, 'none'))],
  ['neither', (c) => c.put('a.txt', 5)],
  ['nothing', (c) => c.put('a.txt')],
  ['append', (c) => c.append('a.txt', bytes), fresh],
  ['append a file', (c) => c.append('a.txt', page), fresh],
  ['append a stream', (c) => c.append('a.txt', pieces()), fresh],
  [
    'append with everything',
    (c) => c.append('a', bytes, { mime: 'text/css', meta: { a: 'b' }, position: '0' }),
    { prepare: (c) => c.delete('a') },
  ],
  ['append at a wrong position', (c) => c.append('a.txt', bytes, { position: 3 }), fresh],
  ['append to a normal object', (c) => c.append('a.txt', bytes, { position: 7 }), present],
  [
    'append again',
    async (c) => {
      const { nextAppendPosition } = await c.append('a.txt', bytes)
      return c.append('a.txt', bytes, { position: nextAppendPosition })
    },
    fresh,
  ],
])
