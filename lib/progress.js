'use strict'
// How far a call is, in bytes: looked at ten times a second, for as long as somebody wants to know.

const { Interrupt } = require('./interrupt.js')

/** Under this name, options carry who is told what has moved. Callers of the package cannot have it. */
const MOVED = Symbol('moved')

const INTERVAL = 100

/**
 * @typedef {object} Moved
 * @property {number} sent bytes of the request's body
 * @property {number} received bytes of the object
 * @property {number} expected bytes to be received, 0 where that is not known
 */

/**
 * Looks until it is told to stop.
 *
 * @param {() => number[] | null | undefined} look
 * @param {(moved: Moved) => void} moved told only of what has changed
 * @returns {() => void}
 */
function watching(look, moved) {
  let last = 0
  const timer = setInterval(() => {
    const [sent, received, expected] = look() ?? []
    if (sent === undefined || sent + received === last) return
    last = sent + received
    moved({ sent, received, expected })
  }, INTERVAL)
  timer.unref()
  return () => clearInterval(timer)
}

/**
 * Runs a call about one body, and tells `progress` its share, from 0 to 1, and the bytes. It is told 1 once, when the call
 * has succeeded. One that throws ends the call.
 *
 * @template T
 * @param {{ progress?: Function, signal?: AbortSignal | null } & Record<string | symbol, any>} options
 * @param {(moved: Moved) => { loaded: number, total?: number }} read
 * @param {(options: any) => Promise<T>} work
 * @param {(result: T) => number} size bytes in all, once it has succeeded
 * @returns {Promise<T>}
 */
async function withProgress(options, read, work, size) {
  const { progress, ...rest } = options
  if (typeof progress !== 'function') return work(options)
  const over = new Interrupt(options.signal)
  /** @type {{ loaded: number, total?: number }} */
  let last = { loaded: 0 }
  /** @type {Promise<void> | undefined} */
  let telling
  const tell = async () => {
    try {
      await progress(shareOf(last), last)
    } catch (error) {
      over.stop(error)
    }
    telling = undefined
  }
  const moved = (now) => {
    last = read(now)
    // A slow listener misses some.
    telling ??= tell()
  }
  try {
    const result = await work({ ...rest, signal: over.signal, [MOVED]: moved })
    await telling
    over.check()
    const total = size(result)
    await progress(1, { loaded: total, total })
    return result
  } finally {
    over.end()
  }
}

/** @param {{ loaded: number, total?: number }} moved */
function shareOf({ loaded, total }) {
  // All has been sent, but not been answered.
  return total ? Math.min(loaded / total, 0.999) : 0
}

module.exports = { MOVED, watching, withProgress }
