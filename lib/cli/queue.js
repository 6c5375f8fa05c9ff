'use strict'
// A run on many machines: jobs on Redis, done by workers. BullMQ keeps them, gives those of a worker that is gone to another, and counts; it is
// installed by who wants that (an optional peer dependency).

const { createHash } = require('node:crypto')
const { readManifest } = require('../encryption/inventory.js')
const { wait } = require('../encryption/pace.js')
const { placeOf } = require('../encryption/place.js')
const { progressOf } = require('./progress.js')
const { print } = require('./reencrypt.js')

const QUEUE = 'ali-oss-native-reencrypt'
/** A job of a listed bucket has so many pages of 1,000 keys. */
const PAGES = 5
/** A job that fails is tried again: what was done of it is not done again. */
const ATTEMPTS = 5
/** A worker says so often that it is there; one that has not for so long is gone. Milliseconds. */
const LOCK = 10_000
/** So often a job may lose its worker. */
const LOSSES = 100
const LOOK = 500

function bull() {
  try {
    return require('bullmq')
  } catch (cause) {
    throw new Error('--queue needs the package bullmq, which is not installed: npm install bullmq', { cause })
  }
}

/** @param {string} text */
function connectionOf(text) {
  let url
  try {
    url = new URL(text)
  } catch {
    throw new Error(`--queue must be redis://HOST:PORT/DATABASE, not ${text}`)
  }
  if (!['redis:', 'rediss:'].includes(url.protocol))
    throw new Error(`--queue must begin with redis://, not ${url.protocol}//`)
  return {
    host: url.hostname,
    port: Number(url.port) || 6379,
    ...(url.username && { username: decodeURIComponent(url.username) }),
    ...(url.password && { password: decodeURIComponent(url.password) }),
    db: Number(url.pathname.slice(1)) || 0,
    ...(url.protocol === 'rediss:' && { tls: {} }),
    maxRetriesPerRequest: null,
  }
}

/** The jobs of a run: a file of an inventory each, or a range of keys. @param {any} client @param {any} run @param {AbortSignal} signal */
async function* jobsOf(client, { bucket, prefix, inventory, versions, ...rest }, signal) {
  const common = { bucket, prefix, versions, ...rest }
  if (inventory) {
    const { files } = await readManifest(client, placeOf(inventory), signal)
    for (const file of files) yield { ...common, inventory, files: [file] }
    return
  }
  /** @type {string | undefined} */
  let after
  let [pages, last] = [0, /** @type {string | undefined} */ (undefined)]
  for await (const { objects } of client.objects({ prefix, 'max-keys': 1000 }, { bucket, signal }).byPage()) {
    last = objects.at(-1)?.name ?? last
    if (++pages < PAGES || last === undefined) continue
    yield { ...common, after, until: last }
    ;[after, pages] = [last, 0]
  }
  // The last has no end: what is written behind it meanwhile is seen too.
  yield { ...common, after }
}

/**
 * Puts a run on the queue, and tells how far it is until it is over. The same run is not put there twice.
 *
 * @param {any} client
 * @param {string} url
 * @param {Record<string, any>} options
 * @param {ReturnType<typeof import('./stop.js').stopOnSignal>} stop
 */
async function enqueue(client, url, options, stop) {
  const { Queue } = bull()
  const { parallel: _, rate: __, ...job } = options
  const queue = new Queue(QUEUE, { connection: connectionOf(url) })
  const run = createHash('sha256').update(JSON.stringify(job)).digest('hex').slice(0, 16)
  const keep = {
    attempts: ATTEMPTS,
    backoff: { type: 'exponential', delay: 1000 },
    removeOnComplete: false,
    removeOnFail: false,
  }
  try {
    let count = 0
    for await (const data of jobsOf(client, job, stop.signal)) {
      await queue.add('reencrypt', data, { ...keep, jobId: `${run}-${count++}` })
    }
    console.log(`${count} jobs on the queue. Begin workers: npx ali-oss-native encryption worker --queue ${url}`)
    const summary = await watch(queue, run, count, stop.signal)
    print(
      { ...summary, bucket: job.bucket, prefix: job.prefix, to: job.to, apply: job.apply },
      stop.wasStopped(),
      `oss://${job.bucket}/${job.prefix}`,
      job,
    )
    if (stop.wasStopped()) return 2
    // All of it has been told; the same run may be made again.
    for (let index = 0; index < count; index++) await queue.remove(`${run}-${index}`)
    return summary.failed.objects > 0 || summary.left.objects > 0 || summary.jobs.failed > 0 ? 1 : 0
  } finally {
    stop.end()
    await queue.close()
  }
}

/** Waits until all jobs have ended, and adds up what they came to. */
async function watch(queue, run, count, signal) {
  const progress = progressOf({ total: undefined, verb: 're-encrypted' })
  try {
    for (;;) {
      const sum = await sumOf(queue, run, count)
      progress.at(sum.objects, `${sum.jobs.ended} of ${count} jobs`)
      if (sum.jobs.ended === count || signal.aborted) return sum
      await wait(LOOK, signal)
    }
  } finally {
    progress.stop()
  }
}

async function sumOf(queue, run, count) {
  const zero = () => ({ objects: 0, bytes: 0 })
  const sum = /** @type {any} */ ({
    objects: 0,
    bytes: 0,
    requests: 0,
    jobs: { ended: 0, failed: 0 },
    done: zero(),
    would: { ...zero(), requests: 0 },
    already: zero(),
    left: { ...zero(), why: {} },
    failed: { ...zero(), why: {} },
    gone: zero(),
  })
  for (let index = 0; index < count; index++) {
    const job = await queue.getJob(`${run}-${index}`)
    const state = await job?.getState()
    if (state === 'completed' || state === 'failed') sum.jobs.ended++
    if (state === 'failed') sum.jobs.failed++
    const counts = state === 'completed' ? job.returnvalue : job?.progress
    if (counts && typeof counts === 'object') add(sum, counts)
  }
  return sum
}

/** Adds numbers, and what is made of numbers. */
function add(sum, counts) {
  for (const [name, value] of Object.entries(counts)) {
    if (typeof value === 'number') sum[name] = (sum[name] ?? 0) + value
    else if (value && typeof value === 'object') add((sum[name] ??= {}), value)
  }
}

/**
 * Does jobs until it is stopped.
 *
 * @param {(bucket: string) => any} storeOf
 * @param {string} url
 * @param {{ parallel?: number, rate?: number, once: boolean }} options
 * @param {ReturnType<typeof import('./stop.js').stopOnSignal>} stop
 */
async function work(storeOf, url, { parallel, rate, once }, stop) {
  const { Worker } = bull()
  const connection = connectionOf(url)
  const job = async ({ data, updateProgress }) => {
    const run = storeOf(data.bucket).reencrypt({ ...data, parallel, rate, signal: stop.signal })
    let told = Date.now()
    for await (const _ of run) {
      if (Date.now() - told < 1000) continue
      told = Date.now()
      await updateProgress(countsOf(run))
    }
    return countsOf(run)
  }
  const options = { connection, lockDuration: LOCK, stalledInterval: LOCK / 2, maxStalledCount: LOSSES, concurrency: 1 }
  const worker = new Worker(
    QUEUE,
    (one) => job({ data: one.data, updateProgress: (value) => one.updateProgress(value) }),
    options,
  )
  let failed = 0
  worker.on('failed', (one, error) => {
    failed++
    console.error(`ali-oss-native: a job failed: ${error.message}`)
  })
  worker.on('error', (error) => console.error(`ali-oss-native: ${error.message}`))
  await new Promise((/** @type {(value?: any) => void} */ resolve) => {
    stop.signal.addEventListener('abort', resolve, { once: true })
    if (once) worker.on('drained', () => resolve())
  })
  await worker.close()
  stop.end()
  return failed > 0 ? 1 : 0
}

function countsOf(run) {
  const { objects, bytes, requests, done, would, already, left, failed, gone } = run.summary()
  return { objects, bytes, requests, done, would, already, left, failed, gone }
}

module.exports = { enqueue, work }
