'use strict'
// The core of what the package does, in a form that every runtime runs: no test runner, nothing of Node's but what the
// package needs itself. `at` is what each case is given.

const assert = require('node:assert/strict')
const { tracingChannel } = require('node:diagnostics_channel')
const { existsSync, readFileSync, writeFileSync } = require('node:fs')
const { join } = require('node:path')
const { Readable, Writable } = require('node:stream')

/**
 * @typedef {object} At
 * @property {any} OSS the class
 * @property {any} options of a client
 * @property {(options?: object) => any} client one whose requests pass through the proxy
 * @property {(faults: string[]) => Promise<void>} plan what the proxy does to the next requests
 * @property {() => Promise<any>} expiredKey a temporary key whose time is over
 * @property {() => Promise<any>} key a temporary key
 * @property {string} folder
 */

/** Bytes that are all different from their neighbours. */
const bytesOf = (length) => Buffer.from(Uint8Array.from({ length }, (_, index) => index % 251))

async function gathered(stream) {
  const chunks = []
  for await (const chunk of stream) chunks.push(chunk)
  return Buffer.concat(chunks)
}

async function rejected(promise) {
  const outcome = await promise.then(
    () => ({ rejected: false }),
    (reason) => ({ rejected: true, reason }),
  )
  assert(outcome.rejected, 'it must reject')
  return /** @type {any} */ (outcome).reason
}

/** @type {Record<string, (at: At) => Promise<void>>} */
const cases = {
  async 'bytes, a file, a stream, a web stream and a function are stored'({ client, folder }) {
    const store = client()
    const content = bytesOf(150_000)
    const file = join(folder, 'source')
    writeFileSync(file, content)
    const bodies = {
      bytes: content,
      file,
      stream: Readable.from([content.subarray(0, 5), content.subarray(5)]),
      web: new Blob([content]).stream(),
      made: () => Readable.from([content]),
    }
    for (const [name, body] of Object.entries(bodies)) {
      await store.put(name, body)
      assert.deepEqual((await store.get(name)).content, content, name)
    }
  },

  async 'an object becomes a file, goes into a stream, and is one'({ client, folder }) {
    const store = client()
    const content = bytesOf(900_000)
    await store.put('read', content)
    const file = join(folder, 'target')
    await store.get('read', file)
    assert.deepEqual(readFileSync(file), content)
    const chunks = []
    const into = new Writable({ write: (chunk, _encoding, done) => (chunks.push(chunk), done()) })
    await store.get('read', into)
    assert.deepEqual(Buffer.concat(chunks), content)
    const taken = []
    await store.get('read', new WritableStream({ write: (chunk) => void taken.push(chunk) }))
    assert.deepEqual(Buffer.concat(taken), content)
    assert.deepEqual(await gathered((await store.getStream('read')).stream), content)
    for await (const _ of (await store.getStream('read')).stream) break
  },

  async 'uploads in parts, of bytes and of a stream, tell how far they are'({ client }) {
    const store = client()
    const content = bytesOf(450_000)
    for (const body of [content, Readable.from([content])]) {
      const told = []
      const progress = (share) => void told.push(share)
      await store.multipartUpload('parts', body, { partSize: 102_400, parallel: 3, progress })
      assert.deepEqual((await store.get('parts')).content, content)
      assert.equal(told.at(-1), 1)
      assert.deepEqual(
        [...told].sort((a, b) => a - b),
        told,
      )
    }
  },

  async 'progress of a call ends at 1'({ client }) {
    const told = []
    await client().put('told', bytesOf(10_000), { progress: (share, moved) => void told.push([share, moved.loaded]) })
    assert.deepEqual(told.at(-1), [1, 10_000])
  },

  async 'encryption: a rule of the bucket, a choice for one object, and what was done'({ client }) {
    const store = client()
    await store.putBucketEncryption('bucket-name', { SSEAlgorithm: 'SM4' })
    assert.equal((await store.getBucketEncryption('bucket-name')).encryption.SSEAlgorithm, 'SM4')
    const { sse } = await store.put('encrypted', bytesOf(10), { sse: { algorithm: 'AES256' } })
    assert.equal(sse.algorithm, 'AES256')
    assert.equal((await store.put('ruled', bytesOf(10))).sse.algorithm, 'SM4')
    await store.deleteBucketEncryption('bucket-name')
    const error = await rejected(store.getBucketEncryption('bucket-name'))
    assert.equal(error.code, 'NoSuchServerSideEncryptionRule')
  },

  async 'connections that break: the call is made again, with its whole body'({ client, plan }) {
    const store = client()
    const content = bytesOf(100_000)
    for (const body of [content, () => Readable.from([content])]) {
      await plan(['reset-before', 'reset-after'])
      await store.put('again', body)
    }
    await plan(['cut-body'])
    assert.deepEqual((await store.get('again')).content, content)
    await plan(['reset-before', 'reset-before', 'reset-before'])
    const { attempts, status, code } = await rejected(store.head('again'))
    assert.deepEqual([attempts, status, code], [3, -1, 'ResponseError'])
  },

  async 'a signal calls a call off, with its own reason'({ client, plan }) {
    const store = client()
    const reason = new Error('not wanted')
    for (const call of [() => store.head, () => store.get, () => store.getStream].map((method) => method())) {
      await plan(['stall-head'])
      const controller = new AbortController()
      const promise = call.call(store, 'told', { signal: controller.signal })
      setTimeout(() => controller.abort(reason), 50)
      assert.equal(await rejected(promise), reason)
    }
    assert.equal((await rejected(store.head('told', { signal: AbortSignal.abort() }))).name, 'AbortError')
  },

  async 'silence has a limit, and so has a call as a whole'({ client, plan }) {
    const store = client({ retryMax: 0 })
    await plan(['stall-head'])
    assert.equal((await rejected(store.head('told', { timeout: 100 }))).name, 'ResponseTimeoutError')
    await plan(['stall-body'])
    assert.equal((await rejected(store.get('read', { timeout: { total: 100 } }))).name, 'ResponseTimeoutError')
  },

  async 'a download that fails leaves no file'({ client, plan, folder }) {
    const file = join(folder, 'failed')
    await plan(['stall-body'])
    await rejected(client({ retryMax: 0 }).get('read', file, { timeout: 100 }))
    assert.equal(existsSync(file), false)
  },

  async 'keys that have expired are refreshed'({ client, key, expiredKey }) {
    let asked = 0
    const refreshSTSToken = async () => {
      asked++
      return key()
    }
    const store = client({ ...(await expiredKey()), refreshSTSToken })
    await Promise.all([store.head('told'), store.head('told'), store.put('refreshed', bytesOf(10))])
    assert.equal(asked, 1)
  },

  async 'the stack of an error names who called'({ client }) {
    async function whoCalls() {
      await client().head('absent')
    }
    assert.match((await rejected(whoCalls())).stack, /whoCalls/)
  },

  async 'errors are errors of JavaScript'({ client, OSS }) {
    const error = await rejected(client().head('absent'))
    assert(error instanceof OSS.OSSError && error instanceof Error)
    assert.deepEqual([error.status, error.code, error.name], [404, 'NoSuchKey', 'NoSuchKeyError'])
    assert.throws(() => client({ accessKeyId: undefined, accessKeySecret: 5 }))
  },

  async 'calls are seen on the tracing channel'({ client }) {
    const seen = []
    const subscriber = { asyncEnd: (context) => void seen.push([context.method, context.status]) }
    const channel = tracingChannel('ali-oss:request')
    channel.subscribe(/** @type {any} */ (subscriber))
    await client().head('told')
    channel.unsubscribe(/** @type {any} */ (subscriber))
    assert.deepEqual(seen, [['head', 200]])
  },

  async 'lists are iterated page by page'({ client }) {
    const store = client()
    for (let index = 0; index < 5; index++) await store.put(`page/${index}`, bytesOf(1))
    const names = []
    for await (const { name } of store.objects({ prefix: 'page/', maxKeys: 2 })) names.push(name)
    assert.deepEqual(names, ['page/0', 'page/1', 'page/2', 'page/3', 'page/4'])
    assert.equal((await store.deleteMulti(names)).deleted.length, 5)
  },

  async 'objects are encrypted before they are sent'({ OSS, options }) {
    const { generateKeyPairSync } = require('node:crypto')
    const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
    for (const masterKey of [privateKey, privateKey.export({ format: 'pem', type: 'pkcs1' })]) {
      const store = new OSS.EncryptionClient(options, { masterKey, authenticate: true })
      await store.put('sealed', bytesOf(100_000))
      assert((await store.get('sealed')).content.equals(bytesOf(100_000)))
      const stored = await new OSS(options).get('sealed')
      assert(!stored.content.equals(bytesOf(100_000)))
    }
  },

  async 'what is stored is audited, and encrypted otherwise'({ client }) {
    const store = client()
    for (let index = 0; index < 5; index++) await store.put(`audited/${index}`, bytesOf(1))
    const before = await store.auditEncryption({ prefix: 'audited/' }).run()
    assert.equal(before.notOk.objects, 5)
    const { done } = await store.reencrypt({ prefix: 'audited/', to: 'AES256', apply: true }).run()
    assert.equal(done.objects, 5)
    const audit = store.auditEncryption({ prefix: 'audited/', require: 'AES256' })
    assert.equal((await audit.run()).notOk.objects, 0)
    assert.match(audit.report({ language: 'zh' }), /<!doctype html>/)
  },

  async 'many calls at once'({ client }) {
    const store = client()
    const rounds = Array.from({ length: 100 }, async (_, index) => {
      await store.put(`many-${index}`, bytesOf(index * 100))
      return (await store.get(`many-${index}`)).content.length
    })
    assert.deepEqual(
      await Promise.all(rounds),
      Array.from({ length: 100 }, (_, index) => index * 100),
    )
  },
}

module.exports = { cases }
