'use strict'
// Folders into buckets and back: many files, each by the method that a program would call for it.

const { stat } = require('node:fs/promises')
const { nativeOf } = require('./call.js')
const { Landing } = require('./directories/landing.js')
const { Report } = require('./directories/report.js')
const { filesIn, withStored } = require('./directories/walk.js')
const { FOR_ALL } = require('./for-all.js')
const { Interrupt } = require('./interrupt.js')
const { inParallel } = require('./parts.js')
const { settlement } = require('./settle.js')

/** So many are under way: more gain nothing on a fast network, and fewer wait for one that is far. */
const IN_FLIGHT = 32
/** What is larger goes in parts. */
const IN_PARTS = 64 << 20

/** What is not larger is read at once. */
const SMALL = 64 << 10

/** A prefix that stands for a folder. @param {unknown} prefix */
function folderOf(prefix) {
  const text = prefix === undefined || prefix === null ? '' : String(prefix)
  return text === '' || text.endsWith('/') ? text : `${text}/`
}

/** The call's own options, and those that each request has. @param {Record<string, any> | null} [options] */
function divided(options) {
  const { inFlight = IN_FLIGHT, always, filter, progress, signal, partSize, parallel, ...each } = options ?? {}
  if (!Number.isSafeInteger(inFlight) || inFlight < 1) {
    throw new TypeError(`inFlight must be a whole number, 1 at least, not ${inFlight}`)
  }
  const wanted = typeof filter === 'function' ? filter : () => true
  const large = { ...(partSize && { partSize }), ...(parallel && { parallel }) }
  return { inFlight, always, wanted, progress, signal, large, each }
}

/**
 * Does `job` with each item, some at a time. What fails is in the report, unless all would.
 *
 * @param {AsyncIterable<any>} items
 * @param {{ inFlight: number, progress?: Function, signal?: AbortSignal | null }} options
 * @param {(item: any, report: Report, signal: AbortSignal) => Promise<void>} job
 */
async function forEach(items, { inFlight, progress, signal }, job) {
  const over = new Interrupt(signal)
  const report = new Report(progress)
  try {
    const failures = await inParallel(
      items,
      inFlight,
      async (item) => {
        over.check()
        try {
          await job(item, report, over.signal)
        } catch (/** @type {any} */ error) {
          if (over.signal.aborted || FOR_ALL.has(error?.code)) throw error
          report.fail(item, error)
        }
        await report.tell()
      },
      (error) => over.stop(error),
    )
    over.check()
    if (failures.length > 0) throw failures[0]
    return report.result()
  } finally {
    over.end()
  }
}

/**
 * Whether a file has the bytes of an object of the same size. Objects of long ago have no checksum.
 *
 * @param {any} client
 * @param {{ path: string, name: string }} pair
 * @param {Record<string, any>} options
 */
async function isSame(client, { path, name }, { bucket, timeout, signal }) {
  const options = { ...(bucket && { bucket }), ...(timeout && { timeout }), signal }
  const head = await client.head(name, options).catch((error) => {
    if (signal.aborted) throw error
    return undefined
  })
  const stored = head?.res.headers['x-oss-hash-crc64ecma']
  return stored !== undefined && stored === (await settlement(nativeOf(client).fileCrc64(path), client))
}

/** What a small file holds, in one step: to look at it, to open it and to read it are three. @param {any} client @param {string} path @param {number} size */
async function smallFile(client, path, size) {
  return size <= SMALL ? settlement(nativeOf(client).smallFile(path, SMALL), client) : undefined
}

module.exports = {
  /**
   * @this {any}
   * @param {string} directory
   * @param {string | null} [prefix]
   * @param {Record<string, any> | null} [options]
   */
  async uploadDirectory(directory, prefix, options) {
    const { always, wanted, large, each, ...run } = divided(options)
    const stats = await stat(directory)
    if (!stats.isDirectory()) throw new TypeError(`${directory} is no folder: put sends a file`)
    const start = folderOf(prefix)
    const files = filesIn(directory, start, wanted)
    const listing = { bucket: each.bucket, signal: run.signal }
    const items = always ? files : withStored(files, this.objects({ prefix: start }, listing))
    return forEach(items, run, async (file, report, signal) => {
      if (file.reason) return report.skip(file)
      const { path, name, size, stored } = file
      if (stored?.size === size && (await isSame(this, file, { ...each, signal }))) return report.pass()
      if (size > IN_PARTS) await this.multipartUpload(name, path, { ...each, ...large, signal })
      else await this.put(name, (await smallFile(this, path, size)) ?? path, { ...each, signal })
      report.transfer(size)
    })
  },

  /**
   * @this {any}
   * @param {string | null} prefix
   * @param {string} directory
   * @param {Record<string, any> | null} [options]
   */
  async downloadDirectory(prefix, directory, options) {
    const { always, wanted, large, each, ...run } = divided(options)
    const start = folderOf(prefix)
    const landing = await Landing.in(directory)
    const objects = this.objects({ prefix: start }, { bucket: each.bucket, signal: run.signal })
    return forEach(objects, run, async (object, report, signal) => {
      const { name, size } = object
      if (!wanted(name)) return
      const { path, there, isFolder } = await landing.placeOf(name.slice(start.length), size)
      if (isFolder) return
      object.path = path
      if (!always && there === size && (await isSame(this, { path, name }, { ...each, signal }))) return report.pass()
      await this.get(name, path, { ...each, ...large, signal })
      report.transfer(size)
    })
  },
}
