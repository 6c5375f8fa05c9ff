'use strict'
// Making a client: options, their checks, what of them is live, and that secrets stay secret.

const assert = require('node:assert/strict')
const { execFileSync } = require('node:child_process')
const { describe, test } = require('node:test')
const { inspect } = require('node:util')
const ALI = require('ali-oss')
const OSS = require('..')
const { difference } = require('./compat/both.js')
const { emulatorForFile, rejection } = require('./emulator.js')

const KEYS = { accessKeyId: 'id', accessKeySecret: 'hidden-secret' }
const holder = emulatorForFile({ buckets: ['bucket-name', 'other-bucket'] })

describe('options', () => {
  test('are checked in the order and with the words of ali-oss', () => {
    const cases = [
      undefined,
      {},
      { accessKeyId: 'id' },
      { ...KEYS, bucket: 'B' },
      { ...KEYS, bucket: 'ab', endpoint: 'a b' },
      { ...KEYS, endpoint: 'a b' },
      { ...KEYS, endpoint: 'http://a?b' },
      { ...KEYS, endpoint: 'ftp://a' },
      { ...KEYS, region: 'oss.cn' },
      { ...KEYS, region: '' },
      { ...KEYS, region: undefined },
    ]
    const message = (Client, options) => {
      try {
        new Client(options)
      } catch (error) {
        return `${error.name}: ${error.message} ${error.code}`
      }
      return 'no error'
    }
    for (const options of cases) {
      const theirs = message(ALI, options)
      assert.notEqual(theirs, 'no error')
      const ours = message(OSS, options)
      if (theirs.startsWith('Error: require accessKeyId')) {
        difference('no-keys')
        assert.match(ours, /^Error: require accessKeyId, accessKeySecret, or credentials: 'default' /)
      } else assert.equal(ours, theirs, inspect(options))
    }
  })

  test('of a wrong type are named, and never shown', () => {
    for (const name of ['accessKeyId', 'accessKeySecret', 'stsToken', 'bucket', 'region']) {
      assert.throws(
        () => new OSS({ ...KEYS, [name]: 4711 }),
        (error) => {
          assert.equal(error.message, `${name} must be a string`)
          assert(error instanceof TypeError)
          return true
        },
      )
    }
    assert.throws(() => new OSS({ ...KEYS, timeout: 'soon' }), /timeout must be milliseconds/)
    assert.throws(() => new OSS({ ...KEYS, timeout: [1] }), /timeout must be milliseconds/)
  })

  test('are completed as in ali-oss, and the caller keeps its own', () => {
    const given = Object.freeze({
      ...KEYS,
      accessKeyId: ' id ',
      region: 'oss-cn-beijing',
      timeout: '90s',
      secure: false,
    })
    const { options } = new OSS(given)
    const theirs = new ALI(given).options
    for (const name of Object.keys(theirs)) {
      if (['endpoint', 'authorizationV4', 'retryMax'].includes(name)) continue
      assert.deepEqual(options[name], theirs[name], name)
    }
    assert.equal(options.endpoint.format(), theirs.endpoint.format())
    for (const part of ['protocol', 'host', 'hostname', 'pathname', 'href']) {
      assert.equal(options.endpoint[part], theirs.endpoint[part], part)
    }
  })

  test('lead to these endpoints', () => {
    const endpoint = (options) => new OSS({ ...KEYS, ...options }).options.endpoint.href
    assert.equal(endpoint({}), 'https://oss-cn-hangzhou.aliyuncs.com/')
    assert.equal(
      endpoint({ region: 'oss-cn-beijing', internal: true }),
      'https://oss-cn-beijing-internal.aliyuncs.com/',
    )
    assert.equal(endpoint({ secure: false }), 'http://oss-cn-hangzhou.aliyuncs.com/')
    assert.equal(endpoint({ endpoint: 'localhost:9000', secure: false }), 'http://localhost:9000/')
    assert.equal(endpoint({ endpoint: 'http://[::1]:9000/path' }), 'http://[::1]:9000/')
    assert.equal(endpoint({ endpoint: new URL('http://oss.test') }), 'http://oss.test/')
  })

  test('that are absent are read from the environment', () => {
    difference('environment')
    const program = `
      const OSS = require(${JSON.stringify(require.resolve('..'))})
      const { options } = new OSS({ bucket: 'bucket-name' })
      const { endpoint, region, accessKeyId, accessKeySecret, stsToken } = options
      console.log(JSON.stringify([endpoint.href, region, accessKeyId, accessKeySecret, stsToken]))`
    const env = {
      PATH: process.env.PATH,
      OSS_ENDPOINT: 'http://127.0.0.1:9000',
      OSS_REGION: 'oss-cn-beijing',
      OSS_ACCESS_KEY_ID: 'id',
      OSS_ACCESS_KEY_SECRET: 'secret',
      OSS_SESSION_TOKEN: 'token',
    }
    const printed = execFileSync(process.execPath, ['-e', program], { env, encoding: 'utf8' })
    assert.deepEqual(JSON.parse(printed), ['http://127.0.0.1:9000/', 'oss-cn-beijing', 'id', 'secret', 'token'])
  })
})

describe('the class', () => {
  test('may be called without new', () => {
    const client = OSS(KEYS)
    assert(client instanceof OSS)
    assert.equal(client.constructor, OSS)
  })

  test('may be extended', async () => {
    class Mine extends OSS {
      constructor(options) {
        super(options)
        this.mine = true
      }
      async rule() {
        return (await this.getBucketEncryption('bucket-name')).encryption.SSEAlgorithm
      }
    }
    const client = new Mine(holder.current.clientOptions())
    assert(client instanceof Mine && client instanceof OSS && client.mine)
    await client.putBucketEncryption('bucket-name', { SSEAlgorithm: 'SM4' })
    assert.equal(await client.rule(), 'SM4')
    await client.deleteBucketEncryption('bucket-name')
  })

  test('has methods that can be replaced', async () => {
    const client = new OSS(KEYS)
    client.getBucketEncryption = async () => 'mine'
    assert.equal(await client.getBucketEncryption(), 'mine')
  })

  test('chooses a bucket', () => {
    const client = new OSS(KEYS)
    assert.equal(client.getBucket(), null)
    assert.equal(client.useBucket('bucket-name'), client)
    assert.equal(client.getBucket(), 'bucket-name')
    assert.equal(client.setBucket('under_score').options.bucket, 'under_score')
    assert.throws(() => client.useBucket('B'), { message: 'The bucket must be conform to the specifications' })
    assert.throws(() => client.setBucket(undefined), { message: 'The bucket must be conform to the specifications' })
  })

  test('rejects rather than throws, and the error names the caller', async () => {
    const client = new OSS(holder.current.clientOptions())
    async function theCaller() {
      await client.getBucketEncryption('no-such-bucket')
    }
    const refused = await rejection(theCaller())
    assert.match(refused.stack, /theCaller/)
    const malformed = await rejection(client.getBucketEncryption('B'))
    assert.equal(malformed.message, 'The bucket must be conform to the specifications')
    const type = await rejection(client.putBucketEncryption('bucket-name', { SSEAlgorithm: 7 }))
    assert.equal(`${type}`, 'TypeError: SSEAlgorithm must be a string')
  })

  test('tells a wrong receiver', async () => {
    const { getBucketInfo } = OSS.prototype
    assert.match((await rejection(getBucketInfo.call({}))).message, /this is not an OSS client/)
  })
})

describe('live options', () => {
  test('bucket and keys are followed', async () => {
    difference('live')
    const client = new OSS(holder.current.clientOptions())
    assert.equal((await client.getBucketInfo()).bucket.Name, 'bucket-name')
    client.options.bucket = 'other-bucket'
    assert.equal((await client.getBucketInfo()).bucket.Name, 'other-bucket')
    client.options.accessKeySecret = 'wrong'
    assert.equal((await rejection(client.getBucketInfo())).code, 'SignatureDoesNotMatch')
    client.options.accessKeySecret = 'emulator-secret'
    await client.getBucketInfo()
    client.options.stsToken = 'token'
    assert.equal((await rejection(client.getBucketInfo())).code, 'InvalidSecurityToken')
    client.options.accessKeyId = 'nobody'
    assert.equal((await rejection(client.getBucketInfo())).code, 'InvalidAccessKeyId')
  })

  test('options that were completed before are shared', async () => {
    const first = new OSS(holder.current.clientOptions())
    const second = new OSS(first.options)
    assert.equal(second.options, first.options)
    first.useBucket('other-bucket')
    assert.equal((await second.getBucketInfo()).bucket.Name, 'other-bucket')
  })

  test('clients made of them sign alike', () => {
    const { region: _, ...unregioned } = holder.current.clientOptions()
    for (const authorizationV4 of [undefined, true, false]) {
      const first = new OSS({ ...unregioned, authorizationV4 })
      assert.equal(first.options.authorizationV4, authorizationV4 ?? false)
      assert.equal(new OSS({ ...first.options }).options.authorizationV4, first.options.authorizationV4)
    }
    assert.equal(new OSS(holder.current.clientOptions()).options.authorizationV4, true)
  })

  test('a copy of them makes the same client', async () => {
    const first = new OSS(holder.current.clientOptions())
    const copy = new OSS({ ...first.options, inited: false, bucket: 'other-bucket' })
    assert.equal((await copy.getBucketInfo()).bucket.Name, 'other-bucket')
    assert.equal(first.getBucket(), 'bucket-name')
  })
})

describe('secrets', () => {
  const secret = 'hidden-secret'
  const token = 'hidden-token'

  test('are readable, and in nothing that is printed', async () => {
    difference('secret-printing')
    const client = new OSS(holder.current.clientOptions({ accessKeySecret: secret, stsToken: token }))
    assert.equal(client.options.accessKeySecret, secret)
    assert.equal(client.options.stsToken, token)
    const later = new OSS({ ...KEYS })
    assert(!Object.keys(later.options).includes('stsToken'))
    later.options.stsToken = token
    assert.equal({ ...later.options }.stsToken, token)
    const errors = [
      await rejection(client.getBucketEncryption('bucket-name')),
      await rejection(client.putBucketEncryption('bucket-name', {})),
      await rejection(new OSS({ ...KEYS, stsToken: token, endpoint: 'http://127.0.0.1:1' }).listBuckets()),
      await rejection(new OSS({ ...KEYS, accessKeySecret: `${secret}\n${secret}` }).listBuckets({}, { timeout: 1 })),
    ]
    const printed = [client, later, ...errors].flatMap((value) => [
      inspect(value, { depth: 20 }),
      inspect(value, { depth: 20, showHidden: true }),
      inspect(value, { depth: 20, customInspect: false }),
      JSON.stringify(value),
      String(value),
      value.stack,
    ])
    for (const text of printed) assert.doesNotMatch(String(text), /hidden/)
  })

  test('that no header can carry are refused without being shown', async () => {
    const client = new OSS({ ...KEYS, stsToken: 'hidden\u0000token', endpoint: 'http://127.0.0.1:1' })
    const error = await rejection(client.listBuckets())
    assert.match(error.message, /x-oss-security-token holds characters no header can carry/)
    assert.doesNotMatch(inspect(error), /hidden/)
  })
})
