'use strict'
// Requests through a proxy: which are, how they look there, and what is said when it refuses.

const assert = require('node:assert/strict')
const { after, before, beforeEach, describe, test } = require('node:test')
const { inspect } = require('node:util')
const OSS = require('../..')
const { difference } = require('../compat/both.js')
const { rejection } = require('../emulator.js')
const { proxyServer } = require('./proxy-server.js')
const { KEYS, certified, pem, service } = require('./servers.js')

const VARIABLES = ['HTTP_PROXY', 'HTTPS_PROXY', 'ALL_PROXY', 'NO_PROXY']
const NAMES = [...VARIABLES, ...VARIABLES.map((name) => name.toLowerCase()), 'REQUEST_METHOD']
const outside = { ...process.env }

/** Sets these variables and none of the others. */
function environment(variables = {}) {
  for (const name of NAMES) delete process.env[name]
  Object.assign(process.env, variables)
}
beforeEach(() => environment())
after(() => {
  environment(Object.fromEntries(NAMES.filter((name) => name in outside).map((name) => [name, outside[name]])))
})

let plain, secure, proxy
before(async () => {
  plain = await service()
  secure = await service(certified('server'))
  proxy = await proxyServer()
})
/** Clients of the two services, under a name that only the proxy can find. */
const overHttp = (options) => new OSS({ ...KEYS, endpoint: `http://oss.test:${plain.port}`, ...options })
const overTls = (options) =>
  new OSS({ ...KEYS, endpoint: `https://oss.test:${secure.port}`, ca: pem('issuer'), ...options })
const at = ({ port }, credentials = '') => `http://${credentials}127.0.0.1:${port}`

describe('what the proxy sees', () => {
  test('a request without TLS is handed to it whole, dots and all', async () => {
    const before = plain.requests.length
    await overHttp({ proxy: at(proxy) }).put('a/../b', Buffer.from('x'))
    const { method, target, headers } = proxy.asked.at(-1)
    assert.equal(`${method} ${target}`, `PUT http://oss.test:${plain.port}/a/../b`)
    assert.equal(headers.host, `oss.test:${plain.port}`)
    assert.equal(plain.requests[before].url, '/a/../b')
  })

  test('one with TLS goes through a tunnel, and the next as well', async () => {
    const before = secure.requests.length
    const client = overTls({ proxy: at(proxy, 'user:secret@') })
    const asked = proxy.asked.length
    await client.put('a/../b', Buffer.from('x'))
    await client.put('c', Buffer.from('x'))
    assert.equal(proxy.asked.length, asked + 1)
    const { method, target, headers } = proxy.asked.at(-1)
    assert.equal(`${method} ${target}`, `CONNECT oss.test:${secure.port}`)
    assert.equal(headers['proxy-authorization'], `Basic ${Buffer.from('user:secret').toString('base64')}`)
    const [first, second] = secure.requests.slice(before)
    assert.deepEqual([first.url, second.url], ['/a/../b', '/c'])
    assert.equal(first.headers['proxy-authorization'], undefined)
  })

  test('credentials go with every request that it is handed', async () => {
    const guarded = await proxyServer({ credentials: 'us er:p@ss:word' })
    const client = overHttp({ proxy: at(guarded, 'us%20er:p%40ss:word@') })
    await client.put('a', Buffer.from('x'))
    await client.put('b', Buffer.from('x'))
    assert.equal(guarded.asked.length, 2)
  })

  test('a proxy with TLS', async () => {
    const encrypted = await proxyServer({ tls: certified('server') })
    const options = { proxy: `https://proxy.test:${encrypted.port}`, hosts: { 'proxy.test': '127.0.0.1' } }
    await overTls(options).put('a', Buffer.from('x'))
    await overHttp({ ...options, ca: pem('issuer'), httpsAgent: {} }).put('a', Buffer.from('x'))
    assert.deepEqual(
      encrypted.asked.map(({ method }) => method),
      ['CONNECT', 'PUT'],
    )
  })
})

describe('which proxy', () => {
  /** Whether requests with these options go through it. */
  async function goesThrough(make, options) {
    const asked = proxy.asked.length
    await make({ hosts: { '*.test': '127.0.0.1' }, ...options }).put('a', Buffer.from('x'))
    return proxy.asked.length > asked
  }

  test('the option, in all its forms', async () => {
    difference('proxy')
    const { port } = proxy
    for (const option of [
      at(proxy),
      `127.0.0.1:${port}`,
      new URL(at(proxy)),
      { host: '127.0.0.1', port },
      { protocol: 'http', hostname: '127.0.0.1', port: `${port}`, auth: 'user:secret' },
      { host: `127.0.0.1:${port}`, port },
      { href: at(proxy) },
    ]) {
      assert(await goesThrough(overHttp, { proxy: option }), inspect(option))
    }
    assert(await goesThrough(overHttp, { proxy: { host: '127.0.0.1', port, auth: 'user:a@b:c' } }))
    const sent = proxy.asked.at(-1).headers['proxy-authorization']
    assert.equal(sent, `Basic ${Buffer.from('user:a@b:c').toString('base64')}`)
  })

  test('that of an agent', async () => {
    class HttpsProxyAgent {
      proxy = new URL(at(proxy))
    }
    assert(await goesThrough(overTls, { httpsAgent: new HttpsProxyAgent() }))
    assert(!(await goesThrough(overHttp, { httpsAgent: new HttpsProxyAgent() })))
  })

  test('the environment, unless the options say no', async () => {
    environment({ HTTP_PROXY: at(proxy) })
    assert(await goesThrough(overHttp))
    assert(!(await goesThrough(overTls)))
    assert(!(await goesThrough(overHttp, { proxy: false })))
    assert(!(await goesThrough(overHttp, { enableProxy: false })))
    environment({ https_proxy: at(proxy) })
    assert(await goesThrough(overTls))
    environment({ ALL_PROXY: at(proxy), NO_PROXY: 'other.test' })
    assert(await goesThrough(overHttp))
    assert(await goesThrough(overTls))
    environment({ ALL_PROXY: at(proxy), no_proxy: '*.oss.test, oss.test' })
    assert(!(await goesThrough(overHttp)))
    environment({ HTTP_PROXY: at(proxy), REQUEST_METHOD: 'GET' })
    assert(!(await goesThrough(overHttp)))
  })

  test('none for this machine, unless the option says so', async () => {
    environment({ ALL_PROXY: at(proxy) })
    for (const host of ['127.0.0.1', 'localhost', 'a.localhost']) {
      const endpoint = `http://${host}:${plain.port}`
      assert(!(await goesThrough(overHttp, { endpoint })), host)
      assert(await goesThrough(overHttp, { endpoint, proxy: at(proxy) }), host)
    }
  })

  test('what is none is refused, and not shown', () => {
    for (const option of ['socks5://secret@a:1', 'http://secret name', {}, { host: '' }, 'ftp://secret']) {
      assert.throws(
        () => overHttp({ proxy: option }),
        (error) => /^TypeError: proxy must be a URL/.test(`${error}`) && !/secret/.test(error.stack),
        inspect(option),
      )
    }
  })
})

describe('a proxy that does not help', () => {
  const asked = /, (PUT|GET) https?:\/\/oss\.test:\d+\//
  const fails = async (client) => {
    const error = await rejection(client.put('a', Buffer.from('x')))
    assert.match(error.message, asked)
    return error
  }

  test('refuses our credentials, or the lack of them', async () => {
    const guarded = await proxyServer({ credentials: 'user:password' })
    const where = `the proxy ${at(guarded)} answers 407`
    for (const make of [overHttp, overTls]) {
      const without = await fails(make({ proxy: at(guarded) }))
      assert.deepEqual([without.name, without.code, without.status], ['RequestError', 'RequestError', -1])
      assert(without.message.startsWith(`${where}: it wants a user name and password`), without.message)
      const wrong = await fails(make({ proxy: at(guarded, 'user:hidden@') }))
      assert(wrong.message.startsWith(`${where}: its user name or password is wrong`), wrong.message)
      assert.doesNotMatch(inspect(wrong), /hidden/)
    }
  })

  test('has its own troubles', async () => {
    const broken = await proxyServer({ refuses: 502 })
    const tunnel = await fails(overTls({ proxy: at(broken) }))
    assert.equal(tunnel.name, 'RequestError')
    const connect = `the proxy ${at(broken)} answers 502 Bad Gateway to CONNECT oss.test:${secure.port}, `
    assert(tunnel.message.startsWith(connect), tunnel.message)
    const handed = await fails(overHttp({ proxy: at(broken) }))
    assert.equal(handed.name, 'ResponseError')
    assert(handed.message.startsWith(`the proxy ${at(broken)} answers 502 Bad Gateway, `), handed.message)
  })

  test('breaks off', async () => {
    const breaking = await proxyServer({ breaks: true })
    const tunnel = await fails(overTls({ proxy: at(breaking) }))
    assert(tunnel.message.startsWith(`the proxy ${at(breaking)} broke the connection off`), tunnel.message)
    assert.match((await fails(overHttp({ proxy: at(breaking) }))).message, /^socket hang up/)
  })

  test('is not there', async () => {
    for (const make of [overHttp, overTls]) {
      const refused = await fails(make({ proxy: 'http://127.0.0.1:1' }))
      assert.equal(refused.code, 'RequestError')
      assert.match(refused.message, /^connect ECONNREFUSED 127\.0\.0\.1:1, the proxy http:\/\/127\.0\.0\.1:1, /)
      const unknown = await fails(make({ proxy: 'http://user:hidden@no-such.invalid:3128' }))
      assert.match(unknown.message, /^getaddrinfo ENOTFOUND no-such\.invalid, the proxy http:\/\/no-such\.invalid:3128/)
      assert.doesNotMatch(inspect(unknown), /hidden/)
    }
  })
})

test('its password is in nothing that is printed', () => {
  const client = overHttp({ proxy: 'http://user:hidden@127.0.0.1:1', agent: { options: { key: 'hidden' } } })
  assert.equal(client.options.proxy, 'http://user:hidden@127.0.0.1:1')
  assert.equal(client.agent.options.key, 'hidden')
  const texts = [
    inspect(client, { depth: 9, showHidden: true }),
    JSON.stringify(client),
    JSON.stringify(client.options),
  ]
  for (const text of texts) assert.doesNotMatch(text, /hidden/)
})
