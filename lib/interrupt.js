'use strict'
// Waits that can be called off: a promise cannot be taken back, but one need not go on waiting for it.

const { setMaxListeners } = require('node:events')

class Interrupt {
  #controller = new AbortController()
  /** @type {Set<(reason: unknown) => void>} */
  #waiting = new Set()
  /** @type {(() => void) | undefined} */
  #unfollow

  /** @param {AbortSignal | null} [signal] stops this too, until `end` */
  constructor(signal) {
    // Each call, part and stream below it follows it.
    setMaxListeners(0, this.signal)
    if (!signal) return
    const follow = () => this.stop(signal.reason)
    if (signal.aborted) follow()
    else signal.addEventListener('abort', follow, { once: true })
    this.#unfollow = () => signal.removeEventListener('abort', follow)
  }

  /** For what can be told to stop. */
  get signal() {
    return this.#controller.signal
  }

  /** @param {unknown} reason what every wait now rejects with */
  stop(reason) {
    if (this.signal.aborted) return
    this.#controller.abort(reason)
    for (const reject of this.#waiting) reject(this.signal.reason)
    this.#waiting.clear()
  }

  check() {
    this.signal.throwIfAborted()
  }

  /**
   * Not a race against one long promise: each would leave a reaction behind, and a stream has many chunks.
   *
   * @template T
   * @param {T | PromiseLike<T>} promise
   * @returns {Promise<T>}
   */
  wait(promise) {
    return new Promise((resolve, reject) => {
      if (this.signal.aborted) reject(this.signal.reason)
      else this.#waiting.add(reject)
      const leave = (settle) => (value) => {
        this.#waiting.delete(reject)
        settle(value)
      }
      Promise.resolve(promise).then(leave(resolve), leave(reject))
    })
  }

  /** Lets go of the caller's signal. */
  end() {
    this.#unfollow?.()
  }
}

module.exports = { Interrupt }
