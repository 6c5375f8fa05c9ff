'use strict'
// The middle and the end of a multipart upload: parts in parallel, recorded as they arrive, and put together.

const { checkGoing } = require('./cancel.js')
const { changed, keepStored, storedParts } = require('./checkpoint.js')
const { OSSError } = require('./error.js')
const { CRC64, askOptions, completeOptions } = require('./multipart-options.js')
const { PartProgress } = require('./part-progress.js')
const { inParallel, parallelOf } = require('./parts.js')

/**
 * @typedef {object} PartResult
 * @property {string} etag
 * @property {any} res
 * @property {string} [crc64] of what was sent
 *
 * @typedef {(parts: Array<{ crc64: string, size: number }>) => string} CombineCrc64
 * @typedef {import('./parts.js').Part & { content?: Buffer }} Part
 */

/** A part's failure on its way to the caller. */
class PartFailure {
  /** @param {unknown} error @param {number} partNum */
  constructor(error, partNum) {
    this.error = error
    this.partNum = partNum
  }
}

class Transfer {
  /** Sizes and checksums of the parts that the service has, where they are known. @type {Map<number, any>} */
  #sums = new Map()
  /** Whether the service knew the upload while this ran. */
  #known = false
  /** Numbers of the parts that were done before. @type {Set<number>} */
  #before = new Set()

  /**
   * @param {object} of
   * @param {any} of.client
   * @param {any} of.task
   * @param {Record<string, any>} of.options the caller's, copied
   * @param {import('./checkpoint.js').Checkpoint} of.checkpoint
   * @param {'upload' | 'copy'} of.verb
   * @param {(done: number) => number} of.share how much is done with so many parts; less than 1
   * @param {unknown} [of.res] the answer that began it
   */
  constructor({ client, task, options, checkpoint, verb, share, res }) {
    this.client = client
    this.task = task
    this.options = options
    this.checkpoint = checkpoint
    this.verb = verb
    checkpoint.doneParts ??= []
    const fail = (error) => task.stop(error)
    this.progress = new PartProgress({ progress: options.progress, share, checkpoint, fail })
    this.progress.answered(res)
    this.#known = res !== undefined
    task.uploadId = checkpoint.uploadId
  }

  /** Asks the service which of the parts that the checkpoint has are there, and forgets the others. */
  async look() {
    const { client, task, checkpoint } = this
    if (checkpoint.doneParts.length === 0) return
    const stored = await task.wait(storedParts(client, checkpoint, askOptions(this.options, task.signal)))
    if (stored) {
      this.#known = true
      keepStored(checkpoint, stored)
    }
    for (const { number } of checkpoint.doneParts) {
      this.#before.add(number)
      if (stored) this.#sums.set(number, stored.get(number))
    }
  }

  /**
   * Whether the service has a part already. One of another length is sent again.
   *
   * @param {import('./parts.js').Part} part
   * @param {(crc64: string) => boolean | Promise<boolean>} same whether that is the part's checksum
   */
  async has({ number, start, end }, same) {
    if (!this.#before.has(number)) return false
    const { size, crc64 } = this.#sums.get(number) ?? {}
    if (size !== undefined && size !== end - start) {
      const { doneParts } = this.checkpoint
      doneParts.splice(
        doneParts.findIndex((done) => done.number === number),
        1,
      )
      this.#sums.delete(number)
      return false
    }
    if (crc64 && !(await same(crc64))) throw changed('the content has', 'since the checkpoint')
    this.#sums.set(number, { crc64, size: end - start })
    return true
  }

  /**
   * @template {Part} P
   * @param {Iterable<P> | AsyncIterable<P>} parts
   * @param {(part: P, watch: object) => Promise<PartResult>} send is given what is to be among its options
   * @param {(error: unknown) => void} [failing]
   */
  async send(parts, send, failing) {
    const parallel = parallelOf(this.options.parallel)
    const job = async (part) => {
      try {
        await this.#sendOne(part, send)
      } catch (error) {
        throw new PartFailure(error, part.number)
      }
    }
    const failures = await this.task.wait(inParallel(parts, parallel, job, failing))
    checkGoing(this.client, this.task)
    if (failures.length > 0) throw this.#reasonOf(failures, parallel)
  }

  async #sendOne(part, send) {
    const { client, task, checkpoint } = this
    checkGoing(client, task)
    let result
    try {
      result = await send(part, this.progress.watch(part))
    } catch (/** @type {any} */ error) {
      this.progress.failed(part.number)
      // As in ali-oss, but only where somebody has aborted it meanwhile: one that was gone before is the service's to tell.
      // What a program put in the place of a request says it by the status.
      const gone =
        error instanceof OSSError ? /** @type {any} */ (error).code === 'NoSuchUpload' : error?.status === 404
      if (!gone || !this.#known) throw error
      throw Object.assign(client._makeAbortEvent(), { code: error.code, requestId: error.requestId })
    }
    this.#known = true
    const etag = result.etag ?? result.res.headers.etag
    // Stopped meanwhile: the caller has been answered, and does not expect the checkpoint to change any more.
    if (task.signal.aborted || client.isCancel()) return
    this.#sums.set(part.number, { crc64: result.crc64, size: part.end - part.start })
    checkpoint.doneParts.push({ number: part.number, etag })
    await this.progress.done(part.number, result.res)
  }

  /** That the upload was aborted explains the other failures. */
  #reasonOf(failures, parallel) {
    const failure = failures.find(({ error }) => error?.name === 'abort') ?? failures[0]
    if (!(failure instanceof PartFailure)) return failure
    const { partNum } = failure
    /** @type {any} */
    const error = failure.error instanceof Object ? failure.error : new Error(String(failure.error))
    // `Reflect`, because a frozen error is still the reason.
    Reflect.set(error, 'partNum', partNum)
    if (parallel > 1 && error.name !== 'abort') {
      Reflect.set(error, 'message', `Failed to ${this.verb} some parts with error: ${error} part_num: ${partNum}`)
    }
    return error
  }

  /**
   * Makes the object of its parts, and checks that it is what was sent.
   *
   * @param {(sums: Map<number, any>) => string | undefined} expected the CRC64 of what was sent, if it is known
   */
  async complete(expected) {
    const { client, task, options } = this
    const { name, uploadId, doneParts } = this.checkpoint
    checkGoing(client, task)
    const parts = [...doneParts].sort((a, b) => a.number - b.number)
    const sum = expected(this.#sums)
    const sent = options.crc64 === false ? undefined : sum
    const settings = { ...completeOptions(options, task.signal), [CRC64]: sent }
    const result = await task.wait(client.completeMultipartUpload(name, uploadId, parts, settings))
    checkCrc64(result.res, sent)
    await options.progress?.(1, null, result.res)
    return result
  }
}

/**
 * The CRC64 of all parts in order; unknown if that of one is.
 *
 * @param {Map<number, any>} sums
 * @param {CombineCrc64 | undefined} combine
 */
function combined(sums, combine) {
  const parts = [...sums].sort(([a], [b]) => a - b).map(([, sum]) => sum)
  return combine && parts.every((part) => part?.crc64) ? combine(parts) : undefined
}

/** @param {any} res @param {string | undefined} sent */
function checkCrc64(res, sent) {
  const stored = res?.headers?.['x-oss-hash-crc64ecma']
  if (!stored || sent === undefined || String(sent) === String(stored)) return
  throw new OSSError(`the object is not what was sent: its CRC64 is ${stored} and should be ${sent}`, {
    name: 'InconsistentCrc64Error',
    code: 'InconsistentCrc64',
    clientCrc64: sent,
    serverCrc64: stored,
    status: res.status,
    requestId: res.headers['x-oss-request-id'],
  })
}

module.exports = { Transfer, combined }
