'use strict'
// Seeing inside: tracing channels, NODE_DEBUG, traceparent. No secret is seen.

const assert = require('node:assert/strict')
const { execFile } = require('node:child_process')
const { tracingChannel } = require('node:diagnostics_channel')
const { join } = require('node:path')
const { promisify } = require('node:util')
const { test } = require('node:test')
const { emulatorForFile, rejection } = require('../emulator.js')
const OSS = require('../..')

const emulator = emulatorForFile({ buckets: ['bucket-name'] })
const client = (options) => new OSS(emulator.current.clientOptions(options))

/** Events of the channel while `work` runs. */
async function events(work) {
  const seen = []
  const note = (event) => (context) => seen.push([event, context])
  const subscribers = Object.fromEntries(
    ['start', 'end', 'asyncStart', 'asyncEnd', 'error'].map((event) => [event, note(event)]),
  )
  const channel = tracingChannel('ali-oss:request')
  channel.subscribe(subscribers)
  try {
    await work()
  } finally {
    channel.unsubscribe(subscribers)
  }
  return seen
}

test('a channel tells of every call: what it was, and what became of it', async () => {
  const seen = await events(() => client().put('k', Buffer.from('hello')))
  assert.deepEqual(
    seen.map(([event]) => event),
    ['start', 'end', 'asyncStart', 'asyncEnd'],
  )
  const [, context] = seen[3]
  assert(seen.every(([, one]) => one === context))
  assert.deepEqual([context.method, context.bucket, context.name, context.status], ['put', 'bucket-name', 'k', 200])
  assert.match(context.requestId, /^[0-9A-F]{24}$/)
  assert.equal(context.result.res.status, 200)
})

test('also of one that fails', async () => {
  let failure
  const seen = await events(async () => {
    failure = await rejection(client().head('nothing'))
  })
  assert.deepEqual(
    seen.map(([event]) => event),
    ['start', 'end', 'error', 'asyncStart', 'asyncEnd'],
  )
  const [, context] = seen[4]
  assert.deepEqual([context.error, context.status, context.attempts], [failure, 404, 1])
})

test('of each request of a call that is many', async () => {
  const seen = await events(() => client().multipartUpload('parts', Buffer.alloc(250_000), { partSize: 102_400 }))
  const methods = seen.filter(([event]) => event === 'start').map(([, { method }]) => method)
  assert.deepEqual(methods.sort(), [
    'completeMultipartUpload',
    'initMultipartUpload',
    'uploadPart',
    'uploadPart',
    'uploadPart',
  ])
})

test('traceparent is passed on when asked', async () => {
  const parent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01'
  const last = async () => (await emulator.current.requests()).at(-1).headers
  await client().listBuckets()
  assert.equal((await last()).traceparent, undefined)
  await client({ traceparent: parent }).listBuckets()
  assert.equal((await last()).traceparent, parent)
  let current = ''
  const live = client({ traceparent: () => current })
  await live.listBuckets()
  assert.equal((await last()).traceparent, undefined)
  current = parent
  await live.head('k')
  assert.equal((await last()).traceparent, parent)
  await live.head('k', { headers: { traceparent: '00-1-2-00' } })
  assert.equal((await last()).traceparent, '00-1-2-00')
})

test('NODE_DEBUG=ali-oss writes a line for each call, without secrets', async () => {
  const program = `
    const OSS = require(${JSON.stringify(join(__dirname, '../..'))})
    const store = new OSS({ ...JSON.parse(process.argv[1]), stsToken: 'very-secret', refreshSTSTokenInterval: 1e9 })
    store.head('k').catch(() => store.listBuckets()).catch(() => {})`
  const options = emulator.current.clientOptions()
  const env = { ...process.env, NODE_DEBUG: 'ali-oss' }
  const { stderr } = await promisify(execFile)(process.execPath, ['-e', program, JSON.stringify(options)], { env })
  assert.match(stderr, /ALI-OSS \d+: head bucket-name k: failed after \d+ ms, 1 attempts: /)
  assert.match(stderr, /ALI-OSS \d+: listBuckets bucket-name: /)
  for (const secret of [options.accessKeySecret, 'very-secret']) assert(!stderr.includes(secret))
})
