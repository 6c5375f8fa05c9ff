'use strict'
// The examples of the local server's README, run as they stand.

const assert = require('node:assert/strict')
const { readFileSync } = require('node:fs')
const { test } = require('node:test')
const OSS = require('..')
const { startEmulator } = require('../emulator')
const { emulatorForFile } = require('./emulator.js')

const holder = emulatorForFile({ buckets: ['bucket-name'] })
const AsyncFunction = /** @type {any} */ (async () => {}).constructor
const text = readFileSync(require.resolve('../emulator/README.md'), 'utf8')
const examples = Array.from(text.matchAll(/```js\n([\s\S]*?)```/g), ([, code]) => code)

/** Runs the example with a word in it, and gives what it printed. */
async function run(word) {
  const [code, ...more] = examples.filter((example) => example.includes(word))
  assert(code && more.length === 0, `one example of ${word}`)
  /** @type {any[]} */
  const printed = []
  const screen = { log: (value) => printed.push(value), error: (error) => printed.push(error.code) }
  const scope = {
    require: (name) => require({ 'oss-emulator': '../emulator' }[name] ?? name),
    OSS,
    console: screen,
    // The first example makes them itself.
    ...(!word.startsWith('startEmulator(') && {
      startEmulator,
      emulator: holder.current,
      store: new OSS({ ...holder.current.clientOptions(), retryMax: 0 }),
    }),
  }
  await new AsyncFunction(...Object.keys(scope), code)(...Object.values(scope))
  return printed
}

test('there are ten', () => assert.equal(examples.length, 10))
test('a server', async () => assert.deepEqual(await run('startEmulator({ buckets'), []))
test('keys', async () => {
  await run('kms.create')
  assert.equal((await holder.current.kms.list())[0].state, 'Disabled')
})
test('a refused signature', async () => {
  const [id, cause, advice, ...texts] = await run('emulator-secret&')
  assert.equal(id, 'secret-of-rpc')
  assert.match(String(cause), /has an `&` behind it/)
  assert.match(String(advice), /with the secret alone/)
  assert.deepEqual(
    texts.map(({ name }) => name),
    ['CanonicalRequest', 'StringToSign'],
  )
})
test('faults', async () => assert.deepEqual(await run('faults.add'), ['ServiceUnavailable', 1]))
test('temporary keys', async () => assert.deepEqual(await run('sts.issue'), ['SecurityTokenExpired']))
test('roles', async () => assert.match((await run('assumeRole'))[0], /^\d{4}-\d\d-\d\dT/))
test('who may do what', async () => assert.deepEqual(await run('public-read'), [403, 200]))
test('inventories', async () => {
  const { default: AliOSS } = await import('ali-oss')
  const store = new AliOSS(holder.current.clientOptions())
  await store.put('photo.jpg', Buffer.from('…'))
  await store.putBucketInventory('bucket-name', {
    id: 'all',
    isEnabled: true,
    OSSBucketDestination: { format: 'CSV', accountId: '1', rolename: 'role', bucket: 'bucket-name', prefix: 'lists' },
    frequency: 'Daily',
    includedObjectVersions: 'Current',
  })
  const [keys] = await run('inventory.run')
  assert.match(keys[0], /^lists\/bucket-name\/all\/data\/.+\.csv\.gz$/)
})
test('TLS', async () => {
  const [url, ca] = await run('tls: true')
  assert.match(url, /^https:\/\/127\.0\.0\.1:\d+$/)
  assert.match(ca, /^-----BEGIN CERTIFICATE-----/)
})
test('what tests do', async () => assert.deepEqual(await run('emulator.seed'), [204]))
