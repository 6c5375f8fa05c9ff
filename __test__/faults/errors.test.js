'use strict'
// One class of errors: what happened, to what, how often it was tried, and what to do.

const assert = require('node:assert/strict')
const { test } = require('node:test')
const { inspect } = require('node:util')
const OSS = require('../..')
const { difference } = require('../compat/both.js')
const { emulatorForFile, rejection } = require('../emulator.js')
const { reply, scriptedForFile } = require('../scripted.js')

const emulator = emulatorForFile({ buckets: ['bucket-name'] })
const scripted = scriptedForFile()

test('a refusal is an OSSError with the fields of ali-oss, and more', async () => {
  difference('error-fields')
  const error = await rejection(new OSS(emulator.current.clientOptions()).getBucketEncryption('bucket-name'))
  assert(error instanceof OSS.OSSError && error instanceof Error)
  const { name, code, status, ecCode, ec, attempts, requestId } = error
  assert.deepEqual(
    { name, code, status, ecCode, ec, attempts },
    {
      name: 'NoSuchServerSideEncryptionRuleError',
      code: 'NoSuchServerSideEncryptionRule',
      status: 404,
      ecCode: '0005-00000004',
      ec: '0005-00000004',
      attempts: 1,
    },
  )
  assert.match(requestId, /^[0-9A-F]{24}$/)
  assert.match(error.stack, /^NoSuchServerSideEncryptionRuleError: The server side encryption .*\n.*errors\.test\.js/s)
})

test('a bucket that lives elsewhere: the message says where, and what to set', async () => {
  scripted.answer = reply(
    403,
    {},
    `<Error><Code>AccessDenied</Code><Message>The bucket you are attempting to access must be addressed using the
specified endpoint.</Message><Endpoint>oss-cn-beijing.aliyuncs.com</Endpoint></Error>`,
  )
  const { message } = await rejection(scripted.client.head('k').catch((error) => Promise.reject(error)))
  assert.equal(message.startsWith('Unknow error'), true, 'HEAD has no document')
  const read = await rejection(scripted.client.get('k'))
  assert.match(read.message, /^The bucket you are attempting to access must be addressed using the/)
  assert.match(read.message, /\(the bucket is at oss-cn-beijing\.aliyuncs\.com: set `endpoint` or `region` so\)$/)
})

test('a key of KMS that is refused is named', async () => {
  const store = new OSS(emulator.current.clientOptions())
  const { keyId } = await emulator.current.kms.create()
  await emulator.current.kms.disable(keyId)
  const error = await rejection(store.put('k', Buffer.from('x'), { sse: { algorithm: 'KMS', keyId } }))
  assert(error.message.includes(keyId), error.message)
})

test('no error holds a secret', async () => {
  const secrets = { accessKeySecret: 'my-very-secret', stsToken: 'my-very-token' }
  const options = { ...secrets, retryMax: 0, refreshSTSToken: async () => ({ accessKeyId: 'id', ...secrets }) }
  const failures = [
    [reply(403, {}, '<Error><Code>SignatureDoesNotMatch</Code></Error>'), {}],
    [reply(500), {}],
    [(request, response) => response.destroy(), {}],
    [() => {}, { timeout: 20 }],
    [reply(200, { 'content-length': '5' }), {}],
  ]
  for (const [answer, more] of failures) {
    scripted.answer = answer
    const error = await rejection(scripted.clientOf({ ...options, ...more }).get('k'))
    const text = `${inspect(error, { depth: 9, showHidden: true })} ${JSON.stringify(error)} ${error.stack}`
    for (const secret of Object.values(secrets)) assert(!text.includes(secret), text)
  }
})
