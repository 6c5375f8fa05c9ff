'use strict'
// Files that are written to while they are sent, or between an upload and its going on; and files whose size says nothing.

const assert = require('node:assert/strict')
const {
  appendFileSync,
  existsSync,
  readFileSync,
  renameSync,
  statSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} = require('node:fs')
const { join } = require('node:path')
const { describe, test } = require('node:test')
const OSS = require('..')
const { bytesOf } = require('./faults/setup.js')
const { folderForFile } = require('./folder.js')
const { emulatorForFile, rejection } = require('./emulator.js')

const emulator = emulatorForFile({ buckets: ['bucket-name'] })
const folder = folderForFile('changed-files')
const client = () => new OSS(emulator.current.clientOptions({ bucket: 'bucket-name' }))
const SIZE = 400_000
const PART = 102_400

function fileOf(name, content = bytesOf(SIZE)) {
  const path = join(folder, name)
  writeFileSync(path, content)
  return path
}

/** Ways to change a file of which some has been sent. */
const CHANGES = {
  rewritten: (path) => writeFileSync(path, Buffer.alloc(SIZE, 1)),
  longer: (path) => appendFileSync(path, 'more'),
  shorter: (path) => truncateSync(path, SIZE - 1),
  'another file': (path) => renameSync(fileOf('other', Buffer.alloc(SIZE, 1)), path),
}

/** Uploads a file in parts, one after another, and changes it after the first. */
function uploadAndChange(store, name, path, change) {
  const { _uploadPart: upload } = store
  store._uploadPart = async function (...args) {
    const result = await upload.apply(this, args)
    if (args[2] === 1) change(path)
    return result
  }
  return store.multipartUpload(name, path, { partSize: PART, parallel: 1 })
}

for (const [how, change] of Object.entries(CHANGES)) {
  test(`a file that is ${how} while its parts are sent`, async () => {
    const store = client()
    const error = await rejection(uploadAndChange(store, `parts ${how}`, fileOf('parts'), change))
    assert.equal(error.code, 'FileChanged')
    assert.match(error.message, /parts changed while it was sent/)
    assert.equal((await rejection(store.head(`parts ${how}`))).status, 404)
  })
}

describe('an upload that broke off', () => {
  async function broken(store, path) {
    let kept
    const progress = (_, checkpoint) => {
      kept = JSON.stringify(checkpoint)
      if (checkpoint?.doneParts.length === 2) throw new Error('broken off')
    }
    await rejection(store.multipartUpload('resumed', path, { partSize: PART, parallel: 1, progress }))
    return JSON.parse(kept)
  }

  test('goes on with the same file, also after it was touched in vain by a checkpoint of before', async () => {
    const store = client()
    const path = fileOf('same')
    const checkpoint = await broken(store, path)
    await store.multipartUpload('resumed', path, { checkpoint })
    assert(bytesOf(SIZE).equals((await store.get('resumed')).content))

    const { fileModified, ...older } = await broken(store, path)
    assert.match(fileModified, /^\d{19}$/)
    utimesSync(path, 1, 1)
    await store.multipartUpload('resumed', path, { checkpoint: older })
  })

  test('does not go on with another content of the same size', async () => {
    const store = client()
    const path = fileOf('replaced')
    const checkpoint = await broken(store, path)
    const { mtimeMs } = statSync(path)
    writeFileSync(path, Buffer.alloc(SIZE, 1))
    utimesSync(path, mtimeMs / 1000 + 5, mtimeMs / 1000 + 5)
    const error = await rejection(store.multipartUpload('resumed', path, { checkpoint }))
    assert.equal(error.code, 'FileChanged')
    assert.match(error.message, /replaced has changed since the checkpoint: it was written to/)
  })

  for (const [kind, of] of Object.entries({
    bytes: (content) => content,
    'a Blob': (content) => new Blob([content]),
  })) {
    test(`does not go on with other ${kind} of the same size`, async () => {
      const store = client()
      const checkpoint = await broken(store, of(bytesOf(SIZE)))
      delete checkpoint.file
      const error = await rejection(store.multipartUpload('resumed', of(Buffer.alloc(SIZE, 1)), { checkpoint }))
      assert.equal(error.code, 'FileChanged')
      await store.multipartUpload('resumed', of(bytesOf(SIZE)), { checkpoint })
      assert(bytesOf(SIZE).equals((await store.get('resumed')).content))
    })
  }
})

describe('a copy in parts', () => {
  const source = { sourceBucketName: 'bucket-name', sourceKey: 'source' }

  test('of a source that changes meanwhile is refused', async () => {
    const store = client()
    await store.put('source', bytesOf(SIZE))
    const { uploadPartCopy: copy } = store
    store.uploadPartCopy = async function (...args) {
      const result = await copy.apply(this, args)
      if (args[2] === 1) await store.put('source', Buffer.alloc(SIZE, 1))
      return result
    }
    const options = { partSize: PART, parallel: 1 }
    assert.equal((await rejection(store.multipartUploadCopy('copy', source, options))).status, 412)
    assert.equal((await rejection(store.head('copy'))).status, 404)
  })

  test('does not go on with another source', async () => {
    const store = client()
    await store.put('source', bytesOf(SIZE))
    let kept
    const progress = (_, checkpoint) => {
      kept = JSON.stringify(checkpoint)
      if (checkpoint?.doneParts.length === 1) throw new Error('broken off')
    }
    const options = { partSize: PART, parallel: 1 }
    await rejection(store.multipartUploadCopy('copy', source, { ...options, progress }))
    await store.put('source', Buffer.alloc(SIZE, 1))
    const error = await rejection(store.multipartUploadCopy('copy', source, { checkpoint: JSON.parse(kept) }))
    assert.equal(error.code, 'FileChanged')
  })
})

describe(
  'a file whose size says nothing',
  { skip: !existsSync('/proc/version') && 'there is none on this system' },
  () => {
    for (const path of ['/proc/version', '/sys/kernel/mm/transparent_hugepage/enabled']) {
      test(`${path} is stored as it reads`, { skip: !existsSync(path) && 'it is not there' }, async () => {
        const store = client()
        await store.put('put', path)
        await store.multipartUpload('parts', path)
        for (const name of ['put', 'parts']) assert.equal(`${(await store.get(name)).content}`, `${readFileSync(path)}`)
      })
    }

    test('is appended', async () => {
      const store = client()
      await store.append('appended', '/proc/version')
      assert.equal(`${(await store.get('appended')).content}`, `${readFileSync('/proc/version')}`)
    })

    test('an empty file is stored empty', async () => {
      const store = client()
      await store.put('empty', fileOf('empty', ''))
      await store.multipartUpload('empty in parts', fileOf('empty', ''))
      assert.equal((await store.get('empty')).content.length, 0)
    })

    test('what is no file is refused', async () => {
      const store = client()
      for (const path of ['/dev/null', folder]) {
        assert.match((await rejection(store.put('none', path))).message, /is not file/)
        assert.match((await rejection(store.multipartUpload('none', path))).message, /is not file/)
      }
    })
  },
)
