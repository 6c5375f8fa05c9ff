'use strict'
// Stopping uploads: all of a client with `cancel`, as in ali-oss, or one with its signal.

const { Interrupt } = require('./interrupt.js')

/** One upload while it runs. */
class Task extends Interrupt {
  /** @type {string | undefined} known once the service has named it */
  uploadId
}

/** @type {WeakMap<object, Set<Task>>} */
const running = new WeakMap()

/** @param {object} client */
function tasksOf(client) {
  const tasks = running.get(client) ?? new Set()
  running.set(client, tasks)
  return tasks
}

/**
 * Runs `work` as something that `cancel` and `signal` stop.
 *
 * @template T
 * @param {any} client
 * @param {AbortSignal | null | undefined} signal
 * @param {(task: Task) => Promise<T>} work
 */
async function asTask(client, signal, work) {
  const task = new Task(signal)
  const tasks = tasksOf(client)
  tasks.add(task)
  try {
    return await work(task)
  } finally {
    tasks.delete(task)
    task.end()
  }
}

/** Throws if the upload is to stop: it was told so, or the client's flag says so, which programs set by themselves. */
function checkGoing(client, task) {
  if (client.isCancel()) task.stop(client._makeCancelEvent())
  task.check()
}

const methods = {
  /**
   * Stops the uploads of this client that run, and aborts one for good if it is named.
   *
   * @this {any}
   * @param {{ name: string, uploadId: string, options?: object }} [abort]
   */
  cancel(abort) {
    this._stop()
    for (const stream of this.multipartUploadStreams?.splice(0) ?? []) stream.destroy()
    // Nobody waits for it, so nobody could handle its failure.
    if (!abort) return
    Promise.resolve(this.abortMultipartUpload(abort.name, abort.uploadId, abort.options)).catch(() => {})
  },

  /** @this {any} */
  isCancel() {
    return this.options.cancelFlag
  },

  /** @this {any} */
  resetCancelFlag() {
    this.options.cancelFlag = false
  },

  /**
   * @this {any}
   * @param {string} [uploadId] only this upload; the flag is for all, and stays as it is
   */
  _stop(uploadId) {
    if (uploadId === undefined) this.options.cancelFlag = true
    for (const task of tasksOf(this)) {
      if (uploadId === undefined || task.uploadId === uploadId) task.stop(this._makeCancelEvent())
    }
  },

  // Not errors, as in ali-oss: programs tell them from failures by that.
  _makeCancelEvent() {
    return { status: 0, name: 'cancel' }
  },
  _makeAbortEvent() {
    return { status: 0, name: 'abort', message: 'upload task has been abort' }
  },
}

module.exports = { asTask, checkGoing, methods }
