'use strict'
// Metadata beyond ASCII comes back as it was put.

const assert = require('node:assert/strict')
const { test } = require('node:test')
const { emulatorForFile } = require('../emulator.js')
const { reply, scriptedForFile } = require('../scripted.js')
const { ALI, OSS, difference } = require('./both.js')

const holder = emulatorForFile({ buckets: ['bucket-name'] })
const scripted = scriptedForFile()
const META = { name: '中文 ä 😀', plain: 'abc' }

test('from head, get, getStream and multipartUpload', async () => {
  difference('utf8-headers')
  const store = new OSS(holder.current.clientOptions())
  await store.put('a', Buffer.from('x'), { meta: META })
  const { meta, res } = await store.head('a')
  assert.deepEqual(meta, META)
  assert.equal(res.headers['x-oss-meta-name'], META.name)
  assert.equal((await store.get('a')).res.headers['x-oss-meta-name'], META.name)
  const { res: opened, stream } = await store.getStream('a')
  stream.resume()
  assert.equal(opened.headers['x-oss-meta-name'], META.name)
  assert.equal(stream.headers['x-oss-meta-name'], META.name)

  const theirs = (await new ALI(holder.current.clientOptions()).head('a')).meta
  assert.equal(theirs.name, Buffer.from(META.name).toString('latin1'))
  assert.equal(theirs.plain, 'abc')
})

test('what ali-oss puts with headerEncoding latin1', async () => {
  await new ALI(holder.current.clientOptions({ headerEncoding: 'latin1' })).put('b', Buffer.from('x'), { meta: META })
  assert.deepEqual((await new OSS(holder.current.clientOptions()).head('b')).meta, META)
})

test('with headerEncoding latin1, each byte is a character, as in ali-oss', async () => {
  difference('utf8-headers')
  const [theirs, ours] = [ALI, OSS].map(
    (Client) => new Client(holder.current.clientOptions({ headerEncoding: 'latin1' })),
  )
  await ours.put('c', Buffer.from('x'), { meta: META })
  const [other, mine] = [await theirs.head('c'), await ours.head('c')]
  assert.deepEqual(mine.meta, other.meta)
  assert.equal(mine.res.headers['x-oss-meta-name'], other.res.headers['x-oss-meta-name'])
  ours.options.headerEncoding = 'utf-8'
  assert.deepEqual((await ours.head('c')).meta, META)
})

test('bytes that are no UTF-8 are read as Latin-1', async () => {
  scripted.answer = (request, response) => {
    reply(200, { 'x-oss-meta-a': 'caf\xe9', 'x-oss-meta-b': Buffer.from('ä').toString('latin1') })(request, response)
  }
  assert.deepEqual((await scripted.client.head('a')).meta, { a: 'caf\xe9', b: 'ä' })
})
