'use strict'
// Objects at rest: what lies on the disk beside what comes back, and what keys have to do with it.

const { readFileSync, readdirSync } = require('node:fs')
const { join } = require('node:path')
const { dump, heading, showError } = require('./show.js')

const TEXT = Buffer.from('Nobody but its owner may read this. '.repeat(3))

/** The files in which the server keeps objects. */
function blobsIn(folder) {
  return readdirSync(join(folder, 'blobs'), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(/** @type {any} */ (entry).parentPath ?? entry.path, entry.name))
}

/**
 * @param {any} store a client of this package
 * @param {import('../emulator').Emulator} emulator with its data in a folder
 * @param {string} folder
 */
async function atRest(store, emulator, folder) {
  /** Stores the text, and shows what the server says, keeps and gives back. */
  async function keep(name, options) {
    const before = new Set(blobsIn(folder))
    await store.put(name, TEXT, options)
    const { sse } = await store.head(name)
    console.log('  head says', sse)
    const [blob] = blobsIn(folder).filter((file) => !before.has(file))
    dump('on disk', readFileSync(blob))
    await back(name)
  }
  async function back(name) {
    dump('comes back', (await store.get(name)).content)
  }

  heading('put("plain.txt"): without a rule and without a choice, the bytes lie there as they are')
  await keep('plain.txt')

  heading('put("ruled.txt"): the rule of the bucket encrypts it')
  await store.putBucketEncryption(emulator.bucket, { SSEAlgorithm: 'AES256' })
  await keep('ruled.txt')

  heading('put("own.txt", …, { sse: { algorithm: "SM4" } }): a choice of its own wins over the rule')
  await keep('own.txt', { sse: { algorithm: 'SM4' } })

  heading('The master keys are rotated. What was stored before is read as before')
  await emulator.kms.rotate()
  await back('ruled.txt')

  const { keyId } = await emulator.kms.create({ alias: 'alias/orders' })
  heading(`A key of KMS, ${keyId}, and an object under it`)
  await keep('orders.txt', { sse: { algorithm: 'KMS', keyId } })

  heading('The key is disabled: the object cannot be read, not even by the server')
  await emulator.kms.disable(keyId)
  await store.get('orders.txt').catch(showError)

  heading('The key is enabled again')
  await emulator.kms.enable(keyId)
  await back('orders.txt')
}

module.exports = { atRest }
