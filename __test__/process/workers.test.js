'use strict'
// Worker threads have clients of their own. They may end at any moment, and nobody else notices.

const assert = require('node:assert/strict')
const { describe, test } = require('node:test')
const { bytesOf, faultsForFile } = require('../faults/setup.js')
const { runProgram } = require('./child.js')

const faults = faultsForFile(async () => {
  await faults.direct().put('large', bytesOf(8_000_000))
})

/** Runs a program whose workers run `work`, and returns what it printed. */
async function outputOf(program, work) {
  const options = { ...faults.emulator.clientOptions(), endpoint: faults.proxy.url }
  const source = `
    const { parentPort, workerData } = require('node:worker_threads')
    ;(${work})(workerData, (value) => parentPort.postMessage(value))`
  const { code, signal, out, err } = await runProgram(program, { options, source })
  assert.deepEqual([code, signal, err], [0, null, ''])
  return out
}

/** Puts and gets in a worker, and says how many were right. */
async function putAndGet({ root, options, number }, say) {
  const OSS = require(root)
  const client = new OSS(options)
  const rounds = Array.from({ length: 20 }, async (_, index) => {
    const content = Buffer.alloc(1000 + 5000 * index, number + index)
    await client.put(`worker-${number}-${index}`, content)
    return (await client.get(`worker-${number}-${index}`)).content.equals(content)
  })
  say((await Promise.all(rounds)).filter(Boolean).length)
}

/** Moves bytes in every way, without end. */
async function neverEnding({ root, options, number }, say) {
  const OSS = require(root)
  const { Readable } = require('node:stream')
  const client = new OSS(options)
  const name = (kind) => `ended-${number}-${kind}`
  const endless = () => new Readable({ read: () => void setImmediate(() => stream.push(Buffer.alloc(10_000))) })
  const stream = endless()
  const kinds = {
    put: () => client.put(name('put'), Buffer.alloc(3_000_000)),
    get: () => client.get('large'),
    read: async () => {
      for await (const _ of (await client.getStream('large')).stream);
    },
    multipart: () => client.multipartUpload(name('parts'), Buffer.alloc(1_000_000), { partSize: 102_400 }),
    list: () => client.list(),
  }
  const forever = async (kind) => {
    for (;;) await kind()
  }
  client.put(name('stream'), stream).catch(() => {})
  for (const kind of Object.values(kinds)) forever(kind)
  say('begun')
}

describe('worker threads', () => {
  test('several call at once, and the main thread too', async () => {
    const out = await outputOf(async ({ root, options, source }) => {
      const { Worker } = require('node:worker_threads')
      const { once } = require('node:events')
      const OSS = require(root)
      const client = new OSS(options)
      const start = (number) => new Worker(source, { eval: true, workerData: { root, options, number } })
      const workers = [1, 2, 3, 4].map(start)
      const said = Promise.all(workers.map((worker) => once(worker, 'message')))
      const own = Array.from({ length: 50 }, () => client.head('large'))
      console.log((await said).flat().join(' '), (await Promise.all(own)).length)
    }, putAndGet)
    assert.equal(out, '20 20 20 20 50')
  })

  test('the package is loaded in workers only, one after another', async () => {
    const out = await outputOf(async ({ root, options, source }) => {
      const { Worker } = require('node:worker_threads')
      const { once } = require('node:events')
      for (const number of [1, 2, 3]) {
        const worker = new Worker(source, { eval: true, workerData: { root, options, number } })
        const [[said], [code]] = await Promise.all([once(worker, 'message'), once(worker, 'exit')])
        console.log(said, code)
      }
    }, putAndGet)
    assert.equal(out, '20 0\n20 0\n20 0')
  })

  test('terminated in the middle of everything, again and again, beside a client that goes on', async () => {
    const out = await outputOf(async ({ root, options, source }) => {
      const { Worker } = require('node:worker_threads')
      const { once } = require('node:events')
      const { setTimeout: sleep } = require('node:timers/promises')
      const OSS = require(root)
      const client = new OSS(options)
      for (let number = 0; number < 12; number++) {
        const worker = new Worker(source, { eval: true, workerData: { root, options, number } })
        await once(worker, 'message')
        const own = client.get('large')
        await sleep(number * 7)
        await worker.terminate()
        if ((await own).content.length !== 8_000_000) console.log('the client that goes on has read something else')
      }
      console.log('all ended')
    }, neverEnding)
    assert.equal(out, 'all ended')
    const { objects } = await faults.direct().listV2({ prefix: 'ended-' })
    const halves = (objects ?? []).filter(({ name, size }) => name.endsWith('put') && size !== 3_000_000)
    assert.deepEqual(halves, [])
  })

  test('process.exit while workers call', async () => {
    const options = { ...faults.emulator.clientOptions(), endpoint: faults.proxy.url }
    const source = `
      const { parentPort, workerData } = require('node:worker_threads')
      ;(${neverEnding})(workerData, (value) => parentPort.postMessage(value))`
    const program = async ({ root, options, source }) => {
      const { Worker } = require('node:worker_threads')
      const { once } = require('node:events')
      const start = (number) => new Worker(source, { eval: true, workerData: { root, options, number } })
      const workers = [21, 22, 23].map(start)
      await Promise.all(workers.map((worker) => once(worker, 'message')))
      setTimeout(() => process.exit(7), 50)
    }
    const { code, signal, err } = await runProgram(program, { options, source })
    assert.deepEqual([code, signal, err], [7, null, ''])
  })
})
