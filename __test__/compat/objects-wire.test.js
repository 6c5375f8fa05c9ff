'use strict'
// What requests about objects carry, and results tell, here and not in ali-oss: differences that every comparison passes over.

const assert = require('node:assert/strict')
const { test } = require('node:test')
const { emulatorForFile } = require('../emulator.js')
const { ALI, OSS, difference } = require('./both.js')

const holder = emulatorForFile({ buckets: ['bucket-name'] })
const bytes = Buffer.from('content')

/** The result of a call through each, and the last request it made. */
async function each(call) {
  const one = async (Client) => {
    const value = await call(new Client(holder.current.clientOptions()))
    return { value, request: /** @type {any} */ ((await holder.current.requests()).at(-1)) }
  }
  return { theirs: await one(ALI), ours: await one(OSS) }
}

test('headers', async () => {
  const sent = (outcome, name) => outcome.request.headers[name]
  const put = await each((c) => c.put('a/b.txt', bytes))
  difference('content-md5')
  assert.equal(sent(put.theirs, 'content-md5'), 'mgNkuembtIDdJeHwKEyFVQ==')
  assert.equal(sent(put.ours, 'content-md5'), undefined)
  difference('sse')
  assert.deepEqual([put.theirs.value.sse, put.ours.value.sse], [undefined, null])

  difference('type-of-nothing')
  for (const call of [
    (c) => c.get('a/b.txt'),
    (c) => c.putACL('a/b.txt', 'private'),
    (c) => c.copy('c.txt', 'a/b.txt'),
  ]) {
    const { theirs, ours } = await each(call)
    assert.deepEqual([sent(theirs, 'content-type'), sent(ours, 'content-type')], ['text/plain', undefined])
  }

  difference('copy-source')
  const copy = await each((c) => c.copy('c.txt', 'a/b.txt'))
  assert.equal(sent(copy.theirs, 'x-oss-copy-source'), '/bucket-name/a%2Fb.txt')
  assert.equal(sent(copy.ours, 'x-oss-copy-source'), '/bucket-name/a/b.txt')
})

test('documents and parameters', async () => {
  difference('declaration')
  const tags = await each((c) => c.putObjectTagging('a/b.txt', { a: 'b' }))
  assert.match(tags.theirs.request.body.toString(), /^<Tagging>/)
  assert.match(tags.ours.request.body.toString(), /^<\?xml version="1.0" encoding="UTF-8"\?>\n<Tagging>/)

  difference('query-order')
  const versions = await each((c) => c.getBucketVersions({ prefix: 'a' }))
  assert.deepEqual(
    [versions.theirs.request.target, versions.ours.request.target],
    ['/?prefix=a&versions=', '/?versions&prefix=a'],
  )
})
