'use strict'
// Several buckets that hold the same objects: a read goes to one and falls back on the others, a write goes to all.

const { EventEmitter } = require('node:events')
const { networkInterfaces } = require('node:os')
const { isReadable, isWritable } = require('./body.js')
const { branchesOf } = require('./branches.js')
const { isBlob } = require('./part-source.js')

/** What nodes have of the cluster's options, unless they have their own. */
const COMMON = ['timeout', 'agent', 'urllib']
const READS = ['head', 'get', 'getStream', 'list', 'listV2', 'getACL']
const WRITES = ['put', 'putStream', 'delete', 'deleteMulti', 'copy', 'putMeta', 'putACL', 'restore']
/** Writes whose second argument is a body. */
const BODIED = ['put', 'putStream']
const HEARTBEAT = 10_000
/** So often a node is asked before it counts as down. */
const CHECKS = 3

/** The service has understood: another node would say the same. */
const isAnswer = (error) => error?.status >= 200 && error.status < 500

/** Which file a program writes when it starts: one for each machine. */
function statusFile() {
  const addresses = Object.values(networkInterfaces()).flatMap((some) => some ?? [])
  const own = addresses.find(({ family, internal }) => family === 'IPv4' && !internal)
  return `._ali-oss/check.status.${own?.address}.txt`
}

/** The options of a node. The caller's stay as they are. */
function nodeOptions(options, node) {
  const missing = COMMON.filter((name) => node[name] === undefined && options[name] !== undefined)
  return missing.length ? { ...node, ...Object.fromEntries(missing.map((name) => [name, options[name]])) } : node
}

/** Whether an object can still be read into what the caller gave for it: a stream takes its beginning once. @param {any[]} args */
function takesAnew([, target]) {
  return !isWritable(target) || !(target.destroyed || target.writableEnded || target.locked)
}

const isStopped = (args) => args.some((arg) => arg?.signal?.aborted)

/** The branch of a stream that a node does not read any more must not keep the others waiting. */
async function sent(client, method, args, branch) {
  try {
    const result = await client[method](...args)
    branch?.resume()
    return result
  } catch (error) {
    branch?.destroy(error instanceof Error ? error : new Error(String(error)))
    throw error
  }
}

/** As in ali-oss: an error that nobody listens to is printed. @this {any} */
function printUnheard(error) {
  if (this.listenerCount('error') === 1) console.error(`ClusterClient: ${error?.stack ?? error}`)
}

/** Looks at each node in turn, and gives the URLs of the status files of those that are down. */
async function checkEach(cluster, name) {
  const down = []
  const { signal } = cluster._closing
  for (const [index, client] of cluster.clients.entries()) {
    let available = false
    for (let tries = 0; tries < CHECKS && !available && !signal.aborted; tries++) {
      available = await cluster._checkStatus(client, name)
    }
    if (signal.aborted) return []
    cluster.availables[index] = available
    if (!available) down.push(client._objectUrl(name))
  }
  return down
}

const methods = {
  /**
   * Without an argument a promise; with a function, that is called; with anything else, the cluster becomes ready or not.
   *
   * @this {any}
   * @param {unknown[]} given
   */
  ready(...given) {
    const [flag] = given
    this._waiting ??= []
    if (given.length === 0) return new Promise((resolve) => this.ready(() => resolve(undefined)))
    if (typeof flag === 'function') this._waiting.push(flag)
    else this._ready = Boolean(flag)
    if (this._ready) for (const call of this._waiting.splice(0)) process.nextTick(call)
  },

  /** Ends the heartbeat and what it asks. Calls are not ended, and may still be made. @this {any} */
  close() {
    clearInterval(this._timerId)
    this._timerId = null
    this._closing.abort()
  },

  /** @this {any} */
  _init() {
    return this._beat(this._ignoreStatusFile)
  },

  /** Checks the nodes. The first check that ends makes the cluster ready; before that, the process waits for it. @this {any} */
  async _beat(ignoreStatusFile) {
    try {
      await this._checkAvailable(ignoreStatusFile)
    } catch (error) {
      if (!this._closing.signal.aborted) this.emit('error', error)
      return
    }
    if (this._ready) return
    this._timerId?.unref()
    this.ready(true)
  },

  /**
   * @this {any}
   * @param {boolean} [ignoreStatusFile] only read the status file; it is written when the program starts
   */
  async _checkAvailable(ignoreStatusFile) {
    const name = statusFile()
    const { signal } = this._closing
    const content = Buffer.from(`check available started at ${Date()}`)
    if (!ignoreStatusFile) await this.put(name, content, { signal })
    if (this._checkAvailableLock) return
    this._checkAvailableLock = true
    const down = await checkEach(this, name).finally(() => {
      this._checkAvailableLock = false
    })
    if (down.length === 0) return
    const message = `${down.length} data node down, please check status file: ${down.join(', ')}`
    this.emit('error', Object.assign(new Error(message), { name: 'CheckAvailableError' }))
  },

  /** @this {any} */
  async _checkStatus(client, name) {
    try {
      await client.head(name, { signal: this._closing.signal, retryMax: 0 })
      return true
    } catch (/** @type {any} */ error) {
      // That there is no such file is an answer as well.
      return isAnswer(error)
    }
  },

  /** The node that is asked next. @this {any} */
  chooseAvailable() {
    const [first] = this.clients
    if (this.schedule !== 'masterSlave') {
      for (let tries = 0; tries < this.clients.length; tries++) {
        const index = this._nextRRIndex()
        if (this.availables[index]) return this.clients[index]
      }
      return first
    }
    if (this.masterOnly) return first
    return this.clients.find((_, index) => this.availables[index]) ?? first
  },

  /** @this {any} */
  _nextRRIndex() {
    const { index } = this
    this.index = index + 1 >= this.clients.length ? 0 : index + 1
    return index
  },
}

for (const name of ['signatureUrl', 'asyncSignatureUrl', 'signatureUrlV4', 'getObjectUrl']) {
  /** @this {any} */
  methods[name] = function (...args) {
    return this.chooseAvailable()[name](...args)
  }
}

for (const name of READS) {
  /** @this {any} */
  methods[name] = async function (...args) {
    const chosen = this.chooseAvailable()
    let failure
    for (const client of [chosen, ...this.clients.filter((other) => other !== chosen)]) {
      try {
        return await client[name](...args)
      } catch (error) {
        if (isAnswer(error) || isStopped(args) || !takesAnew(args)) throw error
        failure = error
      }
    }
    if (failure instanceof Error) Reflect.set(failure, 'message', `${failure.message} (all clients are down)`)
    throw failure
  }
}

for (const name of WRITES) {
  /** @this {any} */
  methods[name] = async function (...args) {
    const { clients } = this
    const [key, body, ...rest] = args
    const once = BODIED.includes(name) && isReadable(body) && !isBlob(body)
    const branches = once && clients.length > 1 ? branchesOf(body, clients.length) : []
    const sending = clients.map((client, index) => {
      const branch = branches[index]
      return sent(client, name, branch ? [key, branch, ...rest] : args, branch)
    })
    const [result] = await Promise.all(sending)
    return result
  }
}

/** What a cluster begins with. @param {any} cluster @param {any} OSS @param {any} options */
function build(cluster, OSS, options) {
  const nodes = options?.cluster ?? options?.clusters
  if (!Array.isArray(nodes)) throw new Error('require options.cluster to be an array')
  if (nodes.length === 0) throw new Error('require options.cluster to be an array of one node at least')
  EventEmitter.call(cluster)
  cluster.on('error', printUnheard)
  cluster.clients = nodes.map((node) => new OSS(nodeOptions(options, node)))
  cluster.availables = Object.fromEntries(nodes.map((_, index) => [index, true]))
  cluster.schedule = options.schedule || 'roundRobin'
  cluster.masterOnly = Boolean(options.masterOnly)
  cluster.index = 0
  cluster._ignoreStatusFile = Boolean(options.ignoreStatusFile)
  cluster._checkAvailableLock = false
  cluster._closing = new AbortController()
  cluster._timerId = setInterval(() => cluster._beat(true), options.heartbeatInterval || HEARTBEAT)
  cluster._init()
}

/** The class, for clients of a class. @param {any} OSS */
module.exports = function clusterOf(OSS) {
  /**
   * @constructor
   * @param {any} options
   */
  function ClusterClient(options) {
    if (!(this instanceof ClusterClient)) return new ClusterClient(options)
    build(this, OSS, options)
  }

  Object.setPrototypeOf(ClusterClient.prototype, EventEmitter.prototype)

  Object.assign(ClusterClient.prototype, methods)
  return ClusterClient
}
