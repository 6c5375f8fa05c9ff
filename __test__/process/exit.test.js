'use strict'
// A process that ends in the middle of calls ends as it was told to: at once, and in one piece.

const assert = require('node:assert/strict')
const { mkdtemp, readFile, readdir, rm, writeFile } = require('node:fs/promises')
const { tmpdir } = require('node:os')
const { join } = require('node:path')
const { after, before, describe, test } = require('node:test')
const { bytesOf, faultsForFile } = require('../faults/setup.js')
const { runProgram } = require('./child.js')

const faults = faultsForFile(async () => {
  await faults.direct().put('large', bytesOf(8_000_000))
})
let folder
before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'exit-'))
  await writeFile(join(folder, 'source'), bytesOf(8_000_000))
})
after(() => rm(folder, { recursive: true }))

/** Every way in which bytes move, all under way, and then the end. */
function program({ root, options, folder, end }) {
  const OSS = require(root)
  const { Readable, Writable } = require('node:stream')
  const client = new OSS(options)
  const source = `${folder}/source`
  const bytes = () => Buffer.alloc(8_000_000, 1)
  const endless = () => new Readable({ read: (size) => void setImmediate(() => endless.push?.(size)) })
  const slow = new Writable({ highWaterMark: 1, write: (_chunk, _encoding, done) => void setTimeout(done, 50) })
  slow.on('error', () => {})
  const made = () =>
    Readable.from(
      (async function* () {
        for (;;) {
          yield Buffer.alloc(64 * 1024)
          await new Promise((resolve) => setImmediate(resolve))
        }
      })(),
    )
  const calls = [
    client.put('bytes', bytes()),
    client.put('bytes-2', bytes(), { progress() {} }),
    client.put('file', source),
    client.put('stream', endless()),
    client.put('made', made),
    client.get('large'),
    client.get('large', `${folder}/target`),
    client.get('large', slow),
    client.getStream('large').then(({ stream }) => stream.pipe(slow)),
    client.multipartUpload('parts', bytes(), { partSize: 200_000, parallel: 3 }),
    client.list(),
  ]
  for (const call of calls) call.catch(() => {})
  setTimeout(() => {
    console.log('now')
    if (end === 'exit') process.exit(7)
    if (end === 'throw') throw new Error('nobody catches this')
    if (end === 'reject') Promise.reject(new Error('nobody catches this'))
  }, 60)
}

/** What becomes of it. */
function ended(end, options = {}, then = undefined) {
  const client = { ...faults.emulator.clientOptions(), endpoint: faults.proxy.url, ...options }
  return runProgram(program, { options: client, folder, end }, { until: 'now', then })
}

describe('in the middle of calls', () => {
  for (let round = 1; round <= 3; round++) {
    test(`process.exit, time ${round}`, async () => {
      const { code, signal, err } = await ended('exit')
      assert.deepEqual([code, signal, err], [7, null, ''])
    })
  }

  test('process.exit, when nothing moves', async () => {
    faults.proxy.plan = Array(20).fill('stall-head')
    const since = performance.now()
    const { code, signal, err } = await ended('exit')
    faults.proxy.plan = []
    assert.deepEqual([code, signal, err], [7, null, ''])
    assert(performance.now() - since < 4000, 'and is not waited for')
  })

  for (const end of ['throw', 'reject']) {
    test(`an error that nobody catches: ${end}`, async () => {
      const { code, signal, err } = await ended(end)
      assert.deepEqual([code, signal], [1, null])
      assert.match(err, /nobody catches this/)
    })
  }

  test('SIGTERM', { skip: process.platform === 'win32' && 'Windows has no signals' }, async () => {
    const { code, signal, err } = await ended('wait', {}, (child) => child.kill('SIGTERM'))
    assert.deepEqual([code, signal, err], [null, 'SIGTERM', ''])
  })

  test('a file that was being written is not there, or all of it', async () => {
    if (!(await readdir(folder)).includes('target')) return
    assert(bytesOf(8_000_000).equals(await readFile(join(folder, 'target'))))
  })
})
