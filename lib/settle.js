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
 * The same, until somebody does not want it any more. The signal is followed first: what is no signal begins nothing, and what is
 * called off by an option's getter is.
 *
 * @param {() => number} begin the native call
 * @param {AbortSignal} signal
 * @param {(ticket: number) => void} stop ends the native call; nothing is delivered then
 * @param {unknown} [holder] what must not be collected while the call is open
 */
async function stoppable(begin, signal, stop, holder) {
  let ticket = NaN
  const abort = () => {
    const promise = open.get(ticket)
    if (!promise) return
    close(ticket)
    stop(ticket)
    promise.reject(signal.reason)
  }
  signal.addEventListener('abort', abort, { once: true })
  try {
    ticket = begin()
    const promise = settlement(ticket, holder)
    if (signal.aborted) abort()
    return await promise
  } finally {
    signal.removeEventListener('abort', abort)
  }
}

function close(ticket) {
  open.delete(ticket)
  if (open.size === 0) alive.unref()
}

/**
 * Called by native code.
 *
 * @param {any[]} settled a ticket, whether it succeeded, the result or the reason; and so on
 */
function deliver(settled) {
  for (let at = 0; at < settled.length; at += 3) {
    const promise = open.get(settled[at])
    close(settled[at])
    if (settled[at + 1]) promise?.resolve(settled[at + 2])
    else promise?.reject(settled[at + 2])
  }
}

module.exports = { deliver, settlement, stoppable }
