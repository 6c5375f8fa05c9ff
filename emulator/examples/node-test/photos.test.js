const assert = require('node:assert/strict')
const { test } = require('node:test')
const OSS = require('ali-oss')
const { useEmulator } = require('oss-emulator/node-test')

const emulator = useEmulator({ buckets: ['photos'], setup: (emulator) => emulator.seed({ 'cat.txt': 'a cat' }) })

test('a photo is changed', async () => {
  const store = new OSS(emulator.clientOptions())
  await store.put('cat.txt', Buffer.from('a dog'))
  assert.equal((await store.get('cat.txt')).content.toString(), 'a dog')
})

test('each test begins with the same photos', async () => {
  const store = new OSS(emulator.clientOptions())
  assert.equal((await store.get('cat.txt')).content.toString(), 'a cat')
  await emulator.waitFor((request) => request.operation === 'GetObject')
})
