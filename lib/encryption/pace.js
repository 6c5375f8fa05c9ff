'use strict'
// Many jobs, some at a time, with what they give in the order in which they were begun; and not too many in a second.

/**
 * @template Item, Result
 * @param {AsyncIterable<Item> | Iterable<Item>} items
 * @param {number} parallel so many at a time
 * @param {(item: Item) => Promise<Result>} job
 * @returns {AsyncGenerator<Result>}
 */
async function* inOrder(items, parallel, job) {
  /** @type {Promise<Result>[]} */
  const begun = []
  let first = 0
  const next = () => {
    const result = begun[first]
    // Not shifted each time: that moves all of them.
    if (++first === parallel) begun.splice(0, first)
    first %= parallel
    return result
  }
  try {
    for await (const item of items) {
      const result = job(item)
      // Who stops listening hears no more of it.
      result.catch(() => {})
      begun.push(result)
      if (begun.length - first >= parallel) yield await next()
    }
    while (begun.length > first) yield await next()
  } finally {
    await Promise.allSettled(begun.slice(first))
  }
}

/** Lets only so much happen in a second: requests, or bytes. What was not used is not saved for long. */
class Pace {
  #each
  /** When the next may be. */
  #next = 0

  /** @param {number | undefined | null} perSecond */
  constructor(perSecond) {
    if (perSecond !== undefined && perSecond !== null && !(perSecond > 0)) {
      throw new RangeError(`a rate must be a number above 0, not ${perSecond}`)
    }
    this.#each = perSecond ? 1000 / perSecond : 0
  }

  /** Waits until `amount` more may be. @param {number} [amount] @param {AbortSignal | null} [signal] */
  async turn(amount = 1, signal) {
    if (this.#each === 0) return
    const now = performance.now()
    const at = Math.max(this.#next, now - 100)
    this.#next = at + this.#each * amount
    // A timer is not exact: what is less than its grain is made up for by the next.
    if (at - now > 2) await wait(at - now, signal)
  }
}

/** @param {number} milliseconds @param {AbortSignal | null} [signal] */
function wait(milliseconds, signal) {
  return new Promise((resolve) => {
    const end = () => {
      clearTimeout(timer)
      signal?.removeEventListener('abort', end)
      resolve(undefined)
    }
    const timer = setTimeout(end, milliseconds)
    if (signal?.aborted) end()
    else signal?.addEventListener('abort', end, { once: true })
  })
}

/** A number of things at a time. @param {string} name @param {unknown} value @param {number} byDefault */
function countOf(name, value, byDefault) {
  const count = Number(value ?? byDefault)
  if (!Number.isSafeInteger(count) || count < 1)
    throw new RangeError(`${name} must be a whole number, 1 at least, not ${value}`)
  return count
}

module.exports = { Pace, countOf, inOrder, wait }
