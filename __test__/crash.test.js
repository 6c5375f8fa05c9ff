'use strict'
// What the local server has acknowledged survives its sudden end. The short form; `npm run crash` is the long one.

const assert = require('node:assert/strict')
const { rmSync } = require('node:fs')
const { test } = require('node:test')
const { flipBits } = require('./crash/flips.js')
const { crash, freshServer } = require('./crash/kills.js')
const { Chance } = require('./crash/random.js')

// Chosen once, so that a failure is not met by chance. The long form chooses another each time.
const SEED = 20

test('after a kill, all that was acknowledged is there and nothing is there by half', async () => {
  const { acknowledged } = await crash({ seed: SEED, kills: 10 })
  assert(acknowledged > 100)
})

test('a flipped bit makes an error or changes nothing', async (t) => {
  const server = await freshServer()
  t.after(() => rmSync(server.folder, { recursive: true, force: true }))
  // Of the blobs one: their chunks are all alike.
  let blobs = 0
  const chosen = (file) => !file.startsWith('blobs') || blobs++ === 0
  const { findings, flips } = await flipBits({ server, chance: new Chance(SEED), count: () => 0, chosen })
  assert(flips >= 9)
  assert.deepEqual(findings, [])
})
