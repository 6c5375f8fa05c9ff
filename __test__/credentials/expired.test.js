'use strict'
// A token that the service does not take any more, in the middle of many calls.

const assert = require('node:assert/strict')
const { test } = require('node:test')
const OSS = require('../..')
const { emulatorForFile } = require('../emulator.js')

const holder = emulatorForFile({ buckets: ['bucket-name'] })

/** A client with a temporary key, and how often it asked for another. */
async function clientOf() {
  const { sts } = holder.current
  const issue = async () => {
    const { accessKeyId, accessKeySecret, stsToken, expiration } = await sts.issue({ durationSeconds: 900 })
    return { accessKeyId, accessKeySecret, stsToken, expiration }
  }
  const first = await issue()
  const asked = { times: 0 }
  const refreshSTSToken = () => {
    asked.times++
    return issue()
  }
  const client = new OSS({ ...holder.current.clientOptions(), ...first, refreshSTSToken, retryMax: 0 })
  return { client, asked, expire: () => sts.expire(first.stsToken) }
}

test('100 calls at once: all of them succeed, with one refresh', async () => {
  const { client, asked, expire } = await clientOf()
  await client.put('before', Buffer.from('x'))
  await expire()
  const names = Array.from({ length: 100 }, (_, index) => `k${index}`)
  await Promise.all(names.map((name) => client.put(name, Buffer.from(name))))
  assert.equal(asked.times, 1)
  for (const name of names) assert.equal((await client.get(name)).content.toString(), name)
  assert.equal(asked.times, 1)
})

test('in the middle of an upload in parts: it goes on', async () => {
  const { client, asked, expire } = await clientOf()
  const content = Buffer.alloc(600_000, 'x')
  let told = 0
  await client.multipartUpload('parts', content, {
    partSize: 102_400,
    parallel: 2,
    progress: async () => {
      if (++told === 2) await expire()
    },
  })
  assert.equal(asked.times, 1)
  assert.deepEqual((await client.get('parts')).content, content)
})
