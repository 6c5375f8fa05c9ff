'use strict'
// Calls of the soak that read, and hold what they read against what must be there.

const { existsSync, readFileSync, rmSync } = require('node:fs')
const { join } = require('node:path')
const { Writable } = require('node:stream')
const { sizeOf, wrongAmong } = require('./slot.js')

/** That there is no object is an answer where there is none, and only there. */
async function orNothing(slot, read) {
  try {
    return await read()
  } catch (/** @type {any} */ error) {
    if (error?.status === 404 && slot.value === null) return null
    throw error
  }
}

/** A stream that keeps what is written to it, Node's or the web's. */
function collector(chance) {
  /** @type {Uint8Array[]} */
  const chunks = []
  const stream = new Writable({
    write(chunk, _encoding, done) {
      chunks.push(chunk)
      done()
    },
  })
  // The call reports it.
  stream.on('error', () => {})
  return { stream: chance.number(4) === 0 ? Writable.toWeb(stream) : stream, bytes: () => Buffer.concat(chunks) }
}

function take(path) {
  const bytes = readFileSync(path)
  rmSync(path)
  return bytes
}

const reads = {
  async getBytes({ slot, client, options }) {
    const result = await orNothing(slot, () => client.get(slot.name, options))
    return slot.wrong(result && result.content)
  },

  async getFile({ slot, client, options, folder, number, later }) {
    const path = join(folder, `download-${number}`)
    const { possible } = slot
    /** Called off when it was complete, the file may be there, or come at once; by half, never. */
    const leftover = () => (existsSync(path) ? wrongAmong(possible, take(path)) : undefined)
    let result
    try {
      result = await orNothing(slot, () => client.get(slot.name, path, options))
    } catch (error) {
      if (options.signal?.aborted) later(leftover)
      else if (existsSync(path)) return `a download failed (${error}) and left its file`
      throw error
    }
    if (result === null) return existsSync(path) ? 'an object that is not there became a file' : undefined
    return slot.wrong(take(path))
  },

  async getInto({ slot, client, options, chance }) {
    const { stream, bytes } = collector(chance)
    const result = await orNothing(slot, () => client.get(slot.name, stream, options))
    return slot.wrong(result && bytes())
  },

  async getStream({ slot, client, options }) {
    const result = await orNothing(slot, () => client.getStream(slot.name, options))
    if (result === null) return slot.wrong(null)
    const chunks = []
    for await (const chunk of result.stream) chunks.push(chunk)
    return slot.wrong(Buffer.concat(chunks))
  },

  /** Read a little and let go, or not read at all. */
  async abandonStream({ slot, client, options, chance }) {
    const result = await orNothing(slot, () => client.getStream(slot.name, options))
    if (result === null) return slot.wrong(null)
    const { stream } = result
    stream.on('error', () => {})
    const way = chance.number(8)
    // Dropped as it is: the collector of garbage closes it.
    if (way === 0) return undefined
    if (way < 5) for await (const _ of stream) break
    else stream.destroy()
    return undefined
  },

  async head({ slot, client, options }) {
    const result = await orNothing(slot, () => client.head(slot.name, options))
    if (result === null) return slot.wrong(null)
    const length = Number(result.res.headers['content-length'])
    return length === sizeOf(slot.value) ? undefined : `${slot.name} has ${length} bytes, not ${sizeOf(slot.value)}`
  },

  async list({ slot, client, options, owner, neighbours }) {
    const { objects } = await client.listV2({ prefix: `${owner}/`, 'max-keys': 1000 }, options)
    const listed = new Map((objects ?? []).map(({ name, size }) => [name, Number(size)]))
    for (const each of [slot, ...neighbours].filter(({ doubtful }) => !doubtful)) {
      const [found, wanted] = [listed.get(each.name), each.value ? sizeOf(each.value) : undefined]
      if (found !== wanted) return `${each.name} is listed with ${found} bytes, not ${wanted}`
    }
    return undefined
  },
}

module.exports = { reads }
