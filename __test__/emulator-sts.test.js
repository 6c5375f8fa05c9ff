'use strict'
// The local server as STS: ali-oss's client and ours take on a role, whole or restricted by a policy.

const assert = require('node:assert/strict')
const { after, before, test } = require('node:test')
const AliOSS = require('ali-oss')
const OSS = require('..')
const { startEmulator } = require('../emulator')
const { rejection } = require('./emulator.js')

/** @type {import('../emulator').Emulator} */
let emulator
before(async () => (emulator = await startEmulator({ buckets: ['bkt'] })))
after(() => emulator.stop())

const ROLE = 'acs:ram::123456789012:role/uploader'
const stsOf = ({ STS }) => {
  const { accessKeyId, accessKeySecret } = emulator.clientOptions()
  return new STS({ accessKeyId, accessKeySecret, endpoint: emulator.url })
}
const clientOf = ({ credentials }) => {
  const { AccessKeyId: accessKeyId, AccessKeySecret: accessKeySecret, SecurityToken: stsToken } = credentials
  return new OSS({ ...emulator.clientOptions({ bucket: 'bkt' }), accessKeyId, accessKeySecret, stsToken })
}
const policy = (...statements) => ({ Version: '1', Statement: statements })
const allow = (Action, ...Resource) => ({ Effect: 'Allow', Action, Resource })

for (const [name, library] of Object.entries({ 'ali-oss': AliOSS, 'ali-oss-native': OSS })) {
  test(`${name} takes on a role, and its key is good until it expires`, async () => {
    const before = Date.now()
    const assumed = await stsOf(library).assumeRole(ROLE, undefined, 900, 'alice')
    assert.match(assumed.credentials.AccessKeyId, /^STS\./)
    const left = Date.parse(assumed.credentials.Expiration) - before
    assert.ok(left > 898_000 && left <= 901_000, String(left))
    assert.match(assumed.credentials.Expiration, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/)
    await clientOf(assumed).put('object', Buffer.from('by a role'))
    await emulator.setClockOffset(901_000)
    assert.equal((await rejection(clientOf(assumed).get('object'))).code, 'SecurityTokenExpired')
    await emulator.setClockOffset(0)
  })

  test(`${name} takes on less than a role`, async () => {
    const uploads = policy(allow(['oss:PutObject'], 'acs:oss:*:*:bkt/in/*'), allow(['ecs:*'], 'acs:ecs:*:*:*'))
    const client = clientOf(await stsOf(library).assumeRole(ROLE, uploads, 900, 'alice'))
    await client.put('in/a', Buffer.from('a'))
    for (const denied of [
      () => client.put('out', Buffer.from('a')),
      () => client.get('in/a'),
      () => client.list({}, {}),
      () => client.listBuckets({}, {}),
      () => client.putBucket('other'),
      () => client.copy('in/b', 'in/a'),
      () => client.deleteMulti(['in/a']),
    ]) {
      const { code, ec } = await rejection(denied())
      assert.deepEqual([code, ec], ['AccessDenied', '0003-00000301'], String(denied))
    }
    const all = policy(allow('oss:*', '*'), { Effect: 'Deny', Action: 'oss:DeleteObject', Resource: '*' })
    const careful = clientOf(await stsOf(library).assumeRole(ROLE, JSON.stringify(all), 900, 'alice'))
    assert.equal((await careful.listBuckets({}, {})).buckets.length, 1)
    assert.equal(String((await careful.get('in/a')).content), 'a')
    await careful.copy('in/b', 'in/a')
    assert.equal((await rejection(careful.delete('in/a'))).ec, '0003-00000301')
  })

  test(`${name} is told what is wrong`, async () => {
    const sts = stsOf(library)
    for (const [args, code] of [
      [['uploader'], 'InvalidParameter.RoleArn'],
      [[ROLE, undefined, 899, 'alice'], 'InvalidParameter.DurationSeconds'],
      [[ROLE, undefined, 900, 'a b'], 'InvalidParameter.RoleSessionName'],
      [[ROLE, '{', 900, 'alice'], /JSON|PolicyGrammar/],
      [[ROLE, { Version: '1', Statement: [] }, 900, 'alice'], 'InvalidParameter.PolicyGrammar'],
      [[ROLE, policy({ ...allow('oss:*', '*'), Principal: ['1'] }), 900, 'alice'], 'InvalidParameter.PolicyGrammar'],
    ]) {
      const error = await rejection(sts.assumeRole(...args))
      if (code instanceof RegExp) assert.match(`${error.code} ${error.message}`, code)
      else assert.equal(error.code, code, error.message)
    }
  })
}

test('a restricted key takes on no role', async () => {
  const { accessKeyId, accessKeySecret, stsToken } = await emulator.sts.issue({ policy: policy(allow('oss:*', '*')) })
  const sts = new OSS.STS({ accessKeyId, accessKeySecret, stsToken, endpoint: emulator.url })
  const error = await rejection(sts.assumeRole(ROLE, undefined, 900, 'alice'))
  assert.equal(error.code, 'NoPermission')
  await assert.rejects(emulator.sts.issue({ policy: '{' }), /policy: The policy cannot be read/)
})
