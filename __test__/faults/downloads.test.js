'use strict'
// Objects that break off on their way are asked for the rest.

const assert = require('node:assert/strict')
const { readdir, readFile } = require('node:fs/promises')
const { join } = require('node:path')
const { buffer } = require('node:stream/consumers')
const { beforeEach, test } = require('node:test')
const { folderForFile } = require('../folder.js')
const { rejection } = require('../emulator.js')
const { scriptedForFile } = require('../scripted.js')
const { bytesOf, faultsForFile } = require('./setup.js')

const faults = faultsForFile(async () => {
  await faults.direct().put('k', CONTENT)
  faults.proxy.piece = 1000
})
const scripted = scriptedForFile()
const CONTENT = bytesOf(200_000)
const folder = folderForFile('downloads')
beforeEach(() => faults.seen())

const WAYS = {
  'into memory': async (client) => (await client.get('k')).content,
  'into a file': async (client) => {
    const path = join(folder, 'k')
    await client.get('k', path)
    return readFile(path)
  },
  'as a stream': async (client) => buffer((await client.getStream('k')).stream),
}

for (const [name, read] of Object.entries(WAYS)) {
  test(`${name}: cut twice, it is whole, and nothing is sent twice`, async () => {
    faults.proxy.plan = ['cut-body', 'cut-body']
    assert.deepEqual(await read(faults.client()), CONTENT)
    const requests = (await faults.emulator.requests()).slice(-3)
    assert.deepEqual(
      requests.map(({ headers }) => headers.range),
      [undefined, 'bytes=1000-199999', 'bytes=2000-199999'],
    )
  })

  test(`${name}: silent in the middle, it is asked for the rest`, async () => {
    faults.proxy.plan = ['stall-body']
    assert.deepEqual(await read(faults.client({ timeout: 200 })), CONTENT)
  })

  test(`${name}: cut again and again, it is an error`, async () => {
    faults.proxy.plan = ['cut-body', 'cut-body', 'cut-body']
    const error = await rejection(read(faults.client()))
    assert.deepEqual([error.code, error.attempts >= 2], ['ResponseError', true])
    assert.deepEqual(
      (await readdir(folder)).filter((file) => file.endsWith('.download')),
      [],
    )
  })

  test(`${name}: with another object meanwhile, it is an error`, async () => {
    const client = faults.client()
    faults.proxy.plan = ['stall-body']
    const reading = read(faults.client({ timeout: 300 }))
    reading.catch(() => {})
    await new Promise((resolve) => setTimeout(resolve, 100))
    await faults.direct().put('k', bytesOf(200_001))
    try {
      assert.equal((await rejection(reading)).name, 'ResponseTimeoutError')
    } finally {
      await client.put('k', CONTENT)
    }
  })
}

test('one with a wrong checksum is read again, into memory and into a file', async () => {
  for (const name of ['into memory', 'into a file']) {
    faults.proxy.plan = ['wrong-crc']
    assert.deepEqual(await WAYS[name](faults.client()), CONTENT)
  }
  faults.proxy.plan = ['wrong-crc', 'wrong-crc', 'wrong-crc']
  const error = await rejection(faults.client().get('k'))
  assert.deepEqual([error.code, error.serverCrc64, error.attempts], ['InconsistentCrc64', '12345', 3])
})

test('an answer whose length is wrong is an error, however often', async () => {
  scripted.answer = (request, response) => {
    response.writeHead(200, { 'content-length': '100', etag: '"E"' })
    response.write('short')
    response.destroy()
  }
  const error = await rejection(scripted.client.get('k'))
  assert.deepEqual([error.code, error.status], ['ResponseError', -1])
})
