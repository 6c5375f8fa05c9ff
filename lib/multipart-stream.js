'use strict'
// Uploads in parts of what comes as a stream: its length is unknown, and it can be read only once.

const { present } = require('./bytes.js')
const { checkGoing } = require('./cancel.js')
const { chunksOf, made } = require('./chunks.js')
const { SEALER, SIZES } = require('./client-encryption/sealer.js')
const { initiateOptions, partOptions } = require('./multipart-options.js')
const { partOfBytes } = require('./part-streams.js')
const { DEFAULT_PART_SIZE, MIN_PART_SIZE, checkPartSize, without } = require('./parts.js')
const { putWhole } = require('./put-whole.js')
const { Transfer, combined } = require('./transfer.js')

/** After so many parts the next ones are twice as large: 10,000 parts of 1 MiB each would end at 9.8 GiB. */
const PARTS_OF_A_SIZE = 1000
const MAX_PART_SIZE = 5 * 1024 ** 3

/**
 * Parts of what comes as a stream: at most `parallel` of them are in memory.
 *
 * @param {{ client: any, task: any, options: Record<string, any>, natives: import('./multipart.js').Natives }} upload
 * @param {string} name
 * @param {unknown} stream or a function that makes one
 * @param {import('./checkpoint.js').Checkpoint} [checkpoint] to go on from: then it must be a function
 */
async function uploadStream(upload, name, stream, checkpoint) {
  const { task } = upload
  const make = typeof stream === 'function' ? /** @type {() => unknown} */ (stream) : undefined
  const source = chunksOf(make ? await task.wait(made(make)) : stream)
  task.signal.addEventListener('abort', () => source.stop(task.signal.reason), { once: true })
  try {
    return await transferStream(upload, name, source, checkpoint)
  } catch (error) {
    source.stop(error)
    throw error
  }
}

/**
 * @param {Parameters<typeof uploadStream>[0]} upload
 * @param {string} name
 * @param {import('./chunks.js').Chunks} source
 * @param {import('./checkpoint.js').Checkpoint} [before]
 */
async function transferStream(upload, name, source, before) {
  const { client, task, options, natives } = upload
  checkGoing(client, task)
  checkPartSize(options.partSize)
  const total = options.contentLength
  const wanted = total ? client._getPartSize(total, options.partSize) : options.partSize || DEFAULT_PART_SIZE
  const { partSize } = before ?? { partSize: wanted }
  const cutter = new Cutter(source)
  const first = await task.wait(cutter.take(partSize))
  if (!before && first.length < MIN_PART_SIZE) {
    checkLength(first.length, total)
    return putWhole(upload, name, first, first.length)
  }
  const sealer = client[SEALER]
  if (sealer && !total) {
    throw new TypeError('the service is told the size of an encrypted upload at its beginning: say it as contentLength')
  }
  if (before) await task.wait(sealer?.adopt(client, before))
  const said = { ...initiateOptions(options, task.signal), ...(sealer && { [SIZES]: { dataSize: total, partSize } }) }
  const begun = before ? undefined : await task.wait(client.initMultipartUpload(name, said))
  const sealed = begun?.encryption && { encryption: begun.encryption }
  const checkpoint = before ?? { name, fileSize: 0, partSize, uploadId: begun.uploadId, doneParts: [], ...sealed }
  checkpoint.fileSize = first.length
  const count = total ? Math.ceil(total / partSize) : undefined
  const shareSoFar = growing(() => Number(checkpoint.fileSize) + partSize)
  if (begun) await options.progress?.(0, checkpoint, begun.res)

  let sent = 0
  const share = (done) => (count === undefined ? shareSoFar(sent) : done / (Math.max(count, done) + 1))
  const transfer = new Transfer({ client, task, options, checkpoint, verb: 'upload', share, res: begun?.res })
  await transfer.look()
  const parts = cutter.parts(first, total ? () => partSize : grownFrom(partSize), (size) => {
    checkpoint.fileSize = size
  })
  const { name: key, uploadId } = checkpoint
  const sumOf = ({ content, start }) => (sealer ? sealer.crc64(uploadId, content, start) : natives.crc64?.(content))
  const same = (part, crc64) => [undefined, crc64].includes(sumOf(part))
  const missing = without(parts, async (part) => {
    const done = await transfer.has(part, (crc64) => same(part, crc64))
    if (done) sent += part.content.length
    return done
  })
  // A failure ends the source, or those that wait for more of it would keep the failure waiting.
  await transfer.send(
    missing,
    async ({ number, content }, watch) => {
      const { data, close } = partOfBytes(client, content)
      const settings = { ...partOptions(options, task.signal), ...watch }
      try {
        const result = await client._uploadPart(key, uploadId, number, data, settings)
        sent += content.length
        return result
      } finally {
        close()
      }
    },
    (error) => source.stop(error),
  )
  checkLength(Number(checkpoint.fileSize), total)
  return transfer.complete((sums) => combined(sums, natives.combineCrc64))
}

/** Cuts what comes in chunks of any size into parts of a given one. */
class Cutter {
  #source
  /** What has been read and not been taken. */
  #rest = /** @type {Uint8Array} */ (new Uint8Array(0))

  /** @param {import('./chunks.js').Chunks} source */
  constructor(source) {
    this.#source = source
  }

  /** @param {number} size what is returned is shorter at the end only */
  async take(size) {
    // A buffer of its own: part of a pool, it would keep the whole pool for as long as the part is under way.
    const part = Buffer.allocUnsafeSlow(size)
    let filled = 0
    while (filled < size) {
      if (this.#rest.length === 0) {
        const chunk = await this.#source.read()
        if (chunk === null) break
        // What has to wait is copied: its memory may be used again by then.
        this.#rest = present(chunk.length > size - filled ? new Uint8Array(chunk) : chunk)
      }
      const piece = this.#rest.subarray(0, size - filled)
      part.set(piece, filled)
      filled += piece.length
      this.#rest = this.#rest.subarray(piece.length)
    }
    return part.subarray(0, filled)
  }

  /**
   * @param {Buffer} first
   * @param {(number: number) => number} sizeOf
   * @param {(size: number) => void} read told of how much has been read in all
   */
  async *parts(first, sizeOf, read) {
    let content = first
    for (let number = 1, start = 0; content.length > 0; number++) {
      const end = start + content.length
      read(end)
      yield { number, start, end, content }
      start = end
      content = await this.take(sizeOf(number + 1))
    }
  }
}

/** @param {number} partSize */
function grownFrom(partSize) {
  return (number) => Math.min(partSize * 2 ** Math.floor((number - 1) / PARTS_OF_A_SIZE), MAX_PART_SIZE)
}

/** A share of what is known so far; where more becomes known at once, it stays instead of falling. */
function growing(known) {
  let last = 0
  return (sent) => (last = Math.max(last, sent / known()))
}

/** @param {number} size @param {number | undefined} said */
function checkLength(size, said) {
  if (said === undefined || said === null || size === said) return
  throw new RangeError(`the stream gave ${size} bytes, and contentLength says ${said}`)
}

module.exports = { uploadStream }
