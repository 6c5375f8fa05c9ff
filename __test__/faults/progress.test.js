'use strict'
// How far a call is: in bytes, a few times a second, and 1 only when all is done.

const assert = require('node:assert/strict')
const { mkdtemp, rm } = require('node:fs/promises')
const { tmpdir } = require('node:os')
const { join } = require('node:path')
const { Readable, Writable } = require('node:stream')
const { describe, test } = require('node:test')
const { rejection } = require('../emulator.js')
const { reply, scriptedForFile } = require('../scripted.js')
const { bytesOf, faultsForFile } = require('./setup.js')

const faults = faultsForFile()
const scripted = scriptedForFile()
const CONTENT = bytesOf(400_000)

/** Answers when `told` is not empty any more. */
function whenTold(told) {
  return (request, response) => {
    const look = setInterval(() => {
      if (told.length > 0) reply(200)(request, response)
      if (told.length > 0 || response.destroyed) clearInterval(look)
    }, 5)
  }
}

function recorder() {
  const told = []
  return { told, progress: (share, bytes) => told.push([share, bytes]) }
}

function checkShares(told, total) {
  const shares = told.map(([share]) => share)
  assert(
    shares.slice(0, -1).every((share) => share >= 0 && share < 1),
    String(shares),
  )
  assert.deepEqual(told.at(-1), [1, { loaded: total, total }])
}

describe('put', () => {
  test('tells what has been sent', async () => {
    const { told, progress } = recorder()
    scripted.answer = whenTold(told)
    await scripted.client.put('k', Buffer.alloc(8 << 20), { progress })
    checkShares(told, 8 << 20)
    assert(told.length > 1, 'also in between')
    assert(told.slice(0, -1).every(([, { loaded, total }]) => loaded > 0 && total === 8 << 20))
  })

  test('a stream of unknown length stays at 0 until it is there', async () => {
    const { told, progress } = recorder()
    scripted.answer = whenTold(told)
    const stream = Readable.from(Array.from({ length: 20 }, () => Buffer.alloc(256 << 10)))
    await scripted.client.put('k', stream, { progress })
    assert(told.slice(0, -1).every(([share]) => share === 0))
    assert.equal(told.at(-1)[0], 1)
  })

  test('is not told 1 when it fails', async () => {
    scripted.answer = reply(403)
    const { told, progress } = recorder()
    await rejection(scripted.client.put('k', CONTENT, { progress }))
    assert(told.every(([share]) => share < 1))
  })

  test('a function that throws ends the call with what it threw', async () => {
    const cause = new Error('mine')
    scripted.answer = whenTold([])
    const thrown = await rejection(
      scripted.client.put('k', Buffer.alloc(8 << 20), {
        progress: () => {
          throw cause
        },
      }),
    )
    assert.equal(thrown, cause)
  })
})

describe('get', () => {
  test('tells what has come: into memory, a file, a stream', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'progress-'))
    await faults.direct().put('k', CONTENT)
    try {
      for (const target of [undefined, join(folder, 'k'), new Writable({ write: (_c, _e, done) => done() })]) {
        const { told, progress } = recorder()
        await faults.client().get('k', target, { progress })
        checkShares(told, CONTENT.length)
      }
    } finally {
      await rm(folder, { recursive: true })
    }
  })
})

describe('an upload in parts', () => {
  test('tells its bytes between its parts, never less than before, and 1 at the end', async () => {
    const told = []
    const client = faults.client()
    const original = client._uploadPart
    client._uploadPart = async function (...args) {
      const result = await original.apply(this, args)
      await new Promise((resolve) => setTimeout(resolve, 30))
      return result
    }
    await client.multipartUpload('parts', CONTENT, {
      partSize: 102_400,
      progress: (share, checkpoint, res) => told.push([share, checkpoint?.doneParts.length, res?.status]),
    })
    const shares = told.map(([share]) => share)
    assert.deepEqual(
      [...shares].sort((a, b) => a - b),
      shares,
    )
    assert.equal(shares[0], 0)
    assert.equal(shares.filter((share) => share === 1).length, 1)
    assert(told.every(([, , status]) => status === 200))
    await client.head('parts')
  })
})
