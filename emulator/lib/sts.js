'use strict'
// Temporary access keys. Each call is a request as the server takes it at `/-/sts`.

class Sts {
  #native

  /** @hidden */
  constructor(native) {
    this.#native = native
  }

  #ask(request) {
    return JSON.parse(this.#native.sts(JSON.stringify(request)))
  }

  /** @param {any} [options] */
  async issue({ durationSeconds, expiration, accessKeyId, owner, policy } = {}) {
    const at = expiration === undefined ? undefined : new Date(expiration).getTime()
    if (Number.isNaN(at)) throw new TypeError(`expiration must be a date, not ${expiration}`)
    const issued = this.#ask({ action: 'issue', durationSeconds, expiration: at, accessKeyId, owner, policy })
    return { ...issued, expiration: new Date(issued.expiration).toISOString() }
  }

  async expire(token) {
    this.#ask({ action: 'expire', stsToken: token?.stsToken ?? token })
  }
}

module.exports = { Sts }
