'use strict'
// Ctrl-C: what is under way ends, nothing else begins. A second one ends at once.

/** @returns {{ signal: AbortSignal, wasStopped: () => boolean, end: () => void }} */
function stopOnSignal() {
  const controller = new AbortController()
  const stop = () => {
    if (controller.signal.aborted) process.exit(130)
    controller.abort(new Error('stopped'))
  }
  for (const name of ['SIGINT', 'SIGTERM']) process.on(name, stop)
  return {
    signal: controller.signal,
    wasStopped: () => controller.signal.aborted,
    end: () => {
      for (const name of ['SIGINT', 'SIGTERM']) process.off(name, stop)
    },
  }
}

module.exports = { stopOnSignal }
