'use strict'
// The known answers of OSS to encryption headers, and how they are asked for and read.

const { readFileSync } = require('node:fs')
const { join } = require('node:path')

/** @type {any} */
const facts = JSON.parse(readFileSync(join(__dirname, '../../testdata/encryption/cases.json'), 'utf8'))

const NAMES = {
  algorithm: 'x-oss-server-side-encryption',
  keyId: 'x-oss-server-side-encryption-key-id',
  dataEncryption: 'x-oss-server-side-data-encryption',
}

/** An encryption as headers. */
const asHeaders = (sse) => Object.fromEntries(Object.entries(sse).map(([name, value]) => [NAMES[name], value]))

/** What headers say of encryption. */
function fromHeaders(headers) {
  const told = Object.entries(NAMES).filter(([, header]) => header in headers)
  return Object.fromEntries(told.map(([name, header]) => [name, headers[header]]))
}

/** What is expected, with the account's own key in place of `default`. */
const expected = (answer, keyId) => (answer.keyId === 'default' ? { ...answer, keyId } : answer)

/** The key that is used where none is named. */
async function defaultKey(emulator) {
  return (await emulator.kms.list()).find((key) => key.default)?.keyId
}

module.exports = { NAMES, asHeaders, defaultKey, expected, facts, fromHeaders }
