'use strict'
// `oss-emulator run`: a program with a server in the place of the service. And what else prepares a server: files and scripts.

const assert = require('node:assert/strict')
const { spawn } = require('node:child_process')
const { existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } = require('node:fs')
const { createServer } = require('node:http')
const { tmpdir } = require('node:os')
const { dirname, join } = require('node:path')
const { after, before, describe, test } = require('node:test')
const { startEmulator } = require('../emulator')
const { CLI, serve } = require('./emulator-command.js')

/** Temporary files of the command are made here, so that what it leaves is seen. */
let folder = ''
before(() => {
  folder = mkdtempSync(join(tmpdir(), 'emulator-run-test-'))
})
after(() => rmSync(folder, { recursive: true }))

const left = () => readdirSync(folder).filter((name) => name.startsWith('oss-emulator-'))

/** Begins the command. @param {string[]} words @param {Record<string, string>} [env] */
function begin(words, env = {}) {
  const child = spawn(process.execPath, [CLI, ...words], {
    env: { ...process.env, TMPDIR: folder, TEMP: folder, ...env },
  })
  let [out, err] = ['', '']
  child.stdout.on('data', (data) => (out += data))
  child.stderr.on('data', (data) => (err += data))
  const done = new Promise((resolve) => child.on('close', (code, signal) => resolve({ code, signal, out, err })))
  const says = (text) =>
    new Promise((resolve) => {
      const look = () => out.includes(text) && resolve(undefined)
      child.stdout.on('data', look)
      look()
    })
  return { child, done, says }
}

/** Runs a program of Node's under `run`. @param {string} program @param {string[]} options @param {Record<string, string>} [env] */
const node = (program, options = [], env = {}) =>
  begin(['run', ...options, '--', process.execPath, '-e', program], env).done

describe('a program', () => {
  test('gives its exit code, its input and its output', async () => {
    const { child, done } = begin([
      'run',
      '--',
      process.execPath,
      '-e',
      'process.stdin.pipe(process.stdout); process.exitCode = 7',
    ])
    child.stdin.end('passed on')
    const { code, out, err } = await done
    assert.deepEqual({ code, out, err }, { code: 7, out: 'passed on', err: '' })
    assert.deepEqual(left(), [])
  })

  test('that cannot be run is said', async () => {
    for (const [words, said] of [
      [['run', '--', 'no-such-program'], /^oss-emulator: no-such-program cannot be run: /],
      [['run'], /^oss-emulator: run takes a command/],
      [['run', '--tls-ca', 'x', '--', 'true'], /^oss-emulator: run takes no --tls-ca/],
    ]) {
      const { code, err } = await begin(/** @type {any} */ (words)).done
      assert.equal(code, 1)
      assert.match(err, /** @type {any} */ (said))
    }
    assert.deepEqual(left(), [])
  })

  test('is told of signals, and its end by one is the exit code', { skip: process.platform === 'win32' }, async () => {
    for (const signal of /** @type {const} */ (['SIGTERM', 'SIGINT', 'SIGHUP'])) {
      const waits = `process.once('${signal}', () => { console.log('told'); process.exit(3) }); setInterval(() => {}, 1000); console.log('waits')`
      const { child, done, says } = begin(['run', '--', process.execPath, '-e', waits])
      await says('waits')
      child.kill(signal)
      const { code, out } = await done
      assert.deepEqual([code, out], [3, 'waits\ntold\n'], signal)
    }
    const { code } = await node('process.kill(process.pid, "SIGKILL")')
    assert.equal(code, 128 + 9)
    assert.deepEqual(left(), [])
  })

  test('has proxy, certificates and keys in its environment, and keeps the rest', async () => {
    const { out } = await node(
      'console.log(JSON.stringify(process.env))',
      ['--region', 'cn-beijing', '--access-key-id', 'mine', '--access-key-secret', 'hidden'],
      { OWN: 'kept', NODE_OPTIONS: '--no-warnings', ALL_PROXY: 'socks5://127.0.0.1:1', AWS_SESSION_TOKEN: 'old' },
    )
    const env = JSON.parse(out)
    assert.match(env.HTTPS_PROXY, /^http:\/\/127\.0\.0\.1:\d+$/)
    for (const name of ['HTTP_PROXY', 'http_proxy', 'https_proxy']) assert.equal(env[name], env.HTTPS_PROXY, name)
    for (const name of ['NO_PROXY', 'no_proxy']) assert.equal(env[name], 'localhost,127.0.0.1,::1', name)
    for (const name of ['NODE_EXTRA_CA_CERTS', 'REQUESTS_CA_BUNDLE', 'AWS_CA_BUNDLE', 'CURL_CA_BUNDLE']) {
      assert.equal(env[name], env.SSL_CERT_FILE, name)
    }
    assert.equal(dirname(dirname(env.SSL_CERT_FILE)), folder)
    for (const name of ['OSS_ACCESS_KEY_ID', 'ALIBABA_CLOUD_ACCESS_KEY_ID', 'AWS_ACCESS_KEY_ID']) {
      assert.equal(env[name], 'mine', name)
    }
    for (const name of ['OSS_ACCESS_KEY_SECRET', 'ALIBABA_CLOUD_ACCESS_KEY_SECRET', 'AWS_SECRET_ACCESS_KEY']) {
      assert.equal(env[name], 'hidden', name)
    }
    assert.deepEqual([env.OSS_REGION, env.OWN, env.OSS_ENDPOINT], ['oss-cn-beijing', 'kept', undefined])
    assert.match(env.NODE_OPTIONS, /^--no-warnings --require /)
    assert.deepEqual([env.ALL_PROXY, env.AWS_SESSION_TOKEN], [undefined, undefined])
    assert(!existsSync(env.SSL_CERT_FILE))
  })

  test('reaches the service by its own configuration, and no other host', async () => {
    const program = `
      const OSS = require(${JSON.stringify(require.resolve('ali-oss'))})
      const Native = require(${JSON.stringify(require.resolve('..'))})
      const { OSS_ACCESS_KEY_ID: accessKeyId, OSS_ACCESS_KEY_SECRET: accessKeySecret } = process.env
      const main = async () => {
        for (const Client of [OSS, Native]) for (const secure of [true, false]) for (const authorizationV4 of [true, false]) {
          const store = new Client({ region: 'oss-cn-shanghai', accessKeyId, accessKeySecret, bucket: 'bucket-name', secure, authorizationV4 })
          await store.put('a b+中.txt', Buffer.from('content'))
          console.log(String((await store.get('a b+中.txt')).content), (await store.list({}, {})).objects.length)
        }
        const { status } = await fetch('https://bucket-name.oss-cn-shanghai.aliyuncs.com/')
        console.log(status)
        await fetch('http://127.0.0.1:' + process.env.OWN_PORT).then((own) => own.text()).then(console.log)
      }
      main().catch((error) => { console.log(error); process.exitCode = 1 })`
    const own = createServer((_, response) => response.end('of its own')).listen(0, '127.0.0.1')
    await new Promise((resolve) => own.once('listening', resolve))
    const { port } = /** @type {any} */ (own.address())
    const { code, out, err } = await node(program, ['--bucket', 'bucket-name'], { OWN_PORT: String(port) })
    own.close()
    assert.equal(out, `${'content 1\n'.repeat(8)}403\nof its own\n`, err)
    assert.equal(code, 0)
  })

  test('that asks another host is told which, and so is its user', async () => {
    const program = `
      const request = require('node:http').request(process.env.HTTP_PROXY, { path: 'http://example.com/', headers: { host: 'example.com' }, agent: false })
      const told = (response) => response.resume().on('end', () => console.log(response.statusCode, response.statusMessage))
      request.on('response', told).end()`
    const { out, err } = await node(program)
    assert.equal(out, '403 oss-emulator reaches no other host than *.aliyuncs.com, not example.com\n')
    assert.match(err, /^oss-emulator: .*example\.com is refused/)
  })
})

test('a test has the same environment for its programs', async () => {
  const emulator = await startEmulator({ proxy: true, region: 'cn-beijing', buckets: ['bucket-name'] })
  const variables = await emulator.proxyEnvironment()
  assert.deepEqual(await emulator.proxyEnvironment(), variables)
  assert.equal(readFileSync(String(variables.SSL_CERT_FILE), 'utf8'), emulator.ca)
  const program = `
    const OSS = require(${JSON.stringify(require.resolve('ali-oss'))})
    const { OSS_REGION: region, OSS_ACCESS_KEY_ID: accessKeyId, OSS_ACCESS_KEY_SECRET: accessKeySecret } = process.env
    new OSS({ region, accessKeyId, accessKeySecret, secure: true }).listBuckets().then(({ buckets }) => console.log(buckets[0].name))`
  const child = spawn(process.execPath, ['-e', program], {
    env: { ...process.env, ...variables, OSS_REGION: 'oss-cn-hangzhou' },
  })
  let out = ''
  child.stdout.on('data', (data) => (out += data))
  await new Promise((resolve) => child.on('close', resolve))
  assert.equal(out, 'bucket-name\n')
  await emulator.stop()
  assert(!existsSync(String(variables.SSL_CERT_FILE)))
  const other = await startEmulator()
  await assert.rejects(other.proxyEnvironment(), /without the option proxy/)
  await other.stop()
})

/** A file in a folder of its own, which is gone with the test. */
function written(t, name, content) {
  const home = mkdtempSync(join(tmpdir(), 'emulator-config-test-'))
  t.after(() => rmSync(home, { recursive: true }))
  const file = join(home, name)
  writeFileSync(file, typeof content === 'string' ? content : JSON.stringify(content))
  return { file, home }
}

describe('a file', () => {
  test('says what a server is to be', async (t) => {
    const { file, home } = written(t, 'oss.json', {
      region: 'cn-shenzhen',
      accounts: [
        { accessKeyId: 'emulator', accessKeySecret: 'emulator-secret' },
        { accessKeyId: 'other', accessKeySecret: 'other-secret', owner: '2' },
      ],
      kms: [{ keyId: 'key-1', alias: 'orders' }],
      buckets: [
        'plain',
        {
          name: 'ruled',
          acl: 'public-read',
          versioning: 'Enabled',
          encryption: { SSEAlgorithm: 'KMS', KMSMasterKeyID: 'key-1', KMSDataEncryption: 'SM4' },
          tags: { team: 'a' },
          lifecycle: { Rule: [{ ID: 'old', Prefix: 'logs/', Status: 'Enabled', Expiration: { Days: 30 } }] },
          cors: { CORSRule: { AllowedOrigin: ['*'], AllowedMethod: ['GET', 'PUT'] } },
          policy: {
            Version: '1',
            Statement: [
              { Effect: 'Deny', Principal: ['*'], Action: ['oss:DeleteObject'], Resource: ['acs:oss:*:*:ruled/*'] },
            ],
          },
        },
        { name: 'of-other', accessKeyId: 'other' },
      ],
      durability: 'relaxed',
      seeds: [
        { bucket: 'plain', folder: 'site', prefix: 'www/' },
        { bucket: 'ruled', key: 'a.txt', text: 'seeded', headers: { 'content-type': 'text/plain' } },
        { bucket: 'plain', key: 'bytes', base64: 'AAEC' },
        { bucket: 'plain', key: 'file', file: 'site/index.html' },
      ],
    })
    mkdirSync(join(home, 'site/below'), { recursive: true })
    writeFileSync(join(home, 'site/index.html'), 'page')
    writeFileSync(join(home, 'site/below/empty'), '')
    const data = join(home, 'data')
    for (const round of [1, 2]) {
      const { server, ended, printed, store } = await serve(t, '--config', file, '--dir', data)
      assert.match(printed, /OSS_REGION=oss-cn-shenzhen/)
      const names = (await store.listBuckets({}, {})).buckets.map(({ name }) => name)
      assert.deepEqual(names, ['plain', 'ruled'], String(round))
      const { encryption } = await store.getBucketEncryption('ruled')
      assert.deepEqual(encryption, { SSEAlgorithm: 'KMS', KMSMasterKeyID: 'key-1', KMSDataEncryption: 'SM4' })
      assert.equal((await store.getBucketACL('ruled')).acl, 'public-read')
      assert.deepEqual((await store.getBucketTags('ruled')).tag, { team: 'a' })
      assert.equal((await store.getBucketLifecycle('ruled')).rules[0].id, 'old')
      assert.deepEqual((await store.getBucketCORS('ruled')).rules[0].allowedMethod, ['GET', 'PUT'])
      assert.equal((await store.getBucketPolicy('ruled')).policy?.Statement[0].Effect, 'Deny')
      store.useBucket('plain')
      const keys = (await store.list({}, {})).objects.map(({ name }) => name)
      assert.deepEqual(keys, ['bytes', 'file', 'www/below/empty', 'www/index.html'])
      assert.deepEqual((await store.get('bytes')).content, Buffer.from([0, 1, 2]))
      const page = await store.get('www/index.html')
      assert.equal(String(page.content), 'page')
      assert.equal(page.res.headers['content-type'], 'text/html')
      store.useBucket('ruled')
      const { res } = await store.head('a.txt')
      assert.equal(res.headers['content-type'], 'text/plain')
      // What was there already has not been put again.
      assert.equal((await store.getBucketVersions({ prefix: 'a.txt' }, {})).objects.length, 1)
      server.kill('SIGTERM')
      assert.equal(await ended, 0)
    }
  })

  test('of the examples can be used', async (t) => {
    const readme = readFileSync(require.resolve('../emulator/README.md'), 'utf8')
    const { file, home } = written(t, 'oss.json', String(/```json\n([^]*?)```/.exec(readme)?.[1]))
    mkdirSync(join(home, 'fixtures'))
    for (const config of [file, join(__dirname, '../emulator/examples/oss.json')]) {
      const { code, err } = await begin(['run', '--config', config, '--', process.execPath, '-e', '']).done
      assert.deepEqual([code, err], [0, ''])
    }
  })

  test('that is wrong is said', async (t) => {
    for (const [content, said] of [
      [{ bukets: [] }, /there is no field bukets, the nearest that there is is buckets/],
      [{ buckets: [{ name: 'a-b', acl: 'everybody' }] }, /bucket a-b: 400 InvalidArgument/],
      [{ buckets: [{ name: 'a-b', encryption: { SSEAlgorithm: 'DES' } }] }, /bucket a-b: encryption 400 /],
      [{ buckets: [{ name: 'a-b', accessKeyId: 'nobody' }] }, /there is no account with the accessKeyId nobody/],
      [{ seeds: [{ bucket: 'none', key: 'a', text: '' }] }, /seed of none: a: 404 NoSuchBucket/],
      [{ seeds: [{ bucket: 'none', key: 'a', text: '', base64: '' }] }, /takes one of text, base64, file and folder/],
      [{ durability: 'some' }, /oss\.json: unknown variant `some`, expected `full` or `relaxed`/],
      ['{', /oss\.json: EOF while parsing/],
    ]) {
      const { file } = written(t, 'oss.json', content)
      const { code, err } = await begin(['--port', '0', '--config', file]).done
      assert.equal(code, 1)
      assert.match(err, /** @type {any} */ (said))
    }
    assert.match((await begin(['--config', 'none.json']).done).err, /^oss-emulator: none\.json: /)
  })
})

describe('a script', () => {
  const health = (url) =>
    fetch(`${url}/-/health`).then(async (answer) => ({ code: answer.status, ...(await answer.json()) }))
  const { version } = require('../emulator/package.json')

  test('prepares a server, which is ready after it', async (t) => {
    const { file } = written(
      t,
      'init.cjs',
      `const OSS = require(${JSON.stringify(require.resolve('ali-oss'))})
       const { OSS_ENDPOINT, OSS_REGION: region, OSS_ACCESS_KEY_ID: accessKeyId, OSS_ACCESS_KEY_SECRET: accessKeySecret } = process.env
       fetch(OSS_ENDPOINT + '/-/health').then(async (answer) => {
         if (answer.status !== 503 || (await answer.json()).status !== 'starting') process.exit(9)
         await new OSS({ region, accessKeyId, accessKeySecret, secure: true }).putBucket('made-by-init')
       })`,
    )
    const { server, ended, endpoint, store } = await serve(t, '--init', file)
    assert.deepEqual(await health(endpoint), { code: 200, status: 'ok', version })
    assert.equal((await store.listBuckets({}, {})).buckets[0].name, 'made-by-init')
    const command = begin(['health', '--endpoint', String(endpoint)])
    assert.equal((await command.done).code, 0)
    server.kill('SIGTERM')
    assert.equal(await ended, 0)
    const { code, err } = await begin(['health', '--endpoint', String(endpoint)]).done
    assert.equal(code, 1)
    assert.match(err, /no server answers at/)
  })

  test('that fails ends the server with its code', async (t) => {
    const { file } = written(t, 'init.js', 'process.exit(5)')
    for (const words of [['--port', '0'], ['run']]) {
      const rest = words[0] === 'run' ? ['--', process.execPath, '-e', ''] : []
      const { code, out, err } = await begin([...words, '--init', file, ...rest]).done
      assert.deepEqual([code, out], [5, ''])
      assert.match(err, /the script of --init has failed with 5/)
    }
    assert.deepEqual(left(), [])
  })
})

test(
  'a transfer under way is finished at the end, and a second signal ends at once',
  { skip: process.platform === 'win32' },
  async (t) => {
    const body = Buffer.alloc(64 << 20, 7)
    for (const signals of [1, 2]) {
      const { server, ended, store, endpoint } = await serve(t, '--bucket', 'bucket-name')
      store.useBucket('bucket-name')
      await store.put('large', body)
      const url = new URL(store.signatureUrl('large'))
      // It has begun, and waits for who takes it.
      const response = await new Promise((resolve) => require('node:http').get(url, { agent: false }, resolve))
      await new Promise((resolve) => response.once('readable', resolve))
      server.kill('SIGTERM')
      // It listens no more: the first signal has come.
      while (await fetch(`${endpoint}/-/health`).then(Boolean, () => false)) await new Promise(setImmediate)
      if (signals === 2) {
        server.kill('SIGTERM')
        assert.equal(await ended, 128 + 15)
        response.destroy()
        continue
      }
      let length = 0
      for await (const piece of response) length += piece.length
      assert.equal(length, body.length)
      assert.equal(await ended, 0)
    }
  },
)
