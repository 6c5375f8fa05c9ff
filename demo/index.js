'use strict'
// Runs the three examples of the documentation against a local server, and shows what goes over the wire; then objects,
// and what of them lies on the disk.

const { mkdtempSync, rmSync } = require('node:fs')
const { tmpdir } = require('node:os')
const { join } = require('node:path')
const OSS = require('..')
const { startEmulator } = require('../emulator')
const { atRest } = require('./at-rest.js')
const { heading, show, showError } = require('./show.js')

const BUCKET = 'bucket-name'

async function main() {
  const folder = mkdtempSync(join(tmpdir(), 'oss-demo-'))
  process.once('exit', () => rmSync(folder, { recursive: true }))
  const emulator = await startEmulator({ buckets: [BUCKET], dir: folder })
  const store = new OSS(emulator.clientOptions())
  console.log(`A local OSS listens on ${emulator.url}.`)

  /** Makes a call, and shows what was sent and what came back.
   *
   * @param {string} title
   * @param {() => Promise<any>} call
   */
  async function step(title, call) {
    heading(title)
    let result
    try {
      result = await call()
    } catch (error) {
      show((await emulator.requests()).at(-1))
      return showError(/** @type {any} */ (error))
    }
    show((await emulator.requests()).at(-1))
    const { res: _, ...rest } = result
    console.log('  resolves with', rest)
  }

  await step('putBucketEncryption(bucket, { SSEAlgorithm: "AES256" })', () =>
    store.putBucketEncryption(BUCKET, { SSEAlgorithm: 'AES256' }),
  )
  await step('putBucketEncryption(bucket, { SSEAlgorithm: "KMS", KMSMasterKeyID })', () =>
    store.putBucketEncryption(BUCKET, {
      SSEAlgorithm: 'KMS',
      KMSMasterKeyID: '9468da86-3509-4f8d-a61e-6eab1eac0000',
      KMSDataEncryption: 'SM4',
    }),
  )
  await step('getBucketEncryption(bucket)', () => store.getBucketEncryption(BUCKET))
  await step('deleteBucketEncryption(bucket)', () => store.deleteBucketEncryption(BUCKET))

  await step('An error: there is no rule any more', () => store.getBucketEncryption(BUCKET))
  heading('An error: a key id beside AES256. It is refused before anything is sent')
  await store.putBucketEncryption(BUCKET, { SSEAlgorithm: 'AES256', KMSMasterKeyID: 'some-key' }).catch(showError)
  const stranger = new OSS(emulator.clientOptions({ accessKeySecret: 'not-the-secret' }))
  await step('An error: a wrong secret. The server says what it expected to be signed', () =>
    stranger.getBucketEncryption(BUCKET),
  )

  await atRest(store, emulator, folder)

  await emulator.stop()
}

main().catch((error) => {
  console.error(error)
  process.exitCode = 1
})
