'use strict'
// Inventories on request. Each call is a request as the server takes it at `/-/inventory`.

class Inventory {
  #native

  /** @hidden */
  constructor(native) {
    this.#native = native
  }

  async run(bucket, id) {
    return JSON.parse(await this.#native.inventory(JSON.stringify({ action: 'run', bucket, id })))
  }
}

module.exports = { Inventory }
