'use strict'
// `OSS.STS` of ali-oss and of this package: the same questions, results and errors.

const assert = require('node:assert/strict')
const net = require('node:net')
const { test } = require('node:test')
const { inspect } = require('node:util')
const { rejection } = require('../emulator.js')
const { documentOf, serve } = require('../credentials/servers.js')
const { ALI, OSS, difference } = require('./both.js')

const KEYS = { accessKeyId: 'id', accessKeySecret: 'hidden-secret' }
const TIMED = ['SignatureNonce', 'Timestamp', 'Signature']
const ISSUED = documentOf({ accessKeyId: 'STS.id', accessKeySecret: 's', stsToken: 't' })

/** STS, or what stands in for it, by the name of the session. */
function answer({ form }) {
  const session = form.get('RoleSessionName')
  if (session === 'text') return 'no JSON'
  if (session === 'null') return 'null'
  return { RequestId: 'r', AssumedRoleUser: { Arn: 'a' }, Credentials: ISSUED }
}

/** Answers of STS that are no success. */
const refusals = { refused: [403, { RequestId: 'r', Code: 'NoPermission', Message: 'no' }], page: [502, '<html>'] }

/** The request, without what is new each time. */
function comparable({ method, url, headers, form }) {
  const fields = [...form].filter(([name]) => !TIMED.includes(name)).sort()
  return { method, url, type: headers['content-type'], fields }
}

const CASES = [
  ['a role', ['acs:ram::1:role/r']],
  ['all of it', ['acs:ram::1:role/r', { Statement: ['*'] }, 900, 'session', {}]],
  ['a policy as text', ['r', '{"a" : 1}', '900', "a'b(c)*!~ ä"]],
  ['nothing', [undefined, null, 0, '']],
  ['an answer that is no JSON', ['r', '', 900, 'text']],
  ['an answer that is null', ['r', '', 900, 'null']],
  ['a policy that is no JSON', ['r', 'text']],
]

for (const [name, args] of /** @type {[string, any[]][]} */ (CASES)) {
  test(`${name}: the same question, and the same answer`, async (t) => {
    const { url: endpoint, requests } = await serve(t, answer)
    const outcome = async (STS) => {
      try {
        const { res, ...rest } = await new STS({ ...KEYS, endpoint }).assumeRole(...args)
        return { ...rest, fields: Object.keys(res).sort(), status: res.status, data: res.data.toString() }
      } catch (error) {
        return String(error)
      }
    }
    const theirs = await outcome(ALI.STS)
    const asked = requests.splice(0).map(comparable)
    const ours = await outcome(OSS.STS)
    if (/^(SyntaxError: Unexpected token 'o'|TypeError)/.test(String(theirs))) {
      difference('not-json')
      assert.match(String(ours), /^MalformedResponseError/)
    } else assert.deepEqual(ours, theirs)
    assert.deepEqual(requests.map(comparable), asked)
    for (const { form } of requests) {
      const { Signature, ...parameters } = Object.fromEntries(form)
      assert.equal(Signature, ALI.STS.prototype._getSignature('POST', parameters, KEYS.accessKeySecret))
    }
  })
}

test('refusals have the same fields', async (t) => {
  difference('sts-error')
  const { url: endpoint } = await serve(t, ({ form }) => refusals[String(form.get('RoleSessionName'))])
  for (const session of Object.keys(refusals)) {
    const refused = async (STS) => {
      const { params, ...fields } = await rejection(STS({ ...KEYS, endpoint }).assumeRole('r', '', 900, session))
      assert.equal(params.method, 'POST')
      return { ...fields, message: undefined }
    }
    assert.deepEqual(await refused(OSS.STS), await refused(ALI.STS))
    const { message } = await rejection(STS(ALI, endpoint).assumeRole('r', '', 900, session))
    assert.equal((await rejection(STS(OSS, endpoint).assumeRole('r', '', 900, session))).message, message)
  }
})

const STS = ({ STS }, endpoint, more) => new STS({ ...KEYS, endpoint, ...more })

test('a service that is not there, or is silent', async (t) => {
  difference('sts-error')
  const silent = net.createServer(() => {})
  await new Promise((resolve) => silent.listen(0, '127.0.0.1', () => resolve(undefined)))
  t.after(() => silent.close())
  const at = (port) => `http://127.0.0.1:${port}`
  const { port } = /** @type {net.AddressInfo} */ (silent.address())
  const failed = async (of, endpoint, options) => {
    const { name, code, status, message } = await rejection(STS(of, endpoint).assumeRole('r', '', 900, 's', options))
    return { name, code, status, message: message.slice(0, 20) }
  }
  assert.deepEqual(await failed(OSS, at(1)), await failed(ALI, at(1)))
  const [ours, theirs] = [await failed(OSS, at(port), { timeout: 100 }), await failed(ALI, at(port), { timeout: 100 })]
  assert.deepEqual({ ...ours, code: undefined }, theirs)
  assert.equal(ours.code, 'ResponseTimeoutError')
})

test('keys are needed, and are not printed', async (t) => {
  difference('secret-printing')
  for (const options of [undefined, {}, { accessKeyId: 'id' }]) {
    const message = ({ STS }) => {
      try {
        STS(options)
      } catch (error) {
        return error.message
      }
      return 'no error'
    }
    assert.equal(message(OSS), message(ALI))
  }
  difference('sts-token')
  const { url, requests } = await serve(t, answer)
  for (const of of [ALI, OSS]) await STS(of, url, { stsToken: 'hidden-token' }).assumeRole('r')
  assert.deepEqual(
    requests.map(({ form }) => form.get('SecurityToken')),
    [null, 'hidden-token'],
  )
  assert.doesNotMatch(inspect(STS(OSS, url, { stsToken: 'hidden-token' }), { depth: null }), /hidden/)
})
