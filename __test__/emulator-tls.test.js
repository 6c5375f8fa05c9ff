'use strict'
// The local server over TLS, as Node sees it.

const assert = require('node:assert/strict')
const { mkdtempSync, readFileSync, rmSync } = require('node:fs')
const { get } = require('node:https')
const { tmpdir } = require('node:os')
const { join } = require('node:path')
const { test } = require('node:test')
const { startEmulator } = require('../emulator')
const { serve } = require('./emulator-command.js')
const { rejection } = require('./emulator.js')

/** The status of an answer to a request that nobody signed. */
const ask = (url, options) =>
  new Promise((resolve, reject) => {
    get(url, { agent: false, ...options }, (response) => resolve(response.resume().statusCode)).on('error', reject)
  })

test('its certificates are for its own names', async () => {
  const emulator = await startEmulator({ tls: true, hosts: ['oss.test'] })
  const { ca, url } = emulator
  assert.equal(emulator.clientOptions().endpoint, `https://127.0.0.1:${emulator.port}`)
  assert.equal(await ask(url, { ca }), 403)
  for (const servername of ['localhost', 'bucket-name.localhost', 'bucket-name.oss.test']) {
    assert.equal(await ask(url, { ca, servername }), 403, servername)
  }
  assert.equal((await rejection(ask(url, { ca, servername: 'other.example' }))).code, 'ERR_TLS_CERT_ALTNAME_INVALID')
  assert.match((await rejection(ask(url, {}))).code, /UNABLE_TO_VERIFY_LEAF_SIGNATURE|SELF_SIGNED/)
  await emulator.stop()
})

test('its certificates can be for other names', async () => {
  const emulator = await startEmulator({ tls: { names: ['other.example'] } })
  const { ca, url } = emulator
  assert.equal(await ask(url, { ca, servername: 'other.example' }), 403)
  assert.equal((await rejection(ask(url, { ca }))).code, 'ERR_TLS_CERT_ALTNAME_INVALID')
  await emulator.stop()
})

test('what cannot be used is said', async () => {
  const key = 'nonsense'
  await assert.rejects(startEmulator({ tls: /** @type {any} */ ({ key }) }), /tls\.cert and tls\.key go together/)
  await assert.rejects(startEmulator({ tls: { key, cert: 'nonsense' } }), /the certificates are none in PEM/)
  assert.equal((await startEmulator({ tls: false })).ca, undefined)
})

test('the command writes what to trust', async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'oss-emulator-tls-'))
  t.after(() => rmSync(folder, { recursive: true }))
  const file = join(folder, 'ca.pem')
  const { printed, endpoint } = await serve(t, '--tls-ca', file)
  assert.match(printed, new RegExp(`^export NODE_EXTRA_CA_CERTS=${file}$`, 'm'))
  assert.equal(await ask(endpoint, { ca: readFileSync(file) }), 403)
})
