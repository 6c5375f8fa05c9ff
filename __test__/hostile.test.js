'use strict'
// Servers that mean harm: every answer ends in an error in bounded time and memory, and the client lives on.

const assert = require('node:assert/strict')
const net = require('node:net')
const { after, before, describe, test } = require('node:test')
const OSS = require('..')
const { rejection } = require('./emulator.js')
const { reply, scriptedForFile } = require('./scripted.js')

let write
const sockets = new Set()
const server = net.createServer((socket) => {
  sockets.add(socket)
  socket.on('error', () => {})
  socket.once('data', () => write(socket))
})
before(() => new Promise((done) => server.listen(0, '127.0.0.1', () => done(undefined))))
after(() => {
  for (const socket of sockets) socket.destroy()
  return new Promise((done) => server.close(done))
})

function ask(reply, timeout = 5000) {
  write = reply
  const { port } = /** @type {net.AddressInfo} */ (server.address())
  const store = new OSS({ endpoint: `http://127.0.0.1:${port}`, accessKeyId: 'id', accessKeySecret: 'secret', timeout })
  return rejection(store.getBucketEncryption('bucket-name'))
}

const sends = (text) => (socket) => socket.end(text)
const ok = (body) => sends(`HTTP/1.1 200 OK\r\ncontent-length: ${Buffer.byteLength(body)}\r\n\r\n${body}`)
const rule = (inner) => `<ServerSideEncryptionRule>${inner}</ServerSideEncryptionRule>`

const DOCUMENTS = {
  'nested a hundred thousand deep': rule('<a>'.repeat(1e5) + '</a>'.repeat(1e5)),
  'an entity bomb': `<!DOCTYPE r [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]>${rule('&b;')}`,
  'an external entity': `<!DOCTYPE r [<!ENTITY x SYSTEM "file:///etc/passwd">]>${rule('&x;')}`,
  'cut off in a tag': '<ServerSideEncryptionRule><ApplyServerSide',
  'a million attributes': `<ServerSideEncryptionRule ${'a="1" '.repeat(1e5)}/>`,
  'two roots': rule('') + rule(''),
  'null bytes': '\0\0\0\0',
  'another document': '<ListBucketResult/>',
  JSON: '{"encryption":{}}',
}
for (const [name, body] of Object.entries(DOCUMENTS)) {
  test(`a document that is ${name}`, async () => {
    const error = await ask(ok(body))
    assert.equal(error.name, 'MalformedResponseError')
    assert.equal(error.status, 200)
  })
}

test('bytes that are not UTF-8', async () => {
  const body = Buffer.from([0xff, 0xfe, 0x3c, 0x00])
  const error = await ask((socket) => {
    socket.write(`HTTP/1.1 200 OK\r\ncontent-length: ${body.length}\r\n\r\n`)
    socket.end(body)
  })
  assert.match(error.message, /not UTF-8/)
})

test('an answer without end is cut off at 16 MiB', async () => {
  let sent = 0
  const error = await ask((socket) => {
    socket.write('HTTP/1.1 200 OK\r\n\r\n')
    const chunk = Buffer.alloc(65536, '<')
    const more = () => {
      while (!socket.destroyed && socket.write(chunk)) sent += chunk.length
    }
    socket.on('drain', more)
    more()
  }, 60000)
  assert.match(error.message, /larger than 16777216 bytes/)
  assert(sent < 64 << 20, `${sent} bytes were sent`)
})

const HEADS = {
  'is no HTTP': 'SSH-2.0-OpenSSH_9.2\r\n\r\n',
  'has a header line without end': `HTTP/1.1 200 OK\r\nx: ${'a'.repeat(2 << 20)}`,
  'has ten thousand headers': `HTTP/1.1 200 OK\r\n${'a: b\r\n'.repeat(1e4)}\r\n`,
  'has a length that is none': 'HTTP/1.1 200 OK\r\ncontent-length: many\r\n\r\n',
  'has two lengths': 'HTTP/1.1 200 OK\r\ncontent-length: 1\r\ncontent-length: 2\r\n\r\nab',
  'breaks off': 'HTTP/1.1 200 OK\r\ncontent-le',
  'is nothing': '',
  'promises more than it sends': 'HTTP/1.1 200 OK\r\ncontent-length: 10\r\n\r\nhalf',
  'has a chunk that is none': 'HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\nzz\r\n',
}
for (const [name, text] of Object.entries(HEADS)) {
  test(`an answer that ${name}`, async () => {
    const error = await ask(sends(text))
    assert.equal(error.name, 'ResponseError', error.message)
    assert.equal(error.status, -1)
  })
}

const STALLS = {
  nothing: '',
  'half a head': 'HTTP/1.1 200 OK\r\n',
  'half a body': 'HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\nhalf',
}
for (const [name, text] of Object.entries(STALLS)) {
  test(`a server that sends ${name} and stalls`, async () => {
    const error = await ask((socket) => text && socket.write(text), 150)
    assert.equal(error.name, 'ResponseTimeoutError')
    assert.match(error.message, /^Response timeout for 150ms/)
  })
}

test('error documents as hostile as answers', async () => {
  const refusal = (body) => sends(`HTTP/1.1 503 No\r\ncontent-length: ${Buffer.byteLength(body)}\r\n\r\n${body}`)
  for (const body of Object.values(DOCUMENTS)) {
    const error = await ask(refusal(body))
    assert.equal(error.status, 503)
    assert.equal(error.name, 'UnknownError')
    assert(error.message.length < 4500, error.message)
  }
})

const scripted = scriptedForFile()
describe('a list whose entries are not what they should be', () => {
  const lists = {
    'a text for an object': '<Contents>text</Contents>',
    'an object without a name': '<Contents><Size>1</Size></Contents>',
    'an object with two names': '<Contents><Key>a</Key><Key>b</Key></Contents>',
    'a name that is no text': '<EncodingType>url</EncodingType><Contents><Key><a/></Key></Contents>',
  }
  for (const [what, inner] of Object.entries(lists)) {
    test(`such as ${what}`, async () => {
      for (const list of [
        (store) => store.list(),
        (store) => store.listV2(),
        (store) => store.objects()[Symbol.asyncIterator]().next(),
      ]) {
        scripted.answer = reply(200, {}, `<ListBucketResult>${inner}</ListBucketResult>`)
        assert.equal((await rejection(list(scripted.client))).code, 'MalformedResponse')
      }
      for (const entry of ['Version', 'DeleteMarker']) {
        const entries = inner.replaceAll('Contents', entry)
        scripted.answer = reply(200, {}, `<ListVersionsResult>${entries}</ListVersionsResult>`)
        assert.equal((await rejection(scripted.client.getBucketVersions())).code, 'MalformedResponse')
      }
    })
  }
})
