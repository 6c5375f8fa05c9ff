'use strict'
// Calls of the soak that change what is stored.

const { setTimeout: sleep } = require('node:timers/promises')
const { Readable } = require('node:stream')
const { contentOf } = require('../crash/random.js')
const { bytesOf, sizeOf } = require('./slot.js')

/** The least that a part may have, unless it is the last. */
const PART = 100 << 10

/** A small put, or one at an edge. */
function sizeBy(chance) {
  if (chance.number(16) === 0) return chance.one([0, 1, 65_535, 65_536, 65_537, 1 << 20])
  return chance.number(2 ** (2 + chance.number(15)))
}

/** Bytes in chunks of a given size; now and then the source is slow. */
async function* chunked(bytes, size, slow) {
  for (let at = 0; at < bytes.length; at += size) {
    if (slow) await sleep(1)
    yield bytes.subarray(at, at + size)
  }
}

/** A stream of bytes, Node's or the web's. */
function streamOf(bytes, chance) {
  const chunks = chunked(bytes, 1 + chance.number(50_000), chance.number(10) === 0)
  const stream = Readable.from(chunks, { objectMode: false })
  return chance.number(4) === 0 ? Readable.toWeb(stream) : stream
}

/** Puts a new version into the slot, in the form that `form` gives it. */
async function putAs({ slot, client, chance, options }, form) {
  const piece = slot.newPiece(sizeBy(chance))
  await slot.change({ pieces: [piece] }, () => client.put(slot.name, form(contentOf(piece)), options))
}

const writes = {
  putBytes: (turn) => putAs(turn, (bytes) => bytes),

  putStream: (turn) => putAs(turn, (bytes) => streamOf(bytes, turn.chance)),

  putFactory: (turn) => putAs(turn, (bytes) => () => streamOf(bytes, turn.chance)),

  async putFile({ slot, client, chance, options, files }) {
    const { path, piece } = chance.one(files)
    await slot.change({ pieces: [piece] }, () => client.put(slot.name, path, options))
  },

  async append({ slot, client, chance, options }) {
    const before = slot.value?.pieces ?? []
    const piece = slot.newPiece(sizeBy(chance))
    const value = { pieces: [...before, piece] }
    const position = sizeOf(slot.value)
    const { nextAppendPosition } = await slot.change(value, () =>
      client.append(slot.name, contentOf(piece), { ...options, position }),
    )
    return Number(nextAppendPosition) === sizeOf(value)
      ? undefined
      : `goes on at ${nextAppendPosition}, not ${sizeOf(value)}`
  },

  async copy({ slot, client, options, neighbours }) {
    const source = neighbours.find((other) => !other.doubtful && other.value)
    if (!source) return writes.putBytes(arguments[0])
    await slot.change(source.value, () => client.copy(slot.name, source.name, options))
  },

  async delete({ slot, client, options }) {
    await slot.change(null, () => client.delete(slot.name, options))
  },

  async deleteMulti({ slot, client, options, neighbours }) {
    const doomed = [slot, ...neighbours.filter((other) => !other.doubtful).slice(0, 2)]
    const names = doomed.map(({ name }) => name)
    const send = () => client.deleteMulti(names, options)
    const all = doomed.reduce((inner, each) => () => each.change(null, inner), send)
    await all()
  },

  async multipart({ slot, client, chance, options, heed }) {
    const sizes = Array.from({ length: 1 + chance.number(4) }, () => PART)
    const pieces = [...sizes, 1 + chance.number(PART)].map((size) => slot.newPiece(size))
    const bytes = bytesOf({ pieces })
    const body = chance.number(3) === 0 ? streamOf(bytes, chance) : bytes
    let last = 0
    const progress = (share) => {
      heed(share >= last && share <= 1, `progress went from ${last} to ${share}`)
      last = share
    }
    const given = { ...options, progress, partSize: PART, parallel: 1 + chance.number(4) }
    await slot.change({ pieces }, () => client.multipartUpload(slot.name, body, given))
    return last === 1 ? undefined : `progress ended at ${last}`
  },
}

module.exports = { sizeBy, writes }
