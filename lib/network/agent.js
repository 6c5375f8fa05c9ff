'use strict'
// What an agent of Node's says that can be honoured without it, and a warning about the rest.

const { warnOnce } = require('./warn.js')

/** What would change how a connection is made or trusted, so that its absence must not go unnoticed. */
const NOT_HONOURED = [
  'checkServerIdentity',
  'ciphers',
  'createConnection',
  'crl',
  'family',
  'localAddress',
  'maxVersion',
  'minVersion',
  'pfx',
  'secureContext',
  'servername',
  'socketPath',
]
/** A pool of Node's, and the one that ali-oss brings; others make connections in ways of their own. */
const POOLS = new Set(['Agent', 'HttpAgent', 'HttpsAgent', 'Object'])

/**
 * @param {any} agent
 * @returns {{ options: Record<string, any>, maxSockets?: number, keepAlive?: boolean }}
 */
function readAgent(agent) {
  if (!agent) return { options: {} }
  const options = agent.options ?? {}
  for (const name of NOT_HONOURED) {
    if (options[name]) warnOnce('ALI_OSS_AGENT', `The agent's ${name} is not honoured: connections are made natively.`)
  }
  const kind = agent.constructor?.name ?? 'Object'
  if (!POOLS.has(kind) && !agent.proxy) {
    warnOnce('ALI_OSS_AGENT', `An agent of class ${kind} is not asked for connections: they are made natively.`)
  }
  const { maxSockets } = agent
  return { options, maxSockets: Number.isFinite(maxSockets) ? maxSockets : undefined, keepAlive: options.keepAlive }
}

module.exports = { NOT_HONOURED, readAgent }
