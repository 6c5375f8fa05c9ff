'use strict'
// What has become of many files.

/** So many are named: the rest is counted. */
const NAMED = 1000

class Report {
  #counts = { transferred: 0, unchanged: 0, skipped: 0, failed: 0, bytes: 0 }
  /** @type {{ name: string, path?: string, error: unknown }[]} */
  #errors = []
  /** @type {{ path: string, reason: string }[]} */
  #skips = []
  #progress

  /** @param {Function} [progress] told the counts when one more is done */
  constructor(progress) {
    this.#progress = typeof progress === 'function' ? progress : undefined
  }

  /** @param {number} bytes */
  transfer(bytes) {
    this.#counts.transferred++
    this.#counts.bytes += bytes
  }

  pass() {
    this.#counts.unchanged++
  }

  /** @param {{ path: string, reason: string }} file */
  skip({ path, reason }) {
    if (this.#counts.skipped++ < NAMED) this.#skips.push({ path, reason })
  }

  /** @param {{ name: string, path?: string }} file @param {unknown} error */
  fail({ name, path }, error) {
    if (this.#counts.failed++ < NAMED) this.#errors.push({ name, ...(path !== undefined && { path }), error })
  }

  async tell() {
    await this.#progress?.({ ...this.#counts })
  }

  result() {
    return { ...this.#counts, errors: this.#errors, skips: this.#skips }
  }
}

module.exports = { Report }
