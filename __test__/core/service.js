'use strict'
// The service that the cases run against, in Node: a local server, a proxy that breaks connections, and a way to tell them
// what to do from another process.

const http = require('node:http')
const { json } = require('node:stream/consumers')
const { startEmulator } = require('../../emulator')
const { startFaultProxy } = require('../faults/proxy.js')

/** Starts all of it; `environment` is what the cases need to know. */
async function startCoreService() {
  const emulator = await startEmulator({ buckets: ['bucket-name'] })
  const proxy = await startFaultProxy(emulator.port)
  const answers = {
    plan: (faults) => void (proxy.plan = faults),
    key: () => emulator.sts.issue(),
    async expiredKey() {
      const key = await emulator.sts.issue()
      await emulator.sts.expire(key)
      return key
    },
  }
  const control = http.createServer(async (request, response) => {
    const value = await answers[String(request.url).slice(1)](await json(request))
    response.end(JSON.stringify(value ?? null))
  })
  await new Promise((done) => control.listen(0, '127.0.0.1', () => done(undefined)))
  const { port } = /** @type {import('node:net').AddressInfo} */ (control.address())
  return {
    environment: {
      OSS_OPTIONS: JSON.stringify(emulator.clientOptions({ endpoint: proxy.url })),
      OSS_CONTROL: `http://127.0.0.1:${port}`,
    },
    async stop() {
      control.closeAllConnections()
      await new Promise((done) => control.close(done))
      await proxy.stop()
      await emulator.stop()
    },
  }
}

module.exports = { startCoreService }
