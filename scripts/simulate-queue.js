'use strict'
// What a run over many objects takes on many machines: the queue of `encryption reencrypt --queue`, simulated job by job, with workers that die and
// whose jobs others do again. `node scripts/simulate-queue.js --rate 900`: objects that one worker changes in a second, as measured.

const { parseArgs } = require('node:util')

const { values } = parseArgs({
  options: { objects: { type: 'string' }, limit: { type: 'string' }, rate: { type: 'string' } },
})
const OBJECTS = Number(values.objects ?? 1e9)
/** Objects that one worker changes in a second. */
const RATE = Number(values.rate ?? 500)
/** Requests that an account may make in a second (the service's page of EC 0004-00000302); each object takes three. */
const LIMIT = Number(values.limit ?? 10_000)
const EACH = 3
/** As the queue has them: objects of a job, and seconds until a worker that is gone is noticed. */
const JOB = 5_000
const LEASE = 15
/** A worker dies so often, in seconds, and is there again after so many. */
const LIFE = 24 * 3600
const RESTART = 60
/** What is done already takes one request in place of three. */
const AGAIN = 3

/** The same numbers each time. */
function random(seed) {
  let state = seed
  return () => {
    state = (state * 1_103_515_245 + 12_345) % 2 ** 31
    return state / 2 ** 31
  }
}

/** @param {number} workers */
function simulate(workers) {
  const draw = random(workers)
  const jobs = Math.ceil(OBJECTS / JOB)
  const seconds = JOB / Math.min(RATE, LIMIT / EACH / workers)
  /** When each worker is free. */
  const free = new Float64Array(workers)
  /** Jobs of workers that died: when they are noticed, and how much of them was done. @type {{ at: number, share: number }[]} */
  const lost = []
  let [begun, deaths, repeated, end] = [0, 0, 0, 0]
  while (begun < jobs || lost.length > 0) {
    let worker = 0
    for (let other = 1; other < workers; other++) if (free[other] < free[worker]) worker = other
    const now = free[worker]
    const index = lost.findIndex(({ at }) => at <= now)
    if (index < 0 && begun >= jobs) {
      // Only jobs that nobody knows to be lost yet.
      free[worker] = Math.min(...lost.map(({ at }) => at))
      continue
    }
    const { share } = index < 0 ? { share: 0 } : lost.splice(index, 1)[0]
    if (index < 0) begun++
    const takes = seconds * (1 - share) + (seconds * share) / AGAIN
    repeated += share * JOB
    if (draw() < takes / LIFE) {
      const part = draw()
      deaths++
      lost.push({ at: now + takes * part + LEASE, share: Math.max(share, part) })
      free[worker] = now + takes * part + RESTART
    } else {
      free[worker] = now + takes
      end = Math.max(end, free[worker])
    }
  }
  const requests = OBJECTS * EACH + repeated
  return {
    workers: workers,
    hours: (end / 3600).toFixed(1),
    'requests a second': Math.round(requests / end),
    'workers that died': deaths,
    'looked at twice': Math.round(repeated),
    requests: `${(requests / 1e9).toFixed(4)} billion`,
  }
}

console.log(`${OBJECTS} objects, ${RATE} a second for each worker; each dies once in ${LIFE / 3600} hours`)
console.table([1, 8, 32, 128, 512].map(simulate))
