'use strict'
// Cutting into parts, and doing several at a time.

const MAX_PARTS = 10000
const MIN_PART_SIZE = 100 * 1024
const DEFAULT_PART_SIZE = 1024 * 1024
const DEFAULT_PARALLEL = 5

/**
 * @typedef {object} Part
 * @property {number} number from 1
 * @property {number} start
 * @property {number} end
 */

/** @param {any} partSize as the caller gave it */
function checkPartSize(partSize) {
  if (partSize && parseInt(partSize, 10) !== partSize) throw new Error('partSize must be int number')
  if (partSize) checkLeast('partSize', partSize)
}

/** @param {'partSize' | 'copySize'} name @param {number} size */
function checkLeast(name, size) {
  if (size < MIN_PART_SIZE) throw new Error(`${name} must not be smaller than ${MIN_PART_SIZE}`)
}

/** @param {number} size of all @param {number | null} [wanted] */
function partSizeFor(size, wanted) {
  const least = Math.ceil(size / MAX_PARTS)
  const partSize = wanted || DEFAULT_PART_SIZE
  if (partSize >= least) return partSize
  console.warn(
    `partSize has been set to ${least}, because the partSize you provided causes partNumber to be greater than 10,000`,
  )
  return least
}

/** @param {number} size @param {number} partSize @param {number} [offset] */
function rangesOf(size, partSize, offset = 0) {
  return Array.from({ length: Math.ceil(size / partSize) }, (_, index) => ({
    start: offset + partSize * index,
    end: offset + Math.min(partSize * (index + 1), size),
  }))
}

/**
 * @param {Array<{ start: number, end: number }>} ranges
 * @returns {Part[]}
 */
function numbered(ranges) {
  return ranges.map((range, index) => ({ number: index + 1, ...range }))
}

/**
 * Those of which `isDone` is not true, one after another.
 *
 * @template T
 * @param {Iterable<T> | AsyncIterable<T>} items
 * @param {(item: T) => Promise<boolean>} isDone
 */
async function* without(items, isDone) {
  for await (const item of items) if (!(await isDone(item))) yield item
}

/** @param {unknown} parallel as the caller gave it */
function parallelOf(parallel) {
  return Math.max(1, Math.floor(Number(parallel)) || DEFAULT_PARALLEL)
}

/**
 * Does `job` for each item, `parallel` at a time. After a failure no more are begun, but those under way are awaited:
 * what they achieve counts.
 *
 * @template T
 * @param {Iterable<T> | AsyncIterable<T>} items
 * @param {number} parallel
 * @param {(item: T) => Promise<void>} job
 * @param {(error: unknown) => void} [failing] told of each failure when it happens
 * @returns {Promise<unknown[]>} the failures, the first first
 */
async function inParallel(items, parallel, job, failing = () => {}) {
  /** @type {unknown[]} */
  const failures = []
  const iterator = Symbol.asyncIterator in items ? items[Symbol.asyncIterator]() : items[Symbol.iterator]()
  const worker = async () => {
    try {
      while (failures.length === 0) {
        const { done, value } = await iterator.next()
        if (done || failures.length > 0) return
        await job(value)
      }
    } catch (error) {
      failures.push(error)
      failing(error)
    }
  }
  await Promise.all(Array.from({ length: parallel }, worker))
  return failures
}

module.exports = {
  DEFAULT_PART_SIZE,
  MAX_PARTS,
  MIN_PART_SIZE,
  checkLeast,
  checkPartSize,
  inParallel,
  numbered,
  parallelOf,
  partSizeFor,
  rangesOf,
  without,
}
