'use strict'
// Uploads in parts that go on from a checkpoint.

const assert = require('node:assert/strict')
const { writeFileSync } = require('node:fs')
const { join } = require('node:path')
const { describe, test } = require('node:test')
const { folderForFile } = require('../folder.js')
const { FakeClient } = require('./fake-client.js')
const { PART, bytes, caught } = require('./uploads.js')

const folder = folderForFile('multipart')

const fileOf = (name, size) => {
  const path = join(folder, name)
  writeFileSync(path, bytes(size))
  return path
}

describe('a checkpoint', () => {
  async function interrupted(file) {
    const client = new FakeClient()
    client.onPart = (partNo) => {
      if (partNo === 4) throw new Error('no')
    }
    let checkpoint
    const options = { partSize: PART, parallel: 1, progress: (_, c) => (checkpoint = c) }
    await caught(client.multipartUpload('key', file, options))
    client.onPart = undefined
    client.calls = []
    client.pageSize = 1
    return { client, checkpoint: JSON.parse(JSON.stringify(checkpoint)) }
  }

  test('goes on with what is missing, after asking the service page by page', async () => {
    const path = fileOf('resume', 5 * PART)
    const { client, checkpoint } = await interrupted(path)
    client.parts.delete(1)
    client.parts.set(2, Buffer.from('short'))
    const progress = []
    await client.multipartUpload('other', 'other', { checkpoint, progress: (p) => progress.push(p) })
    assert.equal(client.named('list').length, 2)
    assert.deepEqual(
      client.named('part').map(([number]) => number),
      [1, 2, 4, 5],
    )
    assert.deepEqual(client.stored, bytes(5 * PART))
    assert.deepEqual(progress, [2 / 6, 3 / 6, 4 / 6, 5 / 6, 1])
  })

  test('is trusted where parts may not be listed', async () => {
    const { client, checkpoint } = await interrupted(fileOf('denied', 5 * PART))
    client.listParts = async () => {
      throw Object.assign(new Error('denied'), { status: 403 })
    }
    await client.multipartUpload('key', '', { checkpoint })
    assert.equal(client.named('part').length, 2)
  })

  test('of an upload that is gone, or a file that has changed, is refused', async () => {
    const path = fileOf('changed', 5 * PART)
    const { client, checkpoint } = await interrupted(path)
    const list = client.listParts
    const gone = Object.assign(new Error('gone'), { status: 404, code: 'NoSuchUpload' })
    client.listParts = async () => {
      throw gone
    }
    assert.equal(await caught(client.multipartUpload('key', path, { checkpoint })), gone)
    client.listParts = list
    writeFileSync(path, 'shorter')
    const error = await caught(client.multipartUpload('key', path, { checkpoint }))
    assert.equal(error.code, 'FileChanged')
    assert.match(error.message, /changed has changed since the checkpoint: it had 512000 bytes and has 7/)
    assert.equal(client.named('part').length, 0)
  })

  test('of bytes goes on with the argument when it has been through JSON', async () => {
    const content = bytes(5 * PART)
    const { client, checkpoint } = await interrupted(content)
    await client.multipartUpload('key', content, { checkpoint })
    assert.deepEqual(client.stored, content)
  })
})
