'use strict'
// The examples of both READMEs, run as they stand against the local server.

const assert = require('node:assert/strict')
const { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } = require('node:fs')
const { tmpdir } = require('node:os')
const { join } = require('node:path')
const { describe, test } = require('node:test')
const ALI = require('ali-oss')
const OSS = require('..')
const { serve } = require('./credentials/servers.js')
const { emulatorForFile } = require('./emulator.js')

const TEMPORARY = { accessKeyId: 'STS.id', accessKeySecret: 'secret', stsToken: 'token' }
const accounts = [
  { accessKeyId: 'id', accessKeySecret: 'secret', owner: '1' },
  { ...TEMPORARY, owner: '1' },
]
const holder = emulatorForFile({ buckets: ['bucket-name'], accounts })
const AsyncFunction = /** @type {any} */ (async () => {}).constructor
/** The names a reader installs. */
const PACKAGES = { 'ali-oss': '..', 'ali-oss-native': '..', 'oss-emulator': '../emulator' }

/** Runs a piece of code as a module's body, with the names a reader would have, and gives what it printed. */
async function runExample(code, names) {
  const printed = []
  const scope = {
    require: (name) => require(PACKAGES[name] ?? name),
    console: { log: (...values) => printed.push(values.join(' ')) },
    ...names,
  }
  await new AsyncFunction(...Object.keys(scope), code)(...Object.values(scope))
  return printed
}

/** Runs `work` in a folder of its own, with the local server as the endpoint that the environment names. */
async function inFolder(work) {
  const folder = mkdtempSync(join(tmpdir(), 'readme-'))
  const here = process.cwd()
  process.env.OSS_ENDPOINT = holder.current.clientOptions().endpoint
  process.chdir(folder)
  try {
    await work()
  } finally {
    process.chdir(here)
    delete process.env.OSS_ENDPOINT
    rmSync(folder, { recursive: true })
  }
}

for (const file of ['README.md', 'README.zh-CN.md']) {
  describe(file, () => {
    const text = readFileSync(join(__dirname, '..', file), 'utf8')
    const [use, objects, stored, client, credentials, trouble, errors, local, ...rest] = Array.from(
      text.matchAll(/```js\n([\s\S]*?)```/g),
      ([, code]) => code,
    )

    test('has eight examples', () => assert.equal(rest.length, 0))

    test("the documentation's calls", async () => {
      const { endpoint, accessKeyId, accessKeySecret } = holder.current.clientOptions()
      process.env.OSS_ENDPOINT = endpoint
      try {
        await runExample(
          `${use}\nif (encryption.KMSDataEncryption !== "SM4" || status !== 200 || res.status !== 200) throw new Error()`,
          {
            region: 'oss-cn-hangzhou',
            accessKeyId,
            accessKeySecret,
            bucket: 'bucket-name',
          },
        )
      } finally {
        delete process.env.OSS_ENDPOINT
      }
    })

    test('objects', async () => {
      const { keyId } = await holder.current.kms.create()
      const { accessKeyId, accessKeySecret, bucket } = holder.current.clientOptions()
      const code = objects.replaceAll('your-key-id', keyId)
      const names = { OSS, region: 'oss-cn-hangzhou', accessKeyId, accessKeySecret, bucket }
      await inFolder(async () => {
        writeFileSync('archive.tar', Buffer.alloc(3 << 20, 'x'))
        mkdirSync('site')
        writeFileSync('site/index.html', 'hello')
        const printed = await runExample(`${code}\nif (sse.keyId !== "${keyId}") throw new Error()`, names)
        const [last, ...sizes] = printed.reverse()
        // The other language's example may have sent it.
        assert.match(last, /^(1 0|0 1) $/)
        assert.equal(readFileSync('site-copy/index.html', 'utf8'), 'hello')
        assert.equal(
          sizes.reduce((sum, size) => sum + Number(size), 0),
          3 << 20,
        )
        assert(readFileSync('copy.tar').equals(readFileSync('archive.tar')))
      })
      await new OSS(holder.current.clientOptions()).deleteBucketEncryption(bucket)
    })

    test('an audit, and what is encrypted otherwise', async () => {
      const { keyId } = await holder.current.kms.create()
      const store = new OSS(holder.current.clientOptions())
      await store.put('plain.txt', Buffer.from('hello'))
      const printed = await runExample(stored.replaceAll('your-key-id', keyId), { store })
      assert(printed.includes('plain.txt not-encrypted') && printed.includes('plain.txt done'), printed.join())
      const left = await store.auditEncryption({ require: `KMS:${keyId}` }).run()
      assert.equal(left.notOk.objects, 0)
    })

    test('encryption in the client', async () => {
      const { accessKeyId, accessKeySecret, bucket } = holder.current.clientOptions()
      const names = { OSS, region: 'oss-cn-hangzhou', accessKeyId, accessKeySecret, bucket }
      await inFolder(async () => assert.deepEqual(await runExample(client, names), ['{}']))
    })

    test('credentials', async (t) => {
      const { endpoint, accessKeyId, accessKeySecret, bucket } = holder.current.clientOptions()
      const issued = { AccessKeyId: TEMPORARY.accessKeyId, AccessKeySecret: TEMPORARY.accessKeySecret }
      const Credentials = { ...issued, SecurityToken: TEMPORARY.stsToken, Expiration: '2099-01-01T00:00:00Z' }
      const { url: stsEndpoint, requests } = await serve(t, () => ({ Credentials }))
      const variables = {
        OSS_ENDPOINT: endpoint,
        OSS_ACCESS_KEY_ID: accessKeyId,
        OSS_ACCESS_KEY_SECRET: accessKeySecret,
      }
      Object.assign(process.env, variables)
      try {
        const role = { roleArn: 'acs:ram::1:role/r', stsEndpoint }
        const last = 'asBefore.stsTokenFreshTime = new Date(0)\nawait asBefore.head("hello.txt")'
        const code = `${credentials}\n${last}`
        await runExample(code, { OSS, region: 'oss-cn-hangzhou', bucket, ...TEMPORARY, ...role })
      } finally {
        for (const name of Object.keys(variables)) delete process.env[name]
      }
      assert.deepEqual(
        requests.map(({ form }) => form.get('AccessKeyId')),
        [accessKeyId, TEMPORARY.accessKeyId],
      )
    })

    test('when things go wrong', async () => {
      const { endpoint, accessKeyId, accessKeySecret, bucket } = holder.current.clientOptions()
      const names = { OSS, region: 'oss-cn-hangzhou', accessKeyId, accessKeySecret, bucket }
      await inFolder(async () => {
        writeFileSync('app.log', 'hello')
        assert.deepEqual(await runExample(trouble, names), ['1 5 5', `HEAD ${endpoint}/app.log`])
        assert.equal(readFileSync('copy.log', 'utf8'), 'hello')
      })
    })

    test('the error', async () => {
      const store = new OSS(holder.current.clientOptions())
      const [line] = await runExample(errors, { store })
      assert.match(line, /[0-9A-F]{24}$/)
    })

    test('the local server', async () => {
      assert.deepEqual(await runExample(local, { OSS }), ['PutBucketEncryption', 'KeyDisabled'])
    })

    test('says where the methods are named, and what ali-oss does not have', () => {
      assert.match(text, /\(docs\/compatibility\.md\)/)
      const own = Object.getOwnPropertyNames(OSS.prototype).filter((name) => !(name in ALI.prototype))
      for (const name of own.filter((name) => !name.startsWith('_'))) assert(text.includes(`\`${name}\``), name)
    })
  })
}
