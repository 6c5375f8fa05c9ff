'use strict'
// How far an upload in parts is: told when a part is done, and between that by the bytes of those under way.

const { MOVED } = require('./progress.js')

/** Bytes are told about so often at most; parts whenever one is done, for the checkpoint has grown. */
const INTERVAL = 100

class PartProgress {
  /** Which share of a part has been sent. @type {Map<number, number>} */
  #underWay = new Map()
  #highest = 0
  #lastTime = 0
  /** @type {unknown} the answer that came last, which programs look at */
  #res
  #telling = false

  /**
   * @param {object} of
   * @param {Function | undefined} of.progress the caller's
   * @param {(done: number) => number} of.share how much is done with so many parts; less than 1
   * @param {import('./checkpoint.js').Checkpoint} of.checkpoint
   * @param {(error: unknown) => void} of.fail ends the upload: the caller's function threw
   */
  constructor({ progress, share, checkpoint, fail }) {
    this.progress = progress
    this.share = share
    this.checkpoint = checkpoint
    this.fail = fail
  }

  /**
   * What a part's options need to be watched.
   *
   * @param {{ number: number, start: number, end: number }} part
   */
  watch({ number, start, end }) {
    if (typeof this.progress !== 'function') return {}
    return { [MOVED]: ({ sent }) => this.#moved(number, sent / (end - start)) }
  }

  /** Takes note of an answer. @param {unknown} res */
  answered(res) {
    this.#res = res
  }

  /** @param {number} number the part that is done @param {unknown} res */
  async done(number, res) {
    this.#underWay.delete(number)
    this.#res = res
    await this.#tell()
  }

  /** @param {number} number the part that will not be done */
  failed(number) {
    this.#underWay.delete(number)
  }

  #moved(number, fraction) {
    // Sent is not yet stored.
    this.#underWay.set(number, Math.min(fraction, 0.99))
    if (!this.#res || this.#telling || performance.now() - this.#lastTime < INTERVAL) return
    this.#telling = true
    this.#tell()
      .catch(this.fail)
      .finally(() => {
        this.#telling = false
      })
  }

  async #tell() {
    this.#lastTime = performance.now()
    const underWay = [...this.#underWay.values()].reduce((sum, fraction) => sum + fraction, 0)
    // A part that is sent anew does not take anything back.
    this.#highest = Math.max(this.#highest, this.share(this.checkpoint.doneParts.length + underWay))
    await this.progress?.(this.#highest, this.checkpoint, this.#res)
  }
}

module.exports = { PartProgress }
