'use strict'
// Agents of Node's: where they are found, and what is said of what they ask for in vain.

const assert = require('node:assert/strict')
const { readFileSync } = require('node:fs')
const http = require('node:http')
const https = require('node:https')
const { join } = require('node:path')
const { test } = require('node:test')
const AgentKeepalive = require('agentkeepalive')
const OSS = require('../..')
const { NOT_HONOURED } = require('../../lib/network/agent.js')
const { KEYS } = require('./servers.js')

/** The warnings that making a client gives. */
async function warnings(options) {
  const heard = []
  const hear = (warning) => heard.push(warning)
  process.on('warning', hear)
  new OSS({ ...KEYS, endpoint: 'https://oss.test', ...options })
  // They are emitted in the next tick.
  await new Promise(setImmediate)
  process.off('warning', hear)
  return heard.map(({ name, code, message }) => `${name} ${code}: ${message}`)
}

test('are found where ali-oss has them', () => {
  const [agent, httpsAgent] = [new http.Agent(), new https.Agent()]
  const client = new OSS({ ...KEYS, agent, httpsAgent })
  assert.deepEqual([client.agent, client.httpsAgent], [agent, httpsAgent])
  client.agent = httpsAgent
  assert.equal(client.agent, httpsAgent)
  assert.equal('agent' in new OSS(KEYS), false)
})

test('that ask for nothing special are passed over in silence', async () => {
  for (const httpsAgent of [
    new https.Agent(),
    new https.Agent({ keepAlive: true, maxSockets: 10, timeout: 1000 }),
    new AgentKeepalive.HttpsAgent(),
    {},
  ]) {
    assert.deepEqual(await warnings({ httpsAgent }), [])
  }
})

test('that ask for what is not done are warned of, once', async () => {
  const agent = () => new https.Agent({ localAddress: '127.0.0.1', servername: 'oss.test' })
  assert.deepEqual(await warnings({ httpsAgent: agent() }), [
    "AliOssWarning ALI_OSS_AGENT: The agent's localAddress is not honoured: connections are made natively.",
    "AliOssWarning ALI_OSS_AGENT: The agent's servername is not honoured: connections are made natively.",
  ])
  assert.deepEqual(await warnings({ httpsAgent: agent() }), [])
})

test('of other classes are warned of, but for those with a proxy', async () => {
  class Tunnelling extends https.Agent {}
  const said = 'An agent of class Tunnelling is not asked for connections: they are made natively.'
  assert.deepEqual(await warnings({ httpsAgent: new Tunnelling() }), [`AliOssWarning ALI_OSS_AGENT: ${said}`])
  class ThroughProxy extends https.Agent {
    proxy = new URL('http://proxy.test:3128')
  }
  assert.deepEqual(await warnings({ httpsAgent: new ThroughProxy() }), [])
})

test('that are not honoured are named in both READMEs', () => {
  for (const file of ['README.md', 'README.zh-CN.md']) {
    const row = readFileSync(join(__dirname, '../..', file), 'utf8')
      .split('\n')
      .find((line) => line.includes('ALI_OSS_AGENT'))
    const named = Array.from(String(row).matchAll(/`(\w+)`/g), ([, name]) => name).filter(
      (name) => name !== 'ALI_OSS_AGENT',
    )
    assert.deepEqual(named.sort(), [...NOT_HONOURED].sort())
  }
})
