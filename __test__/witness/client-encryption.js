'use strict'
// Objects that clients encrypt: what we wrote the official Python SDKs read, and what they wrote we read, whole and by range.

const { generateKeyPairSync, randomBytes } = require('node:crypto')
const { mkdtempSync, rmSync, writeFileSync } = require('node:fs')
const { tmpdir } = require('node:os')
const { join } = require('node:path')
const OSS = require('../..')

const bucket = 'client-encryption'

/**
 * @param {import('../../emulator').Emulator} emulator
 * @param {(script: string, ...args: string[]) => Promise<number>} python runs a script, and gives its exit code
 */
async function exchange(emulator, python) {
  const folder = mkdtempSync(join(tmpdir(), 'witness-'))
  try {
    const pair = () => generateKeyPairSync('rsa', { modulusLength: 2048 })
    const [own, legacy] = [pair(), pair()]
    const write = (name, key, type) => writeFileSync(join(folder, name), key.export({ format: 'pem', type }))
    write('private.pem', own.privateKey, 'pkcs8')
    write('public.pem', own.publicKey, 'spki')
    write('legacy.private_key.pem', legacy.privateKey, 'pkcs1')
    write('legacy.public_key.pem', legacy.publicKey, 'spki')
    const body = randomBytes(300_003)
    writeFileSync(join(folder, 'body'), body)
    const { keyId } = await emulator.kms.create()

    const options = emulator.clientOptions({ bucket })
    await new OSS(options).putBucket(bucket)
    const kms = { kms: keyId, endpoint: emulator.url, format: 'python' }
    const client = (masterKey, more) => new OSS.EncryptionClient(options, { masterKey, ...more })
    const rsa = client(own.privateKey)
    await rsa.put('rsa', body)
    await rsa.multipartUpload('parts', join(folder, 'body'), { partSize: 102_400 })
    await client(own.privateKey, { authenticate: true }).put('hmac', body)
    await client(kms).put('kms', body)

    let failed = await python('client_encryption.py', emulator.url, folder, bucket, keyId)
    const all = client(own.privateKey, { masterKeys: [legacy.privateKey, kms] })
    const names = [
      'oss2-rsa',
      'oss2-described',
      'oss2-kms',
      'oss2-legacy',
      'oss2-parts',
      'oss2-kms-parts',
      'v2-rsa',
      'v2-parts',
    ]
    for (const name of names) {
      for (const [Range, from, to] of [
        [undefined, 0, undefined],
        ['bytes=17-1000', 17, 1001],
        ['bytes=-5', -5, undefined],
      ]) {
        const { content } = await all
          .get(name, { headers: { Range } })
          .catch((error) => ({ content: Buffer.from(String(error)) }))
        const right = content.equals(body.subarray(Number(from), /** @type {any} */ (to)))
        console.log(
          right ? 'ok  ' : 'FAIL',
          `ali-oss-native reads ${name}${Range ? `, ${Range}` : ''}`,
          right ? '' : content.subarray(0, 200).toString(),
        )
        if (!right) failed = 1
      }
    }
    return failed
  } finally {
    rmSync(folder, { recursive: true })
  }
}

module.exports = { exchange }
