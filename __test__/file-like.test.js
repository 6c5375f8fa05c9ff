'use strict'
// Values that programs put in the place of the browser's `File`: what ali-oss takes of them is taken here.

const assert = require('node:assert/strict')
const { test } = require('node:test')
const { ALI, OSS } = require('./compat/both.js')
const { emulatorForFile } = require('./emulator.js')

const holder = emulatorForFile({ buckets: ['bucket-name'] })

/** As little as ali-oss needs. */
class LittleFile {
  constructor(name, bytes) {
    Object.assign(this, { name, bytes, size: bytes.length })
  }
  slice(start, end) {
    return new LittleFile(this.name, this.bytes.subarray(start, end))
  }
}
class LittleReader {
  readAsArrayBuffer(file) {
    if (file.name === 'broken.txt') return queueMicrotask(() => this.onerror({ target: { error: new Error('torn') } }))
    queueMicrotask(() => this.onload({ target: { result: Uint8Array.from(file.bytes).buffer } }))
  }
}

/** Puts others in the place of the globals while `work` runs. */
async function withGlobals(globals, work) {
  const before = Object.keys(globals).map((name) => [name, Object.getOwnPropertyDescriptor(globalThis, name)])
  for (const [name, value] of Object.entries(globals)) {
    Object.defineProperty(globalThis, name, { value, configurable: true, writable: true })
  }
  try {
    return await work()
  } finally {
    for (const [name, descriptor] of before) {
      if (descriptor) Object.defineProperty(globalThis, name, descriptor)
      else delete globalThis[name]
    }
  }
}

const bytes = Buffer.alloc(250 * 1024, 'abcdefg')
const options = { partSize: 100 * 1024 }

test('a File that a FileReader must read', async () => {
  const ours = new OSS(holder.current.clientOptions())
  await withGlobals({ File: LittleFile, FileReader: LittleReader }, async () => {
    const theirs = new ALI(holder.current.clientOptions())
    for (const [name, client] of Object.entries({ ours, theirs })) {
      await client.multipartUpload(name, new LittleFile('a.txt', bytes), options)
      const { content, res } = await ours.get(name)
      assert.deepEqual(content, bytes)
      assert.equal(res.headers['content-type'], 'text/plain')
    }
    // ali-oss refuses small ones.
    await ours.multipartUpload('small', new LittleFile('a.txt', bytes.subarray(0, 9)))
    await ours.put('put', new LittleFile('a.txt', bytes))
    assert.deepEqual((await ours.get('small')).content, bytes.subarray(0, 9))
    assert.deepEqual((await ours.get('put')).content, bytes)
    await assert.rejects(ours.multipartUpload('broken', new LittleFile('broken.txt', bytes), options), /torn/)
  })
})

test('a File that nothing can read', async () => {
  const store = new OSS(holder.current.clientOptions())
  const file = new LittleFile('a.txt', bytes)
  await assert.rejects(store.multipartUpload('a', file), { message: '_getFileSize requires Buffer/File/String.' })
  await withGlobals({ File: LittleFile, FileReader: undefined }, () =>
    assert.rejects(store.multipartUpload('a', file, options), /no method arrayBuffer, and there is no FileReader/),
  )
})
