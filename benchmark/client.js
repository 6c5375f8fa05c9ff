'use strict'
// One client, one call, so many in flight: prints requests, seconds, CPU seconds and peak memory as JSON.
// The client is a package to require, or `undici` for bare requests.

const { bare } = require('./bare.js')
const { storeOf } = require('./store.js')

const [, , name, method, inFlight, seconds, port] = process.argv

const SMALL = Buffer.alloc(4096, 'x')
const RULE = { SSEAlgorithm: 'KMS', KMSMasterKeyID: '9468da86-3509-4f8d-a61e-6eab1eac0000' }
const CALLS = {
  putBucketEncryption: (store) => store.putBucketEncryption('bucket-name', RULE),
  getBucketEncryption: (store) => store.getBucketEncryption('bucket-name'),
  'put 4 KiB': (store) => store.put('size-4096', SMALL),
  'get 4 KiB': (store) => store.get('size-4096'),
}

/** A function that makes the call once. */
function caller() {
  if (name === 'undici') return bare(method, `http://127.0.0.1:${port}`, Number(inFlight))
  const store = storeOf(name, port)
  return () => CALLS[method](store)
}

async function main() {
  const call = caller()

  async function run(milliseconds) {
    let requests = 0
    const end = performance.now() + milliseconds
    const loop = async () => {
      while (performance.now() < end) {
        await call()
        requests++
      }
    }
    await Promise.all(Array.from({ length: Number(inFlight) }, loop))
    return requests
  }

  await run(300) // let connections open and code warm up
  const cpu = process.cpuUsage()
  const started = performance.now()
  const requests = await run(Number(seconds) * 1000)
  const elapsed = (performance.now() - started) / 1000
  const { user, system } = process.cpuUsage(cpu)
  const peak = process.resourceUsage().maxRSS / 1024
  const [perSecond, cpuMicros] = [requests / elapsed, (user + system) / requests]
  console.log(JSON.stringify({ perSecond, cpuMicros, peak }))
  process.exit()
}

main()
