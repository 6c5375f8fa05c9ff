'use strict'
// What is damaged is an error before its last byte is given out, and no file is left of it.

const assert = require('node:assert/strict')
const { existsSync, readdirSync } = require('node:fs')
const { join } = require('node:path')
const { describe, test } = require('node:test')
const OSS = require('../..')
const { emulatorForFile, rejection } = require('../emulator.js')
const { folderForFile } = require('../folder.js')
const { reply, scriptedForFile } = require('../scripted.js')
const { PREFIX, bytesOf, rsa } = require('./keys.js')

const holder = emulatorForFile({ buckets: ['bucket-name'] })
const scripted = scriptedForFile()
const folder = folderForFile('client-encryption-safety')
const masterKey = rsa(1024).privateKey
const content = bytesOf(100)

const plain = () => new OSS(holder.current.clientOptions())
const client = (encryption = {}) =>
  new OSS.EncryptionClient(holder.current.clientOptions(), { masterKey, ...encryption })

/** The metadata and the ciphertext of an object, which a test changes and stores as another. */
async function stored(authenticate) {
  await client({ authenticate }).put('k', content)
  const { content: ciphertext, res } = await plain().get('k')
  const metadata = Object.entries(res.headers).filter(([name]) => name.startsWith('x-oss-meta-'))
  return { ciphertext, headers: Object.fromEntries(metadata) }
}

/** Whether what was changed is read as it was, or is an error; never anything else. */
async function check(headers, ciphertext, what, store) {
  await plain().put('changed', ciphertext, { headers })
  const read = await store.get('changed').catch((error) => error)
  if (read instanceof Error) return
  assert(read.content.equals(content), `${what}: wrong bytes without an error`)
}

describe('with authentication', () => {
  const store = () => client({ authenticate: true })

  test('every bit of the ciphertext matters', async () => {
    const { ciphertext, headers } = await stored(true)
    for (let bit = 0; bit < ciphertext.length * 8; bit++) {
      const changed = Buffer.from(ciphertext)
      changed[bit >> 3] ^= 1 << (bit & 7)
      await check(headers, changed, `bit ${bit}`, store())
    }
    for (const changed of [
      ciphertext.subarray(1),
      ciphertext.subarray(0, -1),
      Buffer.concat([ciphertext, ciphertext]),
    ]) {
      await check(headers, changed, `${changed.length} bytes`, store())
    }
  })

  test('every bit of the metadata matters, or changes nothing', async () => {
    const { ciphertext, headers } = await stored(true)
    for (const [name, value] of Object.entries(headers)) {
      for (let at = 0; at < value.length; at++) {
        for (const bit of [1, 2, 4, 8, 16, 32, 64]) {
          const changed = String.fromCharCode(value.charCodeAt(at) ^ bit)
          // No header can hold it.
          if (changed < ' ' || changed > '~') continue
          const flipped = value.slice(0, at) + changed + value.slice(at + 1)
          // Long ones: a sample, for they are all of one signature.
          if (value.length > 100 && (at + bit) % 5 !== 0) continue
          await check({ ...headers, [name]: flipped }, ciphertext, `${name}, character ${at}, bit ${bit}`, store())
        }
      }
      const { [name]: _, ...rest } = headers
      await check(rest, ciphertext, `without ${name}`, store())
      await check({ ...rest, [`${name}x`]: value }, ciphertext, `${name} by another name`, store())
    }
    await check({}, ciphertext, 'without metadata', store())
  })
})

describe('in the format of the other clients', () => {
  test('a damaged object is an error by its MD5, before its last byte and without a file', async () => {
    const { ciphertext, headers } = await stored(false)
    ciphertext[50] ^= 1
    await plain().put('k', ciphertext, { headers })
    const path = join(folder, 'k')
    assert.match((await rejection(client().get('k'))).message, /its MD5 does not fit/)
    assert.match((await rejection(client().get('k', path))).message, /its MD5 does not fit/)
    assert(!existsSync(path))
    assert.deepEqual(readdirSync(folder), [])
    const { stream } = await client().getStream('k')
    let received = 0
    const reading = (async () => {
      for await (const chunk of stream) received += chunk.length
    })()
    assert.match((await rejection(reading)).message, /its MD5 does not fit/)
    assert(received < content.length)
  })

  test('an object of another length, or with damaged sums, is an error', async () => {
    const { ciphertext, headers } = await stored(false)
    const changes = {
      'unencrypted-content-length': ['99', 'x', '-1', '1e2'],
      'unencrypted-content-md5': ['AAAA', 'XUFAKrxLKna5cZ2REBfFkg=', '?'],
      'cek-alg': ['AES/GCM/NoPadding', 'AES/CBC/PKCS5Padding'],
      'wrap-alg': ['RSA/NONE/NoPadding', 'KMS/ALICLOUD'],
      matdesc: ['no JSON', '"text"'],
    }
    for (const [name, values] of Object.entries(changes)) {
      for (const value of values) {
        await plain().put('k', ciphertext, { headers: { ...headers, [PREFIX + name]: value } })
        const error = await rejection(client().get('k'))
        assert.equal(error.code, 'DecryptionFailed', `${name}: ${value}`)
      }
    }
  })

  test('what the metadata have not cannot be noticed: a bit of an object without sums', async () => {
    const { ciphertext, headers } = await stored(false)
    const { [`${PREFIX}unencrypted-content-md5`]: _, ...rest } = headers
    ciphertext[0] ^= 1
    await plain().put('k', ciphertext, { headers: rest })
    const { content: read } = await client().get('k')
    assert.equal(read[0], content[0] ^ 1)
  })
})

describe('answers that are not what was asked for', () => {
  const encrypted = () => new OSS.EncryptionClient(scripted.clientOptions(), { masterKey })

  test('the whole in place of a range is an error', async () => {
    const { ciphertext, headers } = await stored(false)
    scripted.answer = reply(200, headers, ciphertext)
    const error = await rejection(encrypted().get('k', { headers: { Range: 'bytes=17-20' } }))
    assert.match(error.message, /a part was asked for, and the whole came/)
    assert.equal(scripted.requests.at(-1)?.headers['x-oss-range-behavior'], 'standard')
  })

  test('the counter is that of the bytes that came', async () => {
    const { ciphertext, headers } = await stored(false)
    const range = { ...headers, 'Content-Range': 'bytes 95-99/100', ETag: '"e"' }
    scripted.answer = reply(206, range, ciphertext.subarray(95))
    const { content: read } = await encrypted().get('k', { headers: { Range: 'bytes=-5' } })
    assert(read.equals(content.subarray(95)))
  })

  test('what was packed on the way, or made of it, is an error', async () => {
    await client().put('k.txt', bytesOf(10_000))
    const packed = await rejection(client().get('k.txt', { headers: { 'Accept-Encoding': 'gzip' } }))
    assert.match(packed.message, /leave out the header Accept-Encoding/)
    scripted.answer = reply(200, (await stored(false)).headers, 'x')
    const made = await rejection(encrypted().get('k', { process: 'image/info' }))
    assert.match(made.message, /leave out `process`/)
  })
})
