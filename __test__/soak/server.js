'use strict'
// The other side of the soak, in a process of its own, so that its memory is not the client's: a local server, and a
// proxy before it that breaks connections. Both strike by chance, and so does the server's clock.

const { startEmulator } = require('../../emulator')
const { Chance } = require('../crash/random.js')
const { startFaultProxy } = require('../faults/proxy.js')

/** Of a thousand requests, so many meet each of these. */
const OF_THE_PROXY = {
  'reset-before': 6,
  'reset-after': 6,
  'cut-body': 6,
  'stall-head': 2,
  'stall-body': 2,
}
/** Those of the server strike one of the next requests that fit. */
const OF_THE_SERVER = [
  { status: 503, code: 'ServiceUnavailable' },
  { status: 503, code: 'ServiceUnavailable', headers: { 'Retry-After': '0' } },
  { status: 500, code: 'InternalError', afterwards: true },
  { status: 429, code: 'TooManyRequests' },
  { cut: 'before' },
  { cut: 'head' },
  { cut: 'body' },
  { stall: 'head' },
  { stall: 'body' },
  { delay: 40 },
  { delay: 40, afterwards: true },
  { truncate: true },
  { crc64: 'wrong', operation: 'PutObject' },
  { crc64: 'wrong', operation: 'GetObject' },
  { crc64: 'wrong', operation: 'AppendObject' },
  { crc64: 'wrong', operation: 'UploadPart' },
  { malformed: true, operation: 'ListObjectsV2' },
]
const SERVER_FAULTS_IN_A_THOUSAND = 15
/** The clock is set so often, in requests, and then it is one of these. */
const CLOCK_AFTER = 1000
const CLOCKS = [0, 1_200_000, 0, -1_200_000]

/** Plans for the proxy and the server, request by request. */
class Trouble {
  struck = /** @type {Record<string, number>} */ ({})
  on = false
  #requests = 0

  constructor(emulator, seed) {
    this.emulator = emulator
    this.chance = new Chance(seed)
  }

  /** What the proxy does to the next request; it asks as it would an array. */
  shift() {
    if (!this.on) return 'pass'
    if (++this.#requests % CLOCK_AFTER === 0) this.#turnClock()
    let roll = this.chance.number(1000)
    for (const [fault, share] of Object.entries(OF_THE_PROXY)) {
      if (roll < share) return this.#count(`proxy: ${fault}`, fault)
      roll -= share
    }
    if (roll < SERVER_FAULTS_IN_A_THOUSAND) this.#plan(this.chance.one(OF_THE_SERVER))
    return 'pass'
  }

  #plan(fault) {
    this.#count(`server: ${JSON.stringify(fault).replace(/[{}"]/g, '')}`)
    this.emulator.faults.add(fault)
  }

  #turnClock() {
    const offset = CLOCKS[(this.#requests / CLOCK_AFTER) % CLOCKS.length]
    this.#count(`clock: ${offset / 60_000} minutes`)
    this.emulator.setClockOffset(offset)
  }

  #count(what, value) {
    this.struck[what] = (this.struck[what] ?? 0) + 1
    return value
  }

  async end() {
    this.on = false
    this.emulator.setClockOffset(0)
    await this.emulator.faults.clear()
  }
}

async function main([seed, ...buckets]) {
  const emulator = await startEmulator({ buckets })
  const proxy = await startFaultProxy(emulator.port)
  const trouble = new Trouble(emulator, Number(seed))
  proxy.plan = /** @type {any} */ (trouble)
  const answers = {
    begin: () => void (trouble.on = true),
    end: () => trouble.end(),
    facts: async () => ({
      open: proxy.open,
      last: [...proxy.last.values()],
      connections: await emulator.connections(),
      made: proxy.connections,
      requests: proxy.requests,
      struck: trouble.struck,
    }),
    issue: (options) => emulator.sts.issue(options),
  }
  process.on('message', async (/** @type {any} */ { id, method, argument }) => {
    process.send?.({ id, value: await answers[method](argument) })
  })
  process.send?.({ direct: emulator.clientOptions(), endpoint: proxy.url })
}

// Whoever started it is gone: so is what it was for.
process.on('disconnect', () => process.exit())
main(process.argv.slice(2))
