'use strict'
// Whom a client trusts, how it introduces itself, and what is said when TLS fails.

const assert = require('node:assert/strict')
const { execFileSync } = require('node:child_process')
const { readFileSync } = require('node:fs')
const https = require('node:https')
const { after, before, beforeEach, describe, test } = require('node:test')
const { inspect } = require('node:util')
const OSS = require('../..')
const { difference } = require('../compat/both.js')
const { rejection } = require('../emulator.js')
const { KEYS, certified, pathOf, pem, service } = require('./servers.js')

const NAMES = ['SSL_CERT_FILE', 'NODE_EXTRA_CA_CERTS', 'NODE_TLS_REJECT_UNAUTHORIZED']
const outside = { ...process.env }
function environment(variables = {}) {
  for (const name of NAMES) delete process.env[name]
  Object.assign(process.env, variables)
}
beforeEach(() => environment())
after(() =>
  environment(Object.fromEntries(NAMES.filter((name) => name in outside).map((name) => [name, outside[name]]))),
)

let server
before(async () => {
  server = await service(certified('server'))
})
const hosts = { '*.test': '127.0.0.1' }
const clientOf = (options, { port } = server, host = 'oss.test') =>
  new OSS({ ...KEYS, endpoint: `https://${host}:${port}`, hosts, ...options })
const works = async (client) => assert.equal((await client.put('a', Buffer.from('x'))).res.status, 200)
async function fails(client) {
  const error = await rejection(client.put('a', Buffer.from('x')))
  assert.deepEqual([error.name, error.code, error.status], ['RequestError', 'RequestError', -1], error.message)
  return error.message
}

describe('trust', () => {
  test('an issuer nobody knows', async () => {
    const message = await fails(clientOf())
    assert.match(message, /^unable to get local issuer certificate: who issued that of oss\.test is not trusted here/)
    assert.match(message, /`ca` or in NODE_EXTRA_CA_CERTS, PUT https:\/\/oss\.test:\d+\/a$/)
  })

  test('the option, as text, bytes and list', async () => {
    difference('certificates')
    const issuer = pem('issuer')
    for (const ca of [issuer, Buffer.from(issuer), [pem('client'), issuer], [Buffer.from(issuer)]]) {
      await works(clientOf({ ca }))
    }
    await fails(clientOf({ ca: pem('client') }))
    assert.throws(() => clientOf({ ca: 'secret' }), /ca must be PEM text with certificates/)
    assert.throws(() => clientOf({ ca: 7 }), /ca must be PEM text or a Buffer with it/)
  })

  test('an agent', async () => {
    difference('agent')
    await works(clientOf({ httpsAgent: new https.Agent({ ca: pem('issuer') }) }))
    await fails(clientOf({ agent: new https.Agent({ ca: pem('issuer') }) }))
    await works(clientOf({ httpsAgent: new https.Agent({ ca: pem('client') }), ca: pem('issuer') }))
  })

  test('NODE_EXTRA_CA_CERTS, beside others, unless `ca` says which', async () => {
    environment({ NODE_EXTRA_CA_CERTS: pathOf('issuer') })
    await works(clientOf())
    await fails(clientOf({ ca: pem('client') }))
    environment({ NODE_EXTRA_CA_CERTS: pathOf('no-such-file') })
    await fails(clientOf())
  })

  test('SSL_CERT_FILE, in place of the bundled roots', async () => {
    environment({ SSL_CERT_FILE: pathOf('issuer') })
    await works(clientOf())
    environment({ SSL_CERT_FILE: pathOf('client') })
    await fails(clientOf())
    environment({ SSL_CERT_FILE: pathOf('client'), NODE_EXTRA_CA_CERTS: pathOf('issuer') })
    await works(clientOf())
    environment({ SSL_CERT_FILE: pathOf('no-such-file') })
    assert.match(await fails(clientOf()), /^SSL_CERT_FILE, .*no-such-file\.pem, cannot be read: .*No such file/)
    await works(clientOf({ ca: pem('issuer') }))
  })
})

describe('errors name host and reason', () => {
  test('another host', async () => {
    const message = await fails(clientOf({ ca: pem('issuer') }, server, 'other.test'))
    const altnames = "Hostname/IP does not match certificate's altnames: other.test is not among "
    assert(message.startsWith(altnames), message)
    assert.match(message, /oss\.test/)
  })

  test('a certificate that has expired', async () => {
    const expired = await service(certified('expired'))
    const message = await fails(clientOf({ ca: pem('issuer') }, expired))
    const said = 'certificate has expired: that of oss.test was good until Thu, 02 Jan 2020 00:00:00 GMT, '
    assert(message.startsWith(said), message)
  })

  test("an issuer's own certificate", async () => {
    const issuer = await service(certified('issuer'))
    const message = await fails(clientOf({ ca: pem('issuer') }, issuer))
    assert.match(message, /^the certificate of oss\.test is that of an issuer: /)
  })

  test('no TLS at all', async () => {
    const plain = await service()
    assert.match(await fails(clientOf({}, plain)), /^TLS with oss\.test: .* Does HTTPS listen at this port\?, /)
  })
})

test('a client introduces itself with the certificate of its agent', async () => {
  const strict = await service({ ...certified('server'), ca: pem('issuer'), requestCert: true })
  const { cert, key } = certified('client')
  const agent = (options) => new https.Agent({ ca: pem('issuer'), ...options })
  await works(clientOf({ httpsAgent: agent({ cert, key: Buffer.from(key) }) }, strict))
  const error = await rejection(clientOf({ httpsAgent: agent() }, strict).put('a', Buffer.from('x')))
  assert.match(error.message, /certificate/i)
  assert.throws(
    () => clientOf({ httpsAgent: agent({ cert, key: 'hidden' }) }),
    /key must be PEM text with a private key/,
  )
  assert.throws(() => clientOf({ httpsAgent: agent({ cert, key, passphrase: 'hidden' }) }), /has an encrypted key/)
  const client = clientOf({ httpsAgent: agent({ cert, key }) })
  assert.doesNotMatch(inspect(client, { depth: 9, showHidden: true }), /PRIVATE KEY/)
})

describe('rejectUnauthorized: false', () => {
  /** What a program of these lines prints on stderr. */
  const warnings = (lines, env = {}) => {
    const program = `
      const OSS = require(${JSON.stringify(require.resolve('../..'))})
      process.on('warning', ({ code, message }) => console.log(code, message))
      const clientOf = (options) => new OSS({ accessKeyId: 'id', accessKeySecret: 'secret', ...options })
      ${lines}`
    const printed = execFileSync(process.execPath, ['--no-warnings', '-e', program], {
      env: { PATH: process.env.PATH, ...env },
      encoding: 'utf8',
    })
    return printed.split('\n').filter(Boolean)
  }

  test('accepts everybody', async () => {
    const warned = new Promise((done) => process.once('warning', done))
    await works(clientOf({ rejectUnauthorized: false }))
    assert.equal((await warned).code, 'ALI_OSS_INSECURE')
    await works(clientOf({ rejectUnauthorized: false }, server, 'other.test'))
    await works(clientOf({ httpsAgent: new https.Agent({ rejectUnauthorized: false }) }))
    environment({ NODE_TLS_REJECT_UNAUTHORIZED: '0' })
    await works(clientOf())
    await fails(clientOf({ rejectUnauthorized: true }))
  })

  test('warns once', () => {
    const twice = warnings('clientOf({ rejectUnauthorized: false }); clientOf({ rejectUnauthorized: false })')
    assert.equal(twice.length, 1)
    assert.match(twice[0], /^ALI_OSS_INSECURE Certificates of the service are not checked/)
    assert.equal(warnings('clientOf()', { NODE_TLS_REJECT_UNAUTHORIZED: '0' }).length, 1)
    assert.deepEqual(warnings('clientOf()'), [])
  })
})

test('certificates for tests are what these tests take them for', () => {
  const { X509Certificate } = require('node:crypto')
  const issuer = new X509Certificate(readFileSync(pathOf('issuer')))
  for (const name of ['server', 'expired', 'client']) {
    assert(new X509Certificate(readFileSync(pathOf(name))).verify(issuer.publicKey), name)
  }
})
