'use strict'
// Faults on request. Each call is a request as the server takes it at `/-/faults`.

/** JSON has no Infinity, which becomes null there: without end. Nor has it NaN, which must not become the same. */
const toJson = (request) =>
  JSON.stringify(request, (name, value) =>
    typeof value === 'number' && !Number.isFinite(value) && !(name === 'times' && value === Infinity)
      ? String(value)
      : value,
  )

class Fault {
  #native

  /** @hidden */
  constructor(native, id) {
    this.#native = native
    this.id = id
  }

  get hits() {
    return this.#native.faultHits(this.id) ?? 0
  }

  async remove() {
    this.#native.faults(toJson({ action: 'remove', id: this.id }))
  }
}

class Faults {
  #native

  /** @hidden */
  constructor(native) {
    this.#native = native
  }

  async add(fault) {
    return new Fault(this.#native, JSON.parse(this.#native.faults(toJson({ action: 'add', fault }))).id)
  }

  async clear() {
    this.#native.faults(toJson({ action: 'clear' }))
  }
}

module.exports = { Faults }
