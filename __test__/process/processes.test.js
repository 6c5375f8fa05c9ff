'use strict'
// Several processes at once. Node has no bare fork: a child begins anew and loads the package itself, so no client is ever
// carried over into one; what could go wrong is what they share outside, the server and the files.

const assert = require('node:assert/strict')
const { mkdtemp, readdir, readFile, rm } = require('node:fs/promises')
const { tmpdir } = require('node:os')
const { join } = require('node:path')
const { test } = require('node:test')
const { bytesOf, faultsForFile } = require('../faults/setup.js')
const { runProgram } = require('./child.js')

const faults = faultsForFile(async () => {
  await faults.direct().put('large', bytesOf(1_000_000))
})

test('processes that a program with a client forks have clients of their own', async () => {
  const program = async ({ root, options, forked }) => {
    const { fork } = require('node:child_process')
    const { once } = require('node:events')
    const OSS = require(root)
    const client = new OSS(options)
    await client.head('large')
    const children = [1, 2, 3].map((index) =>
      fork(forked).on('spawn', function () {
        this.send({ options, index })
      }),
    )
    const said = Promise.all(children.map((child) => once(child, 'message')))
    const ended = Promise.all(children.map((child) => once(child, 'exit')))
    await client.put('of-0', Buffer.alloc(200_000))
    console.log((await said).map(([right]) => right).join(' '), (await ended).map(([code]) => code).join(' '))
  }
  const options = { ...faults.emulator.clientOptions(), endpoint: faults.proxy.url }
  const { code, out, err } = await runProgram(program, { options, forked: join(__dirname, 'forked.js') })
  assert.deepEqual([code, out, err], [0, 'true true true 0 0 0', ''])
})

test('several that download to the same path: it is always one of them, whole', async (t) => {
  const folder = await mkdtemp(join(tmpdir(), 'processes-'))
  t.after(() => rm(folder, { recursive: true }))
  const path = join(folder, 'target')
  const program = async ({ root, options, path }) => {
    const OSS = require(root)
    const client = new OSS(options)
    for (let round = 0; round < 5; round++) await client.get('large', path)
  }
  const options = faults.emulator.clientOptions()
  const ended = await Promise.all([1, 2, 3].map(() => runProgram(program, { options, path })))
  assert.deepEqual(
    ended.map(({ code, err }) => [code, err]),
    Array(3).fill([0, '']),
  )
  assert.deepEqual(await readFile(path), bytesOf(1_000_000))
  assert.deepEqual(await readdir(folder), ['target'])
})
