'use strict'
// One client does one thing that takes many steps, once: prints seconds, CPU seconds and peak memory as JSON.

const { readdirSync } = require('node:fs')
const { join } = require('node:path')
const { storeOf } = require('./store.js')

const [, , name, what, port, folder] = process.argv
const KEYS = 100_000
const URLS = 10_000
const HEADS = 20_000

/** As many as a folder's own method has under way, and more: what a program would write that has none. */
async function inFlight(limit, items, work) {
  const iterator = items[Symbol.iterator]()
  const worker = async () => {
    for (let next = iterator.next(); !next.done; next = iterator.next()) await work(next.value)
  }
  await Promise.all(Array.from({ length: limit }, worker))
}

const WORK = {
  'upload a folder': async (store) => {
    if (store.uploadDirectory) return store.uploadDirectory(folder, 'prefix/', { always: true })
    await inFlight(64, readdirSync(folder), (file) => store.put(`prefix/${file}`, join(folder, file)))
  },
  listV2: async (store) => {
    let count = 0
    /** @type {string | undefined} */
    let token
    do {
      const { objects, nextContinuationToken } = await store.listV2({
        'max-keys': 1000,
        'encoding-type': 'url',
        ...(token ? { 'continuation-token': token } : {}),
      })
      count += objects.length
      token = nextContinuationToken
    } while (token)
    if (count !== KEYS) throw new Error(`${count} keys have come`)
  },
  objects: async (store) => {
    if (!store.objects) return WORK.listV2(store)
    let count = 0
    for await (const object of store.objects()) if (object.size >= 0) count++
    if (count !== KEYS) throw new Error(`${count} keys have come`)
  },
  'audit of encryption': async (store) => {
    let [encrypted, count] = [0, 0]
    if (store.auditEncryption) {
      const { ok, objects } = await store.auditEncryption({ prefix: 'few', require: 'KMS' }).run()
      ;[encrypted, count] = [ok.objects, objects]
    } else {
      /** @type {string | undefined} */
      let token
      do {
        const page = await store.listV2({
          prefix: 'few',
          'max-keys': 1000,
          ...(token && { 'continuation-token': token }),
        })
        await inFlight(64, page.objects, async ({ name: key }) => {
          const { res } = await store.head(key)
          count++
          if (res.headers['x-oss-server-side-encryption'] === 'KMS') encrypted++
        })
        token = page.nextContinuationToken
      } while (token)
    }
    if (count !== HEADS || encrypted !== HEADS) throw new Error(`${encrypted} of ${count} objects are encrypted`)
  },
  'signatureUrl, V1': async (store) => {
    for (let number = 0; number < URLS; number++) store.signatureUrl(`key-${number}`, { expires: 3600 })
  },
  signatureUrlV4: async (store) => {
    for (let number = 0; number < URLS; number++) await store.signatureUrlV4('GET', 3600, undefined, `key-${number}`)
  },
}

async function main() {
  let store = storeOf(name, port)
  await store.get('size-4096') // let the code be loaded and a connection open
  // A custom domain with an address as its name cannot be signed for.
  if (what.startsWith('signatureUrl')) store = storeOf(name, port, { endpoint: undefined, cname: false })
  const cpu = process.cpuUsage()
  const started = performance.now()
  await WORK[what](store)
  const seconds = (performance.now() - started) / 1000
  const { user, system } = process.cpuUsage(cpu)
  console.log(JSON.stringify({ seconds, cpu: (user + system) / 1e6, peak: process.resourceUsage().maxRSS / 1024 }))
  process.exit()
}

main()
