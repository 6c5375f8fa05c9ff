'use strict'
// Uploads in parts that are stopped, all or one.

const assert = require('node:assert/strict')
const { describe, test } = require('node:test')
const { FakeClient } = require('./fake-client.js')
const { PART, bytes, caught } = require('./uploads.js')

describe('stopping', () => {
  test('cancel rejects with what is no error, at once, and aborts without a stray rejection', async () => {
    const client = new FakeClient()
    client.onPart = (partNo) => (partNo === 3 ? new Promise(() => {}) : undefined)
    const upload = client.multipartUpload('key', bytes(9 * PART), {
      partSize: PART,
      progress: (p) => p > 0.3 && client.cancel({ name: 'key', uploadId: 'id' }),
    })
    assert.deepEqual(await caught(upload), { status: 0, name: 'cancel' })
    assert.equal(client.isCancel(), true)
    assert(client.named('abort').length >= 1)
    assert.equal(client.named('complete').length, 0)
  })

  test('what arrives after a cancel changes nothing any more', async () => {
    const client = new FakeClient()
    let release = () => {}
    const gate = new Promise((resolve) => (release = () => resolve(undefined)))
    client.onPart = (partNo) => (partNo === 2 ? gate : undefined)
    let checkpoint
    let heard = 0
    const upload = client.multipartUpload('key', bytes(2 * PART), {
      partSize: PART,
      progress: (p, at) => {
        heard++
        checkpoint = at
        if (p > 0) client.cancel()
      },
    })
    await caught(upload)
    release()
    while (client.active > 0) await new Promise((resolve) => setImmediate(resolve))
    assert.equal(client.parts.size, 2)
    assert.equal(checkpoint.doneParts.length, 1)
    assert.equal(heard, 2)
  })

  test('a new upload does not revive a cancelled one, and one can be stopped alone', async () => {
    const client = new FakeClient()
    const first = caught(client.multipartUpload('a', bytes(9 * PART), { partSize: PART }))
    client.cancel()
    await client.multipartUpload('b', bytes(3 * PART), { partSize: PART })
    assert.deepEqual(await first, { status: 0, name: 'cancel' })
    const third = client.multipartUpload('c', bytes(3 * PART), { partSize: PART, progress: () => client._stop('id') })
    assert.equal((await caught(third)).name, 'cancel')
    assert.equal(client.isCancel(), false)
  })

  test('a signal rejects with its reason, and is let go of', async () => {
    const client = new FakeClient()
    const controller = new AbortController()
    const counts = { on: 0, off: 0 }
    const { signal } = controller
    const { addEventListener, removeEventListener } = signal
    signal.addEventListener = (...args) => (counts.on++, addEventListener.apply(signal, args))
    signal.removeEventListener = (...args) => (counts.off++, removeEventListener.apply(signal, args))
    await client.multipartUpload('key', bytes(2 * PART), { partSize: PART, signal })
    assert.deepEqual(counts, { on: 1, off: 1 })
    const reason = new Error('enough')
    const upload = client.multipartUpload('key', bytes(9 * PART), {
      partSize: PART,
      signal,
      progress: () => controller.abort(reason),
    })
    assert.equal(await caught(upload), reason)
    client.calls = []
    assert.equal(await caught(client.multipartUpload('key', bytes(9 * PART), { signal })), reason)
    assert.deepEqual(client.calls, [])
  })
})
