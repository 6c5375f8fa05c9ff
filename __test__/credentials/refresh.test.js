'use strict'
// `refreshSTSToken`: when it is called, what becomes of its answer, and that no call goes out with the token before it.

const assert = require('node:assert/strict')
const { execFileSync } = require('node:child_process')
const { createHash } = require('node:crypto')
const { describe, test } = require('node:test')
const ALI = require('ali-oss')
const OSS = require('../..')
const { difference } = require('../compat/both.js')
const { emulatorForFile, rejection } = require('../emulator.js')

const keys = (n) => ({ accessKeyId: `id${n}`, accessKeySecret: `secret${n}`, stsToken: `token${n}` })
/** Keys in the names of STS. */
const issued = (n, more) => ({
  AccessKeyId: `id${n}`,
  AccessKeySecret: `secret${n}`,
  SecurityToken: `token${n}`,
  ...more,
})
const accounts = Array.from({ length: 10 }, (_, n) => ({ ...keys(n), owner: '1' }))
const holder = emulatorForFile({ buckets: ['bucket-name'], accounts })

const INTERVAL = 300_000
const inMilliseconds = (count) => new Date(Date.now() + count).toISOString()

/** A client whose token came `age` milliseconds ago, and how often it was asked for another. */
function clientOf(refreshSTSToken, { age = INTERVAL, Client = OSS, ...options } = /** @type {any} */ ({})) {
  const asked = { times: 0 }
  const client = new Client({
    ...holder.current.clientOptions(),
    ...keys(0),
    refreshSTSToken: async () => refreshSTSToken(++asked.times),
    refreshSTSTokenInterval: INTERVAL,
    ...options,
  })
  client.stsTokenFreshTime = new Date(Date.now() - age)
  return { client, asked }
}

/** What stands for a token in the request log. */
const markOf = (token) => `sha256:${createHash('sha256').update(token).digest('hex').slice(0, 16)}`
const TOKENS = new Map(['stale', ...accounts.map(({ stsToken }) => stsToken)].map((token) => [markOf(token), token]))

/** The tokens that requests came with while `work` ran. */
async function tokensOf(work) {
  const before = (await holder.current.requests()).length
  await work()
  const marks = (await holder.current.requests()).slice(before).map(({ headers }) => headers['x-oss-security-token'])
  return marks.map((mark) => TOKENS.get(mark) ?? mark)
}

describe('a token is replaced', () => {
  test('when its interval is over, and not before', async () => {
    const { client, asked } = clientOf((n) => issued(n), { age: INTERVAL - 60_000 })
    assert.deepEqual(await tokensOf(() => client.list()), ['token0'])
    client.stsTokenFreshTime = new Date(Date.now() - INTERVAL)
    assert.deepEqual(await tokensOf(() => client.list()), ['token1'])
    assert(Date.now() - client.stsTokenFreshTime < 60_000)
    assert.deepEqual(await tokensOf(() => client.list()), ['token1'])
    client.options.refreshSTSTokenInterval = 0
    assert.deepEqual(await tokensOf(() => client.list()), ['token2'])
    assert.equal(asked.times, 2)
  })

  test('before it expires', async () => {
    difference('sts-expiration')
    const ends = [-1_000, 3_600_000]
    const { client, asked } = clientOf((n) => issued(n, { Expiration: inMilliseconds(ends[n - 1]) }))
    assert.deepEqual(await tokensOf(() => client.list()), ['token1'], 'the newest there is')
    assert.deepEqual(await tokensOf(() => client.list()), ['token2'])
    assert.deepEqual(await tokensOf(() => client.list()), ['token2'])
    const theirs = clientOf((n) => issued(n, { Expiration: inMilliseconds(ends[n - 1]) }), { Client: ALI })
    await theirs.client.list()
    assert.deepEqual(await tokensOf(() => theirs.client.list()), ['token1'])
    assert.equal(asked.times, 2)
  })

  test('by the clock that requests are signed with', async (t) => {
    const hour = 3_600_000
    holder.current.setClockOffset(2 * hour)
    t.after(() => holder.current.setClockOffset(0))
    const expiration = new Date(Date.now() + hour)
    const { client, asked } = clientOf((n) => ({ ...keys(n), expiration }), { amendTimeSkewed: 2 * hour })
    await client.list()
    await client.list()
    assert.equal(asked.times, 2, 'what ends in an hour has ended two hours later')
  })

  test('once for all that need it, and none of them goes out with the old one', async () => {
    difference('sts-race')
    const slowly = async (n) => {
      await new Promise(setImmediate)
      return issued(n)
    }
    const { client, asked } = clientOf(slowly)
    const work = (store) => () => Promise.all(Array.from({ length: 100 }, () => store.head('none').catch(() => {})))
    assert.deepEqual(new Set(await tokensOf(work(client))), new Set(['token1']))
    assert.equal(asked.times, 1)
    const theirs = clientOf(slowly, { Client: ALI })
    assert(new Set(await tokensOf(work(theirs.client))).has('token0'))
  })

  test('when the service does not take it any more, and the call is made again, once', async () => {
    difference('sts-replay')
    const { client, asked } = clientOf((n) => issued(n), { age: 0, ...keys(0), stsToken: 'stale', retryMax: 0 })
    assert.deepEqual(await tokensOf(() => client.put('a', Buffer.from('a'))), ['stale', 'token1'])
    assert.deepEqual(await tokensOf(() => client.list()), ['token1'])
    assert.equal(asked.times, 1)
    const many = clientOf((n) => issued(n), { age: 0, accessKeyId: 'gone', retryMax: 0 })
    await Promise.all(Array.from({ length: 20 }, () => many.client.head('a')))
    assert.equal(many.asked.times, 1, 'all that were refused share one answer')
    const useless = clientOf(() => ({ ...keys(1), stsToken: 'stale' }), { age: 0, stsToken: 'stale' })
    assert.equal((await rejection(useless.client.list())).code, 'InvalidSecurityToken')
    assert.equal(useless.asked.times, 1)
    const theirs = clientOf((n) => issued(n), { age: 0, stsToken: 'stale', Client: ALI })
    assert.equal((await rejection(theirs.client.list())).code, 'InvalidSecurityToken')
  })

  test('by a function that is set later, or replaced', async () => {
    const client = new OSS({ ...holder.current.clientOptions(), ...keys(0) })
    client.stsTokenFreshTime = new Date(0)
    assert.deepEqual(await tokensOf(() => client.list()), ['token0'])
    client.options.refreshSTSToken = async () => issued(1)
    assert.deepEqual(await tokensOf(() => client.list()), ['token1'])
    client.options.refreshSTSToken = async () => issued(2)
    client.stsTokenFreshTime = new Date(0)
    assert.deepEqual(await tokensOf(() => client.list()), ['token2'])
    client.options.refreshSTSToken = null
    client.stsTokenFreshTime = new Date(0)
    assert.deepEqual(await tokensOf(() => client.list()), ['token2'])
  })

  test('by keys that are put into the options', async () => {
    const { client, asked } = clientOf((n) => issued(n), { age: 0 })
    Object.assign(client.options, keys(5))
    assert.deepEqual(await tokensOf(() => client.list()), ['token5'])
    assert.equal(asked.times, 0)
  })

  test('only where there is one', async () => {
    const { client, asked } = clientOf((n) => issued(n), { stsToken: undefined })
    await rejection(client.list())
    assert.equal(asked.times, 0)
  })
})

test('the answer becomes part of the options, as in ali-oss', async () => {
  for (const Client of [ALI, OSS]) {
    const { client } = clientOf((n) => issued(n, { Expiration: inMilliseconds(1e6), More: 1 }), { Client })
    await client.list()
    const { accessKeyId, accessKeySecret, stsToken, securityToken, more, expiration } = client.options
    assert.deepEqual({ accessKeyId, accessKeySecret, stsToken }, keys(1))
    assert.deepEqual([securityToken, more, typeof expiration], ['token1', 1, 'string'])
  }
})

describe('a function that fails', () => {
  test('rejects all who wait with what it threw, and the next call asks again', async () => {
    difference('sts-failure')
    for (const reason of [new RangeError('out of tokens'), 'a text', undefined, { code: 'Mine' }]) {
      const { client, asked } = clientOf((n) => {
        if (n === 1) throw reason
        return issued(n)
      })
      const settled = await Promise.allSettled([
        client.list(),
        client.get('a'),
        client.signatureUrlV4('GET', 60, {}, 'a'),
      ])
      for (const one of settled) {
        assert.equal(one.status, 'rejected')
        assert.equal(/** @type {any} */ (one).reason, reason)
      }
      assert.equal(asked.times, 1)
      assert.deepEqual(await tokensOf(() => client.list()), ['token2'])
    }
    const theirs = clientOf(
      (n) => {
        if (n === 1) throw new Error('out of tokens')
        return issued(n)
      },
      { Client: ALI },
    )
    await rejection(theirs.client.list())
    assert.deepEqual(await tokensOf(() => theirs.client.list()), ['token0'], 'ali-oss goes on with the old one')
  })

  test('is not the end of a token that is still good', async () => {
    const { client, asked } = clientOf((n) => {
      if (n > 1) throw new Error('out of tokens')
      return issued(n, { Expiration: inMilliseconds(3_600_000) })
    })
    client.options.refreshSTSTokenInterval = 0
    assert.deepEqual(await tokensOf(() => client.list()), ['token1'])
    assert.deepEqual(await tokensOf(() => client.list()), ['token1'])
    assert.equal(asked.times, 2)
  })

  test('and one whose answer lacks a key, in the words of ali-oss', async () => {
    const answers = [{}, { AccessKeySecret: 's' }, { accessKeySecret: 's', AccessKeyId: 'i' }]
    for (const answer of answers) {
      const message = async (Client) => (await rejection(clientOf(() => answer, { Client }).client.list())).message
      assert.equal(await message(OSS), await message(ALI))
    }
    for (const answer of [undefined, null, 'text']) {
      assert.match(
        (await rejection(clientOf(() => answer).client.list())).message,
        /must return contains accessKeySecret/,
      )
    }
    const { message } = await rejection(clientOf(() => issued(1, { AccessKeySecret: 4711 })).client.list())
    assert.equal(message, 'refreshSTSToken must return accessKeySecret as a string')
  })
})

describe('what is signed without asking the service', () => {
  test('waits for a new token where it can', async () => {
    const endpoint = `http://localhost:${holder.current.port}`
    for (const sign of [(c) => c.asyncSignatureUrl('a'), (c) => c.signatureUrlV4('GET', 60, {}, 'a')]) {
      const { client } = clientOf((n) => issued(n), { endpoint })
      const { searchParams } = new URL(await sign(client))
      const token = searchParams.get('security-token') ?? searchParams.get('x-oss-security-token')
      const id = searchParams.get('OSSAccessKeyId') ?? searchParams.get('x-oss-credential')?.split('/')[0]
      assert.deepEqual([id, token], ['id1', 'token1'])
      assert.equal(client.calculatePostSignature({ conditions: [] }).OSSAccessKeyId, 'id1')
    }
  })

  test('takes the token that is there where it cannot wait', () => {
    const { client, asked } = clientOf((n) => issued(n), { endpoint: `http://localhost:${holder.current.port}` })
    assert.equal(new URL(client.signatureUrl('a')).searchParams.get('security-token'), 'token0')
    assert.equal(client.calculatePostSignature({}).OSSAccessKeyId, 'id0')
    assert.equal(asked.times, 0)
  })
})

test('the parts of an upload go on with the new token', async () => {
  const { client, asked } = clientOf((n) => issued(n), { refreshSTSTokenInterval: 0 })
  const content = Buffer.alloc(5 * 102_400, 'x')
  const tokens = await tokensOf(() => client.multipartUpload('big', content, { partSize: 102_400, parallel: 1 }))
  assert.deepEqual(
    tokens,
    Array.from({ length: 7 }, (_, n) => `token${n + 1}`),
  )
  assert.equal(asked.times, 7)
  client.options.refreshSTSTokenInterval = 1e9
  assert(content.equals((await client.get('big')).content))
})

describe('a client with a function', () => {
  const { url, port } = { url: require.resolve('../..'), port: () => holder.current.port }
  const run = (program) => {
    const all = `const OSS = require(${JSON.stringify(url)});
      const options = { endpoint: 'http://127.0.0.1:${port()}', region: 'oss-cn-hangzhou', bucket: 'bucket-name',
        ...${JSON.stringify(keys(0))}, refreshSTSTokenInterval: 0 };
      const issued = ${JSON.stringify(issued(1))};
      (async () => { ${program} })()`
    return execFileSync(process.execPath, ['--expose-gc', '-e', all], { encoding: 'utf8', timeout: 30_000 })
  }

  test('does not keep the process alive', () => {
    run('const store = new OSS({ ...options, refreshSTSToken: async () => issued }); await store.head("big")')
  })

  test('can be collected', () => {
    const printed = run(`
      async function use() {
        const store = new OSS({ ...options, refreshSTSToken: async () => store && issued })
        await store.head('big')
        return new WeakRef(store)
      }
      const held = await use()
      for (let turn = 0; turn < 100 && held.deref(); turn++) { await new Promise(setImmediate); global.gc() }
      console.log(held.deref() === undefined)`)
    assert.equal(printed, 'true\n')
  })

  test('is not collected while a call waits for it', () => {
    const printed = run(`
      const refreshSTSToken = async () => { for (let n = 0; n < 20; n++) { await new Promise(setImmediate); global.gc() } return issued }
      const call = new OSS({ ...options, refreshSTSToken }).head('big')
      global.gc()
      console.log((await call).status)`)
    assert.equal(printed, '200\n')
  })
})
