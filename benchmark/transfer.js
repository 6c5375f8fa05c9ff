'use strict'
// One client moves one object, once: prints seconds, CPU seconds and peak memory as JSON. `idle` moves nothing.

const { createReadStream } = require('node:fs')
const { Writable } = require('node:stream')
const { pipeline } = require('node:stream/promises')
const { storeOf } = require('./store.js')

const [, , name, what, port, size, file] = process.argv
const PART = 8 << 20

/** Takes everything, keeps nothing. */
const nowhere = () => new Writable({ write: (_chunk, _encoding, done) => done() })

const TRANSFERS = {
  'limited, to file': (store, key) => store.get(`limited-${key}`, file),
  'limited, to memory': (store, key) => store.get(`limited-${key}`),
  'limited, one connection': (store, key) => store.get(`limited-${key}`, file, { parallel: 1 }),
  'get to memory': async (store, key) => {
    const { content } = await store.get(key)
    if (content.length !== Number(size)) throw new Error(`${content.length} bytes have come`)
  },
  'get to file': (store, key) => store.get(key, file),
  'get to /dev/null': (store, key) => store.get(key, '/dev/null'),
  getStream: async (store, key) => pipeline((await store.getStream(key)).stream, nowhere()),
  'put from memory': (store, key, bytes) => store.put(key, bytes),
  'put from file': (store, key) => store.put(key, file),
  putStream: (store, key) => store.putStream(key, createReadStream(file)),
  multipartUpload: (store, key) => store.multipartUpload(key, file, { partSize: PART, parallel: 4 }),
}

async function main() {
  const peak = () => process.resourceUsage().maxRSS / 1024
  if (what === 'idle') {
    require(name)
    return console.log(JSON.stringify({ peak: peak() }))
  }
  const store = storeOf(name, port, { timeout: 600_000 })
  await store.get('size-4096') // let the code be loaded and a connection open
  const bytes = what === 'put from memory' ? Buffer.alloc(Number(size), 'x') : undefined
  const cpu = process.cpuUsage()
  const started = performance.now()
  await TRANSFERS[what](store, `size-${size}`, bytes)
  const seconds = (performance.now() - started) / 1000
  const { user, system } = process.cpuUsage(cpu)
  console.log(JSON.stringify({ seconds, cpu: (user + system) / 1e6, peak: peak() }))
  process.exit()
}

main()
