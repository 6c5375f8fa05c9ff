'use strict'
// The other side of the soak, as its client sees it.

const { fork } = require('node:child_process')
const { once } = require('node:events')
const { join } = require('node:path')

/**
 * @param {number} seed
 * @param {string[]} buckets
 */
async function startService(seed, buckets) {
  const child = fork(join(__dirname, 'server.js'), [String(seed), ...buckets], { serialization: 'advanced' })
  /** @type {Map<number, (value: any) => void>} */
  const waiting = new Map()
  let last = 0
  const [{ direct, endpoint }] = await once(child, 'message')
  child.on('message', (/** @type {any} */ { id, value }) => {
    waiting.get(id)?.(value)
    waiting.delete(id)
  })
  const ask = (method, argument) =>
    new Promise((resolve) => {
      waiting.set(++last, resolve)
      child.send({ id: last, method, argument })
    })
  return {
    /** Options of a client that is spared. */
    direct,
    /** Options of one that is not. */
    troubled: { ...direct, endpoint },
    begin: () => ask('begin'),
    end: () => ask('end'),
    /** @returns {Promise<{ open: number, last: string[], connections: number, made: number, requests: number, struck: Record<string, number> }>} */
    facts: () => ask('facts'),
    /** A temporary key. */
    issue: (options) => ask('issue', options),
    async stop() {
      child.disconnect()
      await once(child, 'exit')
    },
  }
}

/** @typedef {Awaited<ReturnType<typeof startService>>} Service */

module.exports = { startService }
