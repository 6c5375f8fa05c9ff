'use strict'
// A client keeps its process alive while calls are under way, and not a moment longer.

const assert = require('node:assert/strict')
const { describe, test } = require('node:test')
const { bytesOf, faultsForFile } = require('../faults/setup.js')
const { runProgram } = require('./child.js')

const faults = faultsForFile(async () => {
  await faults.direct().put('large', bytesOf(3_000_000))
})

/** Runs a program to its own end. */
async function ending(program, options = {}) {
  const client = { ...faults.emulator.clientOptions(), endpoint: faults.proxy.url, ...options }
  const { code, signal, out, err } = await runProgram(program, { options: client }, { args: ['--expose-gc'] })
  assert.deepEqual([code, signal, err], [0, null, ''])
  return out
}

describe('a process ends by itself', () => {
  test('with clients that were never used', async () => {
    const out = await ending(({ root, options }) => {
      const OSS = require(root)
      globalThis.clients = [new OSS(options), new OSS({ ...options, maxSockets: 3, agent: {} })]
      console.log('made')
    })
    assert.equal(out, 'made')
  })

  test('after calls, with connections that wait for others', async () => {
    const out = await ending(async ({ root, options }) => {
      const OSS = require(root)
      const client = (globalThis.client = new OSS(options))
      const put = (index) => client.put(`k-${index}`, Buffer.alloc(1000), { progress() {} })
      await Promise.all(Array.from({ length: 8 }, (_, index) => put(index)))
      await client.get('k-0', { signal: new AbortController().signal })
      console.log(process.getActiveResourcesInfo().filter((kind) => !/TTY|Pipe/.test(kind)).length)
    })
    assert.equal(out, '0')
  })

  test('with a stream that was not read, and one that was read by half', async () => {
    const out = await ending(async ({ root, options }) => {
      const OSS = require(root)
      const client = (globalThis.client = new OSS(options))
      const { stream: unread } = await client.getStream('large')
      const { stream: half } = await client.getStream('large')
      globalThis.streams = [unread, half]
      for await (const chunk of half.iterator({ destroyOnReturn: false })) {
        console.log(chunk.length > 0)
        break
      }
    })
    assert.equal(out, 'true')
  })

  test('with a call that was called off', async () => {
    faults.proxy.plan = ['stall-head']
    const out = await ending(async ({ root, options }) => {
      const OSS = require(root)
      const client = (globalThis.client = new OSS(options))
      await client.head('large', { signal: AbortSignal.timeout(200) }).catch(({ name }) => console.log(name))
    })
    assert.equal(out, 'TimeoutError')
  })
})

describe('a process does not end before', () => {
  test('its calls have, however long they take', async () => {
    faults.proxy.plan = ['stall-head']
    const out = await ending(
      ({ root, options }) => {
        const OSS = require(root)
        new OSS(options).head('large').catch(({ name }) => console.log(name))
        globalThis.gc?.()
      },
      { timeout: 500, retryMax: 0 },
    )
    assert.equal(out, 'ResponseTimeoutError')
  })

  test('a stream that is read has ended', async () => {
    const out = await ending(async ({ root, options }) => {
      const OSS = require(root)
      const { stream } = await new OSS(options).getStream('large')
      let read = 0
      stream.on('data', (chunk) => (read += chunk.length)).on('end', () => console.log(read))
    })
    assert.equal(out, '3000000')
  })
})
