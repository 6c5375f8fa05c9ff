'use strict'
// What nobody holds any more is let go of: streams that were never read, and clients.

const assert = require('node:assert/strict')
const { test } = require('node:test')
const { bytesOf, faultsForFile } = require('../faults/setup.js')
const { runProgram } = require('./child.js')

const faults = faultsForFile(async () => {
  await faults.direct().put('large', bytesOf(3_000_000))
})

/** Runs a program that holds nothing of what it made, and lives until its connections are closed. Returns how many it had. */
async function lettingGo(program) {
  const options = { ...faults.emulator.clientOptions(), endpoint: faults.proxy.url }
  const collecting = `async (given) => {
    const client = await (${program})(given)
    console.log('made')
    setInterval(() => (globalThis.gc(), client), 10)
  }`
  const before = faults.proxy.connections
  const then = async (child) => {
    while (faults.proxy.open > 0) await new Promise((resolve) => setTimeout(resolve, 5))
    child.kill()
  }
  const { signal } = await runProgram(
    /** @type {any} */ (collecting),
    { options },
    { args: ['--expose-gc'], until: 'made', then },
  )
  // SIGKILL is the end of patience.
  assert.equal(signal, 'SIGTERM')
  return faults.proxy.connections - before
}

test('streams that are not read, by a client that lives on', async () => {
  const program = async ({ root, options }) => {
    const OSS = require(root)
    const client = new OSS(options)
    for (let index = 0; index < 5; index++) await client.getStream('large')
    return client
  }
  assert.equal(await lettingGo(program), 5)
})

test('the same with a signal that never fires, and lives on too', async () => {
  const program = async ({ root, options }) => {
    const OSS = require(root)
    const client = new OSS(options)
    const { signal } = new AbortController()
    for (let index = 0; index < 5; index++) await client.getStream('large', { signal })
    return { client, signal }
  }
  assert.equal(await lettingGo(program), 5)
})

test('a stream that was read by half', async () => {
  const program = async ({ root, options }) => {
    const OSS = require(root)
    const client = new OSS(options)
    const { stream } = await client.getStream('large')
    await new Promise((resolve) => stream.once('readable', resolve))
    stream.read(10)
    return client
  }
  assert.equal(await lettingGo(program), 1)
})

test('clients that have called', async () => {
  const program = async ({ root, options }) => {
    const OSS = require(root)
    for (let index = 0; index < 5; index++) await new OSS(options).head('large')
    return undefined
  }
  assert.equal(await lettingGo(program), 5)
})
