'use strict'
// A run by several workers over Redis, some of which are killed: all is done, nothing is lost.

const assert = require('node:assert/strict')
const { spawn } = require('node:child_process')
const { createServer } = require('node:net')
const { after, describe, test } = require('node:test')
const OSS = require('../..')
const { emulatorForFile } = require('../emulator.js')
const { folderForFile } = require('../folder.js')
const { needs, programOf } = require('../programs.js')
const { begin } = require('./command.js')
const { fill, inventoryRule, stateOf } = require('./objects.js')

const redis = programOf('redis-server')
const holder = emulatorForFile()
const folder = folderForFile('queue')

/** A port that was free a moment ago: Redis does not say which one it was given. @returns {Promise<number>} */
function freePort() {
  return new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = /** @type {import('node:net').AddressInfo} */ (server.address())
      server.close(() => resolve(port))
    })
  })
}

/** Starts Redis, and resolves when it listens. */
async function startRedis() {
  const port = await freePort()
  const child = spawn(String(redis), ['--port', String(port), '--bind', '127.0.0.1', '--save', '', '--dir', folder])
  await new Promise((resolve, reject) => {
    child.stdout.on('data', (data) => String(data).includes('Ready to accept connections') && resolve(undefined))
    child.on('close', () => reject(new Error('redis-server ended')))
  })
  return { url: `redis://127.0.0.1:${port}`, child }
}

describe('on a queue', needs(redis, 'redis-server'), () => {
  /** @type {import('node:child_process').ChildProcess[]} */
  const children = []
  after(() => children.forEach((child) => child.kill('SIGKILL')))

  test('workers that are killed are taken over from, and nothing changes but the encryption', async () => {
    const bucket = 'queued'
    const store = new OSS(holder.current.clientOptions({ bucket }))
    await store.putBucket(bucket)
    const { keyId } = await holder.current.kms.create()
    const names = await fill(holder.current.clientOptions({ bucket }), keyId)
    const before = {}
    for (const name of names) before[name] = (await stateOf(store, name)).state
    const more = Array.from({ length: 1500 }, (_, index) => `more/${index}`)
    await Promise.all(more.map((name) => store.put(name, Buffer.from(name))))
    // A job for each file of an inventory.
    await store.putBucketInventory(bucket, inventoryRule(bucket, ['Size', 'ObjectType']))
    const { manifest } = await holder.current.inventory.run(bucket, 'i')

    const { url, child } = await startRedis()
    children.push(child)
    const worker = () => {
      const begun = begin(holder.current, 'encryption', 'worker', '--queue', url, '--rate', '600')
      children.push(begun.child)
      return begun
    }
    const words = ['encryption', 'reencrypt', `oss://${bucket}`, '--to', `KMS:${keyId}`, '--apply', '--queue', url]
    const listed = begin(holder.current, ...words)
    children.push(listed.child)
    const copies = async () =>
      (await holder.current.requests()).filter(({ operation }) => operation === 'CopyObject').length
    // Two are killed in the middle of their job.
    for (let round = 0; round < 2; round++) {
      const victim = worker()
      const seen = await copies()
      while ((await copies()) === seen) await new Promise((resolve) => setTimeout(resolve, 20))
      victim.child.kill('SIGKILL')
      await victim.done
    }
    const last = worker()
    const { code, out, err } = await listed.done
    assert.equal(code, 1, err)
    assert.match(out, /^failed: 0$/m)
    assert.match(out, /^ {2}appendable: 1 /m)
    const audited = await store.auditEncryption({ require: `KMS:${keyId}` }).run()
    // Those that were left, and what the inventory wrote is as everything else.
    assert.deepEqual(audited.examples.map(({ name }) => name).sort(), ['appended/0', 'archive/0', 'cold/0', 'deep/0'])
    for (const name of names) assert.deepEqual((await stateOf(store, name)).state, before[name], name)

    const again = begin(holder.current, ...words, '--inventory', `oss://${bucket}/${manifest}`)
    children.push(again.child)
    const second = await again.done
    assert.match(second.out, /^done: 0 \(0 bytes\)/m)
    assert.match(second.out, /^already so: 1\d\d\d /m)
    last.child.kill('SIGTERM')
    assert.equal((await last.done).code, 0)
  })
})
