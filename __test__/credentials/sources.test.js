'use strict'
// The option `credentials`: each source, from where it reads to a call that the server accepts.

const assert = require('node:assert/strict')
const { mkdirSync, rmSync, writeFileSync } = require('node:fs')
const { join } = require('node:path')
const { describe, test } = require('node:test')
const { inspect } = require('node:util')
const { folderForFile } = require('../folder.js')
const OSS = require('../..')
const { emulatorForFile, rejection } = require('../emulator.js')
const { LATER, documentOf, serve } = require('./servers.js')

const LONG_TERM = { accessKeyId: 'long', accessKeySecret: 'hidden-long' }
const TEMPORARY = { accessKeyId: 'STS.short', accessKeySecret: 'hidden-short', stsToken: 'hidden-token' }
const accounts = [
  { ...LONG_TERM, owner: '1' },
  { ...TEMPORARY, owner: '1' },
]
const holder = emulatorForFile({ buckets: ['bucket-name'], accounts })
const folder = folderForFile('credentials')

/** A client of the server, without the keys that go with it. */
function clientOf(credentials, more) {
  const { endpoint, region, bucket } = holder.current.clientOptions()
  return new OSS({ endpoint, region, bucket, credentials, ...more })
}

/** Who signed a call. */
async function signerOf(client) {
  await client.list()
  const { headers } = /** @type {any} */ ((await holder.current.requests()).at(-1))
  return /Credential=([^/]+)/.exec(headers.authorization)?.[1]
}

/** Runs `work` with these variables, and no others of Alibaba Cloud. */
async function within(variables, work) {
  const before = { ...process.env }
  for (const name of Object.keys(process.env)) if (/^(ALIBABA_CLOUD|OSS)_/.test(name)) delete process.env[name]
  Object.assign(
    process.env,
    { HOME: folder, USERPROFILE: folder, ALIBABA_CLOUD_ECS_METADATA_DISABLED: 'true' },
    variables,
  )
  try {
    return await work()
  } finally {
    for (const name of Object.keys(process.env)) if (!(name in before)) delete process.env[name]
    Object.assign(process.env, before)
  }
}

/** STS of this process. */
const sts = (t) => serve(t, () => ({ Credentials: documentOf(TEMPORARY) }))

const inFile = (name, content) => {
  const path = join(folder, name)
  mkdirSync(join(path, '..'), { recursive: true })
  writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content))
  return path
}
const AK = { mode: 'AK', access_key_id: LONG_TERM.accessKeyId, access_key_secret: LONG_TERM.accessKeySecret }

describe('each source', () => {
  test('the environment', async () => {
    const OSS_KEYS = { OSS_ACCESS_KEY_ID: TEMPORARY.accessKeyId, OSS_ACCESS_KEY_SECRET: TEMPORARY.accessKeySecret }
    const CLOUD_KEYS = {
      ALIBABA_CLOUD_ACCESS_KEY_ID: LONG_TERM.accessKeyId,
      ALIBABA_CLOUD_ACCESS_KEY_SECRET: LONG_TERM.accessKeySecret,
    }
    for (const credentials of ['environment', 'default', { type: 'environment' }]) {
      const signer = (variables) => within(variables, () => signerOf(clientOf(credentials)))
      assert.equal(await signer({ ...OSS_KEYS, ...CLOUD_KEYS, OSS_SESSION_TOKEN: TEMPORARY.stsToken }), 'STS.short')
      assert.equal(await signer(CLOUD_KEYS), 'long')
    }
  })

  test('a profile of the command line, or of the credentials file', async () => {
    const profiles = [
      { name: 'main', ...AK },
      { name: 'other', mode: 'AK', access_key_id: 'other', access_key_secret: 'x' },
    ]
    const file = inFile('cli/profiles.json', { current: 'main', profiles })
    assert.equal(await signerOf(clientOf({ type: 'profile', file })), 'long')
    const other = await rejection(clientOf({ type: 'profile', file, profile: 'other' }).list())
    assert.equal(other.code, 'InvalidAccessKeyId')
    const text = `[mine]\ntype = access_key\naccess_key_id = ${LONG_TERM.accessKeyId}\naccess_key_secret = ${LONG_TERM.accessKeySecret}\n`
    const ini = inFile('ini/credentials', text)
    assert.equal(await signerOf(clientOf({ type: 'profile', file: ini, profile: 'mine' })), 'long')
    inFile('.alibabacloud/credentials', text)
    await within({ ALIBABA_CLOUD_PROFILE: 'mine' }, async () => {
      assert.equal(await signerOf(clientOf({ type: 'profile' })), 'long')
      inFile('.aliyun/config.json', { profiles: [{ name: 'mine', ...AK, access_key_id: 'other' }] })
      assert.equal((await rejection(clientOf({ type: 'profile' }).list())).code, 'InvalidAccessKeyId')
    })
    rmSync(join(folder, '.alibabacloud'), { recursive: true })
    rmSync(join(folder, '.aliyun'), { recursive: true })
  })

  test('the role of an ECS instance', async (t) => {
    const { url: endpoint, requests } = await serve(t, ({ method, url }) => {
      if (method === 'PUT') return 'metadata-token'
      return url === '/latest/meta-data/ram/security-credentials/'
        ? 'role'
        : { Code: 'Success', ...documentOf(TEMPORARY) }
    })
    await within({ ALIBABA_CLOUD_ECS_METADATA_DISABLED: '' }, async () => {
      assert.equal(await signerOf(clientOf({ type: 'ecs-ram-role', endpoint })), 'STS.short')
      assert.equal(await signerOf(clientOf({ type: 'ecs-ram-role', endpoint, roleName: 'mine' })), 'STS.short')
    })
    assert.equal(requests.at(-1).url, '/latest/meta-data/ram/security-credentials/mine')
    assert.equal(requests.at(-1).headers['x-aliyun-ecs-metadata-token'], 'metadata-token')
  })

  test('OIDC', async (t) => {
    const { url: stsEndpoint, requests } = await sts(t)
    const oidcTokenFilePath = inFile('token', 'hidden.jwt')
    const role = { roleArn: 'acs:ram::1:role/r', oidcProviderArn: 'acs:ram::1:oidc-provider/p' }
    assert.equal(await signerOf(clientOf({ type: 'oidc', stsEndpoint, oidcTokenFilePath, ...role })), 'STS.short')
    assert.equal(requests[0].form.get('OIDCToken'), 'hidden.jwt')
    const variables = {
      ALIBABA_CLOUD_ROLE_ARN: role.roleArn,
      ALIBABA_CLOUD_OIDC_PROVIDER_ARN: role.oidcProviderArn,
      ALIBABA_CLOUD_OIDC_TOKEN_FILE: oidcTokenFilePath,
    }
    await within(variables, async () => {
      assert.equal(await signerOf(clientOf({ type: 'oidc', stsEndpoint, durationSeconds: 900 })), 'STS.short')
    })
    assert.deepEqual([...requests[1].form.entries()].sort()[1], ['DurationSeconds', '900'])
  })

  test('a program', async () => {
    const { accessKeyId: access_key_id, accessKeySecret: access_key_secret, stsToken: sts_token } = TEMPORARY
    const program = inFile(
      'program.js',
      `console.log('${JSON.stringify({ access_key_id, access_key_secret, sts_token })}')`,
    )
    for (const command of [[process.execPath, program], `"${process.execPath}" '${program}'`]) {
      assert.equal(await signerOf(clientOf({ type: 'process', command })), 'STS.short')
    }
    const failing = clientOf({ type: 'process', command: [process.execPath, '-e', 'process.exit(3)'] })
    assert.match((await rejection(failing.list())).message, /it ended with exit (status|code): 3$/)
  })

  test('a URI', async (t) => {
    const { url: uri } = await serve(t, () => documentOf(TEMPORARY))
    assert.equal(await signerOf(clientOf({ type: 'uri', uri })), 'STS.short')
    for (const credentials of ['default', 'uri']) {
      await within({ ALIBABA_CLOUD_CREDENTIALS_URI: uri }, async () => {
        assert.equal(await signerOf(clientOf(credentials)), 'STS.short')
      })
    }
  })

  test('a role, taken on by keys, by another source, by a function', async (t) => {
    const { url: stsEndpoint, requests } = await sts(t)
    const { url: uri } = await serve(t, () => documentOf({ ...TEMPORARY, accessKeyId: 'from-uri' }))
    const role = { type: 'assume-role', roleArn: 'acs:ram::1:role/r', stsEndpoint }
    const sources = [LONG_TERM, { type: 'uri', uri }, async () => LONG_TERM, { ...role, source: LONG_TERM }]
    for (const source of sources) {
      assert.equal(await signerOf(clientOf({ ...role, source, policy: { a: 1 }, externalId: 'ext' })), 'STS.short')
      const { form } = requests.at(-1)
      assert.deepEqual([form.get('Policy'), form.get('ExternalId')], ['{"a":1}', 'ext'])
    }
    const takers = requests.map(({ form }) => form.get('AccessKeyId'))
    assert.deepEqual(takers, ['long', 'from-uri', 'long', 'long', 'STS.short'])
  })

  test('a function', async () => {
    let asked = 0
    const client = clientOf(async () => {
      asked++
      return { ...TEMPORARY, expiration: asked === 1 ? new Date(0) : LATER }
    })
    assert.equal(asked, 0, 'not before it is needed')
    for (let call = 0; call < 4; call++) assert.equal(await signerOf(client), 'STS.short')
    assert.equal(asked, 2)
    const reason = new Error('mine')
    const failing = clientOf(() => Promise.reject(reason))
    assert.equal(await rejection(failing.list()), reason)
    const throwing = clientOf(() => {
      throw reason
    })
    assert.equal(await rejection(throwing.list()), reason)
    const lacking = await rejection(clientOf(async () => ({ accessKeyId: 'id' })).list())
    assert.equal(lacking.message, 'credentials must return contains accessKeySecret')
  })
})

test('one answer of a source serves all calls', async (t) => {
  const { url: uri, requests } = await serve(t, () => documentOf(TEMPORARY))
  const client = clientOf({ type: 'uri', uri })
  await Promise.all(Array.from({ length: 50 }, () => client.list()))
  client.useBucket('bucket-name')
  await client.put('a', Buffer.from('a'))
  assert.equal(requests.length, 1)
})

test("STS is reached through the client's proxy, the metadata server is not", async (t) => {
  const { url: proxy, requests } = await serve(t, () => [403, { Code: 'NoPermission', Message: 'no' }])
  const role = { type: 'assume-role', roleArn: 'r', stsEndpoint: 'http://sts.test/', source: LONG_TERM }
  await rejection(clientOf(role, { proxy }).list())
  assert.equal(requests[0].url, 'http://sts.test/')
  const metadata = await serve(t, () => [500, ''])
  await within({ ALIBABA_CLOUD_ECS_METADATA_DISABLED: '' }, async () => {
    await rejection(clientOf({ type: 'ecs-ram-role', endpoint: metadata.url }, { proxy }).list())
  })
  assert(metadata.requests.length > 0)
  assert.equal(requests.length, 1)
})

test('signatures that do not wait need a call before them', async () => {
  const client = clientOf(async () => TEMPORARY, { endpoint: `http://localhost:${holder.current.port}` })
  for (const sign of [() => client.signatureUrl('a'), () => client.calculatePostSignature({})]) {
    assert.throws(sign, {
      message: /^there are no credentials yet: await a call, asyncSignatureUrl or signatureUrlV4 first$/,
    })
  }
  assert.match(await client.asyncSignatureUrl('a'), /OSSAccessKeyId=STS.short/)
  assert.match(client.signatureUrl('a'), /OSSAccessKeyId=STS.short/)
  assert.equal(client.calculatePostSignature({}).OSSAccessKeyId, 'STS.short')
})

test('where nothing is set up, the error says what each source missed', async () => {
  const error = await within({}, () => rejection(clientOf('default').list()))
  assert.deepEqual([error.name, error.code, error.status], ['NoCredentialsError', 'NoCredentials', undefined])
  for (const part of [
    'OSS_ACCESS_KEY_ID',
    'OIDC: ',
    'config.json',
    'ECS RAM role: ',
    'ALIBABA_CLOUD_CREDENTIALS_URI',
  ]) {
    assert(error.message.includes(part), error.message)
  }
  assert.match(error.stack, /sources\.test\.js/)
})

test('a source that refuses is told with its reason', async (t) => {
  const { url: stsEndpoint } = await serve(t, () => [403, { Code: 'NoPermission', Message: 'no', RequestId: 'r-1' }])
  const client = clientOf({ type: 'assume-role', roleArn: 'r', stsEndpoint, source: LONG_TERM })
  const { message, code } = await rejection(client.list())
  assert.equal(message, 'no credentials: STS answered 403 Forbidden: NoPermission: no (request r-1)')
  assert.equal(code, 'NoCredentials')
})

describe('the option', () => {
  test('is checked when the client is made, and no value is in the error', () => {
    for (const [credentials, message] of /** @type {[any, RegExp][]} */ ([
      [4711, /^credentials must be a source or a function$/],
      ['hidden', /^credentials.type must be one of default, environment, profile, /],
      [{ ...LONG_TERM }, /^credentials.type must be one of /],
      [{ type: 'toString' }, /^credentials.type must be one of /],
      [{ type: 'uri', url: 'hidden' }, /^credentials.url means nothing to uri$/],
      [{ type: 'uri', uri: 5 }, /^credentials.uri must be a string$/],
      [{ type: 'process' }, /^credentials.command must be a string or an array of strings$/],
      [{ type: 'process', command: ['hidden', 1] }, /^credentials.command must be a string or an array of strings$/],
      [{ type: 'process', command: "hidden'" }, /has a quote that does not end$/],
      [{ type: 'process', command: 'x', timeout: -1 }, /^credentials.timeout must be a number$/],
      [{ type: 'assume-role' }, /^credentials.roleArn must be a string$/],
      [{ type: 'assume-role', roleArn: 'r', policy: 5 }, /^credentials.policy must be JSON or an object$/],
      [{ type: 'assume-role', roleArn: 'r', source: 'none' }, /^credentials.source.type must be one of /],
      [
        { type: 'assume-role', roleArn: 'r', source: { accessKeyID: 'hidden' } },
        /^credentials.source.accessKeyID means nothing to keys$/,
      ],
      [{ type: 'ecs-ram-role', disableIMDSv1: 'yes' }, /^credentials.disableIMDSv1 must be a boolean$/],
    ])) {
      assert.throws(
        () => clientOf(credentials),
        (error) => {
          assert.match(error.message, message)
          assert.doesNotMatch(error.message, /hidden/)
          return true
        },
      )
    }
    assert.throws(() => clientOf('environment', LONG_TERM), {
      message: 'options must have keys or credentials, not both',
    })
  })

  test('keeps the keys of the environment out', async () => {
    await within({ OSS_ACCESS_KEY_ID: 'env', OSS_ACCESS_KEY_SECRET: 'hidden' }, async () => {
      const client = clientOf(async () => LONG_TERM)
      assert.equal(client.options.accessKeyId, undefined)
      assert.equal(await signerOf(client), 'long')
    })
  })

  test('can be replaced, copied and read, and is not printed', async () => {
    const client = clientOf({ type: 'assume-role', roleArn: 'r', source: LONG_TERM })
    assert.doesNotMatch(inspect(client, { depth: null }) + JSON.stringify(client), /hidden/)
    client.options.credentials = async () => LONG_TERM
    assert.equal(await signerOf(client), 'long')
    assert.equal(await signerOf(new OSS(client.options)), 'long')
    assert.equal(await signerOf(new OSS({ ...client.options, credentials: async () => TEMPORARY })), 'STS.short')
  })
})
