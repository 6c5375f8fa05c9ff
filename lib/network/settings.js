'use strict'
// Options about the network, as native code takes them. The environment is read here.

const { readAgent } = require('./agent.js')
const { lookupOf } = require('./lookup.js')
const { proxyOf } = require('./proxy.js')
const { trustOf } = require('./trust.js')

/** @param {Record<string, any>} given a client's options */
function networkOf(given) {
  const overTls = isTls(given)
  const agent = overTls ? given.httpsAgent : given.agent
  const { options, maxSockets, keepAlive } = readAgent(agent)
  return {
    maxSockets: socketsOf(given.maxSockets) ?? socketsOf(maxSockets),
    keepAlive: keepAlive === false ? false : undefined,
    hosts: hostsOf(given.hosts),
    lookup: lookupOf(given.lookup ?? options.lookup),
    ...trustOf(given, overTls ? options : {}, process.env),
    ...proxyOf(given, agent, process.env),
  }
}

/** Whether the endpoint is asked over HTTPS, which decides whose agent counts. */
function isTls(given) {
  const { endpoint, secure } = given
  const scheme = /^(https?):/i.exec(String(endpoint?.href ?? endpoint ?? ''))
  return scheme ? scheme[1].toLowerCase() === 'https' : secure !== false
}

/** As in Node, `Infinity` and 0 are no limit. */
function socketsOf(maxSockets) {
  if (maxSockets === undefined || maxSockets === null || maxSockets === Infinity || maxSockets === 0) return undefined
  if (!Number.isInteger(maxSockets) || maxSockets < 0) throw new TypeError('maxSockets must be a positive integer')
  return Math.min(maxSockets, 0xffffffff)
}

function hostsOf(hosts) {
  if (hosts === undefined || hosts === null) return undefined
  if (typeof hosts !== 'object') throw new TypeError('hosts must be an object of names and their addresses')
  return Object.fromEntries(Object.entries(hosts).map(([name, addresses]) => [name, [addresses].flat().map(String)]))
}

module.exports = { networkOf }
