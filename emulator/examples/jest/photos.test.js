const OSS = require('ali-oss')
const { useEmulator } = require('oss-emulator/jest')

const emulator = useEmulator({ buckets: ['photos'], setup: (emulator) => emulator.seed({ 'cat.txt': 'a cat' }) })

test('a photo is changed', async () => {
  const store = new OSS(emulator.clientOptions())
  await store.put('cat.txt', Buffer.from('a dog'))
  expect((await store.get('cat.txt')).content.toString()).toBe('a dog')
})

test('each test begins with the same photos', async () => {
  const store = new OSS(emulator.clientOptions())
  expect((await store.get('cat.txt')).content.toString()).toBe('a cat')
  await emulator.waitFor((request) => request.operation === 'GetObject')
})
