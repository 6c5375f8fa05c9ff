'use strict'
// The server is killed under load, again and again; each time what it had acknowledged must be there.

const { mkdtempSync, rmSync } = require('node:fs')
const { tmpdir } = require('node:os')
const { join } = require('node:path')
const { loadAndKill } = require('./load.js')
const { Key } = require('./model.js')
const { Chance } = require('./random.js')
const { Server } = require('./server.js')
const { removeAll, verify } = require('./verify.js')

/** So many change things at the same time. */
const OWNERS = 6

/** Keys of every kind for each owner. */
function ownersOfKeys() {
  return Array.from({ length: OWNERS }, (_, owner) => [
    ...['a', 'b', 'append'].map((name) => new Key('plain', `${name}-${owner}`)),
    ...['a', 'b', 'append'].map((name) => new Key('ruled', `${name}-${owner}`)),
    ...['a', 'b'].map((name) => new Key('versioned', `folder/${name}-${owner}`)),
  ])
}

/** A server over a new folder, its buckets as the load expects them. */
async function freshServer() {
  const server = await new Server(mkdtempSync(join(tmpdir(), 'oss-crash-'))).start()
  await server.client('ruled').putBucketEncryption('ruled', { SSEAlgorithm: 'AES256' })
  await server.client('versioned').putBucketVersioning('versioned', 'Enabled')
  return server
}

/**
 * @param {object} of
 * @param {number} of.seed
 * @param {number} of.kills
 * @param {(text: string) => void} [of.say]
 */
async function crash({ seed, kills, say = () => {} }) {
  const chance = new Chance(seed)
  const owners = ownersOfKeys()
  const keys = owners.flat()
  const server = await freshServer()
  let acknowledged = 0
  try {
    for (let kill = 1; kill <= kills; kill++) {
      const changes = 1 + chance.number(120)
      try {
        await loadAndKill({ server, owners, chance, changes })
        acknowledged += changes
        // Starting repairs; that too may be cut short.
        if (chance.number(5) === 0) await server.startAndKill(40 + chance.number(160))
        await server.start()
        await verify(server, keys)
      } catch (/** @type {any} */ error) {
        throw new Error(`seed ${seed}, kill ${kill}: ${error.message}`, { cause: error })
      }
      if (kill % 25 === 0) say(`${kill} kills, ${acknowledged} changes acknowledged`)
    }
    await removeAll(server, keys)
  } finally {
    await server.kill()
    rmSync(server.folder, { recursive: true })
  }
  return { acknowledged }
}

module.exports = { crash, freshServer, ownersOfKeys }
