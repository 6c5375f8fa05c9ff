'use strict'
// Endpoints that are not what they should be, and what is said of the URL that was asked.

const assert = require('node:assert/strict')
const { test } = require('node:test')
const { ALI, OSS } = require('./compat/both.js')
const { emulatorForFile, rejection } = require('./emulator.js')
const { reply, scriptedForFile } = require('./scripted.js')

const holder = emulatorForFile({ buckets: ['bucket-name'] })
const scripted = scriptedForFile()
const HINT =
  '(the endpoint begins with the name of the bucket, bucket-name, which the client puts in front: ' +
  'leave it out of `endpoint`, or set `cname`)'
const clientOf = (endpoint, options) =>
  new OSS({ ...holder.current.clientOptions(), endpoint, retryMax: 0, ...options })

test('an endpoint that begins with the name of the bucket', async () => {
  const endpoint = `http://bucket-name.localhost:${holder.current.port}`
  const listed = await rejection(clientOf(endpoint).list())
  assert(listed.message.includes(HINT), listed.message)

  const unknown = await rejection(clientOf('http://bucket-name.invalid').list())
  assert.equal(unknown.name, 'RequestError')
  assert(unknown.message.includes(HINT), unknown.message)

  // The answer to HEAD has no document.
  scripted.answer = reply(404)
  const { port } = new URL(scripted.clientOptions().endpoint)
  const head = await rejection(clientOf(`http://bucket-name.localhost:${port}`).head('a'))
  assert.equal(head.message, `Object not exists ${HINT}`)

  await clientOf(endpoint, { cname: true }).list()
  const other = await rejection(clientOf(`http://localhost:${holder.current.port}`, { bucket: 'other' }).list())
  assert.equal(other.code, 'NoSuchBucket')
  assert(!other.message.includes('the endpoint begins'), other.message)
})

test('the URLs of a result have a `=` behind every name, as in ali-oss', async () => {
  const urls = async (Client, key) => {
    const client = new Client(holder.current.clientOptions())
    const appended = await client.append(key, Buffer.from('x'))
    const acl = await client.getACL(key)
    const got = await client.get(key)
    return [appended, acl, got].map(({ res }) => res.requestUrls[0].replace(`/${key}`, '/key'))
  }
  assert.deepEqual(await urls(OSS, 'ours'), await urls(ALI, 'theirs'))
})
