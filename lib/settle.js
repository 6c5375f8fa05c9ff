'use strict'
// Promises of native calls. A native call returns a ticket; calls that end close together are delivered at once.

/** @type {Map<number, { resolve: (value: any) => void, reject: (reason: any) => void, holder: unknown }>} */
const open = new Map()

// Native work does not keep the process alive; this does, while a promise is open.
const alive = setInterval(() => {}, 2 ** 31 - 1)
alive.unref()

/**
 * @param {number} ticket
 * @param {unknown} [holder] what must not be collected while the call is open
 */
function settlement(ticket, holder) {
  return new Promise((resolve, reject) => {
    open.set(ticket, { resolve, reject, holder })
    if (open.size === 1) alive.ref()
  })
}

/**
 * Called by native code.
 *
 * @param {any[]} settled a ticket, whether it succeeded, the result or the reason; and so on
 */
function deliver(settled) {
  for (let at = 0; at < settled.length; at += 3) {
    const promise = open.get(settled[at])
    open.delete(settled[at])
    if (settled[at + 1]) promise?.resolve(settled[at + 2])
    else promise?.reject(settled[at + 2])
  }
  if (open.size === 0) alive.unref()
}

module.exports = { deliver, settlement }
