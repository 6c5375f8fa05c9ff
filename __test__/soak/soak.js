'use strict'
// Very many calls of every kind, some tens at a time, through all the trouble there is. Every one has to end; what is read
// has to be right; and when they have ended nothing may be left of them.

const { mkdtempSync, readdirSync, rmSync, writeFileSync } = require('node:fs')
const { tmpdir } = require('node:os')
const { join } = require('node:path')
const { setTimeout: sleep } = require('node:timers/promises')
const OSS = require('../..')
const { Chance, contentOf } = require('../crash/random.js')
const { judge, sample } = require('./memory.js')
const { Tally, outcomeOf } = require('./outcome.js')
const { Owner } = require('./owner.js')
const { startService } = require('./service.js')
const { sizeBy } = require('./writes.js')

const BUCKET = 'bucket-name'
/** Memory is looked at between laps, of so many calls at least: a lap ends when its slowest call does. */
const LAP = 400
const MOST_LAPS = 50
/** The clients' time limit, in milliseconds: what stalls is given up after that. */
const TIMEOUT = 700
/** Of temporary keys. */
const LIFETIME = { durationSeconds: 2 }
/** No call may take longer, with all its attempts, on a machine that has other things to do. In milliseconds. */
const PATIENCE = 60_000
/** So many calls make a process as large as it has to be. */
const SETTLED_AFTER = 20_000
const FINDINGS_SHOWN = 20

class Soak {
  tally = new Tally()
  started = 0
  /** @type {string[]} */
  findings = []
  /** Calls under way, by number. @type {Map<number, { kind: string, since: number }>} */
  #open = new Map()
  /** @type {{ client: any }[]} */
  #clients = []
  /** What clients with temporary keys begin with. */
  #key = {}
  /** What can be looked at only when nothing is under way. @type {(() => string | undefined)[]} */
  #later = []

  /**
   * @param {object} of
   * @param {number} of.seed
   * @param {number} of.inFlight
   * @param {string} of.folder for files
   * @param {import('./service.js').Service} of.service
   * @param {(text: string) => void} of.say
   */
  constructor({ seed, inFlight, folder, service, say }) {
    this.say = say
    this.chance = new Chance(seed)
    this.folder = folder
    this.service = service
    this.owners = Array.from(
      { length: inFlight },
      (_, index) => new Owner({ name: `owner-${index}`, bucket: bucketOf(index), seed: seed * 1000 + index }),
    )
    this.files = Array.from({ length: 12 }, (_, generation) => this.#file(generation))
  }

  #file(generation) {
    const piece = { key: 'file', generation, size: sizeBy(this.chance) }
    const path = join(this.folder, `file-${generation}`)
    writeFileSync(path, contentOf(piece))
    return { path, piece }
  }

  /** Some live as long as the soak, and some for a while; every other one has keys that expire. */
  #client() {
    if (this.#clients.length < 4) this.#clients.push({ client: this.#fresh(this.#clients.length) })
    const index = this.chance.number(this.#clients.length)
    const held = this.#clients[index]
    if (this.chance.number(100) === 0) held.client = this.#fresh(index)
    return held.client
  }

  /** @param {number} index */
  #fresh(index) {
    const options = { ...this.service.troubled, timeout: TIMEOUT }
    if (index % 2 === 0) return new OSS(options)
    return new OSS({ ...options, ...this.#key, refreshSTSToken: () => this.service.issue(LIFETIME) })
  }

  /** So many calls, and then a look at what they left. */
  async lap(calls) {
    let left = calls
    const work = async (owner) => {
      try {
        while (left-- > 0) {
          await this.#call(owner)
          const wrong = await owner.settle(this.direct)
          if (wrong) this.found('a failed write', wrong)
        }
      } catch (error) {
        left = 0
        throw error
      }
    }
    // It meets the server's faults too, and must get through.
    this.#key = await this.service.issue(LIFETIME)
    this.direct = new OSS({ ...this.service.direct, timeout: TIMEOUT, retryMax: 10 })
    await this.#patiently(Promise.all(this.owners.map(work)))
    for (const check of this.#later.splice(0)) {
      const wrong = check()
      if (wrong) this.found('after the call', wrong)
    }
  }

  /** @param {Promise<unknown>} work */
  async #patiently(work) {
    const over = new AbortController()
    const watch = async () => {
      while (!over.signal.aborted) {
        await sleep(1000, undefined, { signal: over.signal }).catch(() => {})
        const late = [...this.#open.values()].filter(({ since }) => performance.now() - since > PATIENCE)
        if (late.length > 0) throw new Error(`calls that do not end: ${late.map(({ kind }) => kind).join(', ')}`)
      }
    }
    await Promise.race([work, watch()]).finally(() => over.abort())
  }

  async #call(owner) {
    const { kind, slot, work } = owner.next()
    const { options, signal, end } = this.#optionsOf()
    const number = ++this.started
    this.#open.set(number, { kind, since: performance.now() })
    const heed = (holds, what) => holds || this.found(kind, what)
    const later = (check) => this.#later.push(check)
    try {
      const client = this.#client()
      const wrong = await work({ client, options, folder: this.folder, files: this.files, heed, later })
      this.tally.count(kind, 'done')
      if (wrong) this.found(kind, wrong)
    } catch (/** @type {any} */ error) {
      const { outcome, excused } = outcomeOf(error, signal)
      this.tally.count(kind, outcome)
      if (!excused) this.found(kind, `${slot.name}: ${error?.stack ?? error} ${JSON.stringify(error)}`)
    }
    end()
    this.#open.delete(number)
  }

  /** Of some calls: they are called off, or have little time. */
  #optionsOf() {
    const options = /** @type {Record<string, any>} */ ({})
    const { chance } = this
    const way = chance.number(20)
    if (way === 0) options.timeout = 1 + chance.number(100)
    if (way === 1) options.timeout = { total: 1 + chance.number(200) }
    if (way !== 2) return { options, signal: undefined, end() {} }
    const controller = new AbortController()
    const timer = setTimeout(() => controller.abort(new Error('not wanted')), chance.number(40))
    options.signal = controller.signal
    return { options, signal: controller.signal, end: () => clearTimeout(timer) }
  }

  found(kind, what) {
    const finding = `${kind}: ${what}`
    if (this.findings.length < FINDINGS_SHOWN) this.say(`found: ${finding}`)
    this.findings.push(finding)
  }

  /** When all has ended: what must be there, and what must not. */
  async look(before) {
    const { settled } = this.tally
    if (settled !== this.started) this.found('calls', `${this.started} were made, and ${settled} have ended`)
    for (const owner of this.owners) {
      const wrong = await owner.verify(this.direct)
      if (wrong) this.found('at the end', wrong)
    }
    const left = readdirSync(this.folder).filter((file) => !file.startsWith('file-'))
    if (left.length > 0) this.found('files', `${left.length} are left: ${left.slice(0, 5)}`)
    this.#clients = []
    this.direct = undefined
    const { open, connections, last } = await closed(this.service)
    if (open + connections > 0) {
      const what = `${open} to the proxy and ${connections} to the server are open, and no client is there any more`
      this.found('connections', `${what}: ${last.join('; ')}`)
    }
    const handles = handlesNow()
    if (handles.length > before.length) this.found('handles', `${handles} are left, and were ${before}`)
  }
}

const bucketOf = (index) => `rules-${index}`
const handlesNow = () => process.getActiveResourcesInfo().sort()

/** What is there of connections when clients are gone, and it has had time to go. */
async function closed(service) {
  // Longer than an unused connection is kept: a client may be held by a frame that nobody runs any more.
  const deadline = performance.now() + 25_000
  for (;;) {
    await sample()
    const facts = await service.facts()
    if (facts.open + facts.connections === 0 || performance.now() > deadline) return facts
  }
}

/**
 * @param {object} of
 * @param {number} of.seed
 * @param {number} of.calls
 * @param {number} [of.inFlight]
 * @param {(text: string) => void} [of.say]
 * @returns {Promise<{ findings: string[] }>}
 */
async function soak({ seed, calls, inFlight = 64, say = () => {} }) {
  const folder = mkdtempSync(join(tmpdir(), 'soak-'))
  const buckets = [BUCKET, ...Array.from({ length: inFlight }, (_, index) => bucketOf(index))]
  const service = await startService(seed, buckets)
  try {
    const run = new Soak({ seed, inFlight, folder, service, say })
    const before = handlesNow()
    const since = performance.now()
    const samples = []
    await service.begin()
    const laps = Math.min(Math.ceil(calls / LAP), MOST_LAPS)
    for (let lap = 1; lap <= laps; lap++) {
      await run.lap(Math.ceil(calls / laps))
      samples.push(await sample())
      if (lap % 10 === 0) say(`${run.started} calls, ${run.findings.length} findings`)
    }
    const seconds = (performance.now() - since) / 1000
    await service.end()
    await run.look(before)
    const memory = judge(samples, calls >= SETTLED_AFTER)
    const { requests, made, struck } = await service.facts()
    for (const line of run.tally.lines()) say(line)
    for (const [what, times] of Object.entries(struck).sort()) say(`${what}: ${times} times`)
    for (const line of memory.lines) say(line)
    const rate = Math.round(run.started / seconds)
    say(
      `${run.started} calls in ${Math.round(seconds)} s, ${rate} a second; ${requests} requests on ${made} connections`,
    )
    for (const finding of memory.findings) run.found('memory', finding)
    return { findings: run.findings }
  } finally {
    await service.stop()
    rmSync(folder, { recursive: true })
  }
}

module.exports = { soak }
