'use strict'
// Several buckets as one: two servers, one of which dies.

const assert = require('node:assert/strict')
const { once } = require('node:events')
const { PassThrough, Readable } = require('node:stream')
const { buffer } = require('node:stream/consumers')
const { after, afterEach, before, describe, mock, test } = require('node:test')
const { startEmulator } = require('../emulator')
const { rejection } = require('./emulator.js')
const { ALI, OSS, difference } = require('./compat/both.js')
const { runProgram } = require('./process/child.js')

/** @type {import('../emulator').Emulator[]} */
let servers
/** @type {any[]} clusters of the test that runs */
const open = []

before(async () => {
  servers = await Promise.all([1, 2].map(() => startEmulator({ buckets: ['bucket-name'] })))
})
after(() => Promise.all(servers.map((server) => server.stop())))
afterEach(() => {
  mock.restoreAll()
  for (const cluster of open.splice(0)) cluster.close()
})

/** The address of a server that is not there. */
async function dead() {
  const server = await startEmulator({ buckets: ['bucket-name'] })
  const options = server.clientOptions()
  await server.stop()
  return options
}

/** A cluster that neither asks nor writes before it is told to. */
function clusterOf(nodes, options, Class = OSS) {
  const cluster = new Class.ClusterClient({ cluster: nodes, ignoreStatusFile: true, ...options })
  // Who dies is the business of each test.
  cluster.on('error', () => {})
  open.push(cluster)
  return cluster
}

const both = (overrides) => servers.map((server) => server.clientOptions(overrides))
const stored = (name) =>
  Promise.all(servers.map(async (server) => (await new OSS(server.clientOptions()).get(name)).content.toString()))

describe('the class', () => {
  test('needs no new, and a list of nodes', () => {
    const cluster = OSS.ClusterClient({ cluster: both(), ignoreStatusFile: true })
    open.push(cluster)
    assert(cluster instanceof OSS.ClusterClient)
    assert.deepEqual(
      cluster.clients.map((client) => client instanceof OSS),
      [true, true],
    )
    assert.deepEqual(cluster.availables, { 0: true, 1: true })
    for (const Class of [ALI, OSS]) {
      for (const options of [undefined, {}, { cluster: {} }]) {
        assert.throws(() => new Class.ClusterClient(options), { message: 'require options.cluster to be an array' })
      }
    }
    difference('cluster-nodes')
    assert.throws(() => new OSS.ClusterClient({ cluster: [] }), /require options.cluster to be an array/)
  })

  test('takes the list by the name that the types of ali-oss have for it', async () => {
    difference('cluster-nodes')
    assert.throws(() => new ALI.ClusterClient({ clusters: both() }))
    const cluster = new OSS.ClusterClient({ clusters: both() })
    open.push(cluster)
    await cluster.ready()
    assert.equal((await cluster.put('by-clusters', Buffer.from('x'))).res.status, 200)
  })

  test('gives nodes what the cluster has, unless they have their own, and changes no options', () => {
    const urllib = { request: async () => ({ status: 200, headers: {}, data: Buffer.alloc(0), res: {} }) }
    const nodes = [
      Object.freeze(servers[0].clientOptions()),
      Object.freeze(servers[1].clientOptions({ timeout: 7000 })),
    ]
    const { clients } = clusterOf(nodes, { timeout: '5s', urllib })
    assert.deepEqual(
      clients.map(({ options }) => options.timeout),
      [5000, 7000],
    )
    assert.deepEqual(
      clients.map((client) => client.urllib === urllib),
      [true, true],
    )
  })

  test('writes a file to each node when it starts, as ali-oss does', async () => {
    const started = async (Class) => {
      const counts = await Promise.all(servers.map(async (server) => (await server.requests()).length))
      const cluster = clusterOf(both({ authorizationV4: false }), { ignoreStatusFile: false }, Class)
      await new Promise((resolve) => cluster.ready(resolve))
      const sent = await Promise.all(servers.map((server) => server.requests()))
      return sent.map((all, index) =>
        all
          .slice(counts[index])
          .map(({ method, target, status, body }) => [method, target, status, String(body).slice(0, 24)]),
      )
    }
    const ours = await started(OSS)
    assert.deepEqual(ours, await started(ALI))
    assert.match(ours[0][0].join(), /^PUT,\/\._ali-oss\/check\.status\.[\d.]+\.txt,200,check available started $/)
    assert.deepEqual(
      ours[1].map(([method]) => method),
      ['PUT', 'HEAD'],
    )
  })

  test('is ready once it has looked, for those who wait and who come later', async () => {
    const cluster = clusterOf(both())
    await cluster.ready()
    await new Promise((resolve) => cluster.ready(resolve))
    cluster.ready(false)
    let told = false
    const waiting = cluster.ready().then(() => {
      told = true
    })
    await new Promise((resolve) => setImmediate(resolve))
    assert(!told)
    cluster.ready(true)
    await waiting
  })
})

describe('reads', () => {
  before(() => Promise.all(both().map((options) => new OSS(options).put('read', Buffer.from('content')))))

  test('take turns', async () => {
    const cluster = clusterOf(both())
    await cluster.ready()
    const asked = cluster.clients.map((client) => mock.method(client, 'get'))
    for (let call = 0; call < 4; call++) assert.equal(String((await cluster.get('read')).content), 'content')
    assert.deepEqual(
      asked.map(({ mock }) => mock.callCount()),
      [2, 2],
    )
  })

  test('really go to the next node where one does not answer', async () => {
    difference('cluster-fallback')
    const nodes = [await dead(), servers[1].clientOptions()]
    const read = async (Class) => {
      const cluster = clusterOf(
        nodes.map((node) => ({ ...node, retryMax: 0 })),
        { schedule: 'masterSlave', masterOnly: true },
        Class,
      )
      return cluster.get('read')
    }
    assert.match((await rejection(read(ALI))).message, /ECONNREFUSED.*\(all clients are down\)$/s)
    assert.equal(String((await read(OSS)).content), 'content')
    const cluster = clusterOf(nodes, { schedule: 'masterSlave', masterOnly: true })
    assert.equal((await cluster.head('read')).status, 200)
    assert.equal(
      (await cluster.list()).objects.some(({ name }) => name === 'read'),
      true,
    )
    assert.equal((await cluster.getACL('read')).acl, 'default')
    assert.equal(String(await buffer((await cluster.getStream('read')).stream)), 'content')
  })

  test('say it where nobody answers, and do not try again what was understood', async () => {
    const down = clusterOf([await dead(), await dead()])
    assert.match((await rejection(down.get('read'))).message, /^connect ECONNREFUSED.* \(all clients are down\)$/)
    const cluster = clusterOf(both())
    const asked = cluster.clients.map((client) => mock.method(client, 'get'))
    assert.equal((await rejection(cluster.get('none'))).code, 'NoSuchKey')
    assert.equal(asked[0].mock.callCount() + asked[1].mock.callCount(), 1)
  })

  test('that are called off go nowhere else', async () => {
    const cluster = clusterOf(both())
    const second = mock.method(cluster.clients[1], 'get')
    const controller = new AbortController()
    mock.method(cluster.clients[0], 'get', async () => {
      controller.abort()
      controller.signal.throwIfAborted()
    })
    assert.equal((await rejection(cluster.get('read', { signal: controller.signal }))).name, 'AbortError')
    assert.equal(second.mock.callCount(), 0)
  })

  test('do not write twice into a stream of the caller', async () => {
    difference('cluster-stream')
    const cluster = clusterOf(both())
    const second = mock.method(cluster.clients[1], 'get')
    mock.method(cluster.clients[0], 'get', async (_name, target) => {
      target.destroy()
      throw Object.assign(new Error('broke off'), { status: -1 })
    })
    const target = new PassThrough()
    assert.equal((await rejection(cluster.get('read', target))).message, 'broke off')
    assert.equal(second.mock.callCount(), 0)
    // One that nobody has touched is written to.
    const untouched = new PassThrough()
    const fresh = clusterOf([await dead(), servers[1].clientOptions()], { schedule: 'masterSlave', masterOnly: true })
    const [, content] = await Promise.all([fresh.get('read', untouched), buffer(untouched)])
    assert.equal(String(content), 'content')
  })

  test('of masters and slaves go to the first that is there', () => {
    const cluster = clusterOf(both(), { schedule: 'masterSlave' })
    const [first, second] = cluster.clients
    assert.equal(cluster.chooseAvailable(), first)
    cluster.availables[0] = false
    assert.equal(cluster.chooseAvailable(), second)
    cluster.masterOnly = true
    assert.equal(cluster.chooseAvailable(), first)
    cluster.masterOnly = false
    cluster.availables[1] = false
    assert.equal(cluster.chooseAvailable(), first)
    cluster.schedule = 'roundRobin'
    cluster.index = 1
    assert.equal(cluster.chooseAvailable(), first)
  })

  test('and URLs take turns too', () => {
    const nodes = ['a', 'b'].map((name) => ({ ...servers[0].clientOptions(), endpoint: `http://${name}.test` }))
    const cluster = clusterOf(nodes)
    const hosts = [1, 2, 3].map(() => new URL(cluster.getObjectUrl('k')).host)
    assert.deepEqual(hosts, ['a.test', 'b.test', 'a.test'])
    assert.equal(new URL(cluster.signatureUrl('k')).host, 'bucket-name.b.test')
  })
})

describe('writes', () => {
  test('go to all nodes, and give the answer of the first', async () => {
    const cluster = clusterOf(both())
    const { res } = await cluster.put('w', Buffer.from('one'))
    assert.equal(res.requestUrls[0].startsWith(servers[0].url), true)
    assert.deepEqual(await stored('w'), ['one', 'one'])
    await cluster.copy('copied', 'w')
    await cluster.putMeta('copied', { a: 'b' })
    await cluster.putACL('copied', 'public-read')
    assert.deepEqual(await stored('copied'), ['one', 'one'])
    for (const client of cluster.clients) {
      assert.deepEqual((await client.head('copied')).meta, { a: 'b' })
      assert.equal((await client.getACL('copied')).acl, 'public-read')
    }
    await cluster.delete('copied')
    await cluster.deleteMulti(['w'])
    for (const client of cluster.clients) assert.equal((await rejection(client.head('w'))).status, 404)
  })

  test('fail where one node fails', async () => {
    const cluster = clusterOf([servers[0].clientOptions(), await dead()])
    assert.match((await rejection(cluster.put('w', Buffer.from('x')))).message, /^connect ECONNREFUSED/)
  })

  difference('cluster-write')
  const forms = {
    'a Node stream': () => Readable.from([Buffer.alloc(700_000, 'a'), Buffer.alloc(3, 'b')]),
    'a web stream': () => new Blob(['a'.repeat(700_000), 'bbb']).stream(),
    'an iterable': () =>
      (async function* () {
        yield Buffer.alloc(700_000, 'a')
        yield 'bbb'
      })(),
    'a Blob': () => new Blob(['a'.repeat(700_000), 'bbb']),
    'a function': () => () => Readable.from([Buffer.alloc(700_000, 'a'), Buffer.alloc(3, 'b')]),
  }
  for (const [form, body] of Object.entries(forms)) {
    test(`of ${form} give each node all of it`, async () => {
      const cluster = clusterOf(both())
      const content = 'a'.repeat(700_000) + 'bbb'
      for (const method of ['put', ...(/stream|iterable/.test(form) ? ['putStream'] : [])]) {
        await cluster[method](`${method} ${form}`, body())
        assert.deepEqual(
          (await stored(`${method} ${form}`)).map((text) => text === content),
          [true, true],
        )
      }
    })
  }

  test('of a stream fail as a whole, with the error of the node or of the source', async () => {
    const cluster = clusterOf([servers[0].clientOptions(), servers[1].clientOptions({ bucket: 'none-such' })])
    const endless = new Readable({
      read() {
        this.push(Buffer.alloc(64 * 1024))
      },
    })
    assert.equal((await rejection(cluster.putStream('endless', endless))).code, 'NoSuchBucket')
    if (!endless.destroyed) await new Promise((resolve) => endless.once('close', resolve))
    assert.equal((await rejection(cluster.clients[0].head('endless'))).status, 404)

    const broken = new Error('the disk is gone')
    const source = Readable.from(
      (async function* () {
        yield Buffer.alloc(100_000)
        throw broken
      })(),
    )
    assert.equal(await rejection(clusterOf(both()).put('broken', source)), broken)
    for (const client of cluster.clients) assert.equal((await rejection(client.head('broken'))).status, 404)
  })

  test('of a stream keep nothing that the source may change', async () => {
    const cluster = clusterOf(both())
    const chunk = Buffer.alloc(10_000)
    const source = async function* () {
      for (let round = 0; round < 100; round++) yield chunk.fill(round)
    }
    await cluster.put('refilled', source())
    const expected = Buffer.concat(Array.from({ length: 100 }, (_, round) => Buffer.alloc(10_000, round)))
    for (const client of cluster.clients) assert((await client.get('refilled')).content.equals(expected))
  })

  test('of a stream do not wait for a node that does not read it', async () => {
    const cluster = clusterOf(both())
    mock.method(cluster.clients[1], 'putStream', async () => ({ stub: true }))
    const result = await cluster.putStream('half', Readable.from([Buffer.alloc(700_000)]))
    assert.equal(result.res.status, 200)
    assert.equal((await cluster.clients[0].head('half')).res.headers['content-length'], '700000')
  })
})

describe('the heartbeat', () => {
  test('asks a node three times before it counts as down, and finds it again', async () => {
    const cluster = clusterOf(both())
    await cluster.ready()
    let failing = 2
    const head = mock.method(cluster.clients[0], 'head', async () => {
      if (failing-- > 0) throw new Error('no answer')
    })
    await cluster._checkAvailable(true)
    assert.deepEqual([cluster.availables[0], head.mock.callCount()], [true, 3])
    failing = 3
    const [[error]] = await Promise.all([once(cluster, 'error'), cluster._checkAvailable(true)])
    assert.deepEqual(cluster.availables, { 0: false, 1: true })
    assert.equal(error.name, 'CheckAvailableError')
    assert.match(
      error.message,
      /^1 data node down, please check status file: http:\S+\/\._ali-oss\/check\.status\.\S+\.txt$/,
    )
    await cluster._checkAvailable(true)
    assert.deepEqual(cluster.availables, { 0: true, 1: true })
  })

  test('makes ready what could not start, once the nodes are there', async () => {
    difference('cluster-ready')
    const failing = async (Class, heartbeatInterval) => {
      const cluster = clusterOf(both(), { heartbeatInterval }, Class)
      await cluster.ready()
      cluster.ready(false)
      mock.method(cluster, '_checkAvailable', async () => {
        throw new Error('not yet')
      })
      const told = once(cluster, 'error')
      cluster._init()
      assert.equal((await told)[0].message, 'not yet')
      mock.restoreAll()
      return cluster
    }
    const theirs = await failing(ALI)
    await theirs._checkAvailable(true)
    assert.equal(theirs._ready, false)
    // Its next heartbeat.
    await (await failing(OSS, 1)).ready()
  })

  test('tells an error to nobody by printing it', async () => {
    const printed = mock.method(console, 'error', () => {})
    const cluster = new OSS.ClusterClient({ cluster: both(), ignoreStatusFile: true })
    open.push(cluster)
    cluster.emit('error', new Error('unheard'))
    assert.match(printed.mock.calls[0].arguments.join(), /unheard/)
    cluster.on('error', () => {})
    cluster.emit('error', new Error('heard'))
    assert.equal(printed.mock.callCount(), 1)
  })

  test('ends with close, and what it asks', async () => {
    const cluster = clusterOf(both(), { heartbeatInterval: 1 })
    let errors = 0
    cluster.on('error', () => errors++)
    const signals = []
    mock.method(cluster.clients[0], 'head', (_name, { signal }) => {
      signals.push(signal)
      return new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason)))
    })
    cluster._checkAvailableLock = false
    const check = cluster._checkAvailable(true)
    cluster.close()
    cluster.close()
    await check
    assert.equal(
      signals.every(({ aborted }) => aborted),
      true,
    )
    assert.deepEqual(cluster.availables, { 0: true, 1: true })
    assert.equal(errors, 0)
  })

  test('keeps no process alive, closed or not, once it is ready', async () => {
    difference('cluster-end')
    const program = async ({ root, nodes, closed, name }) => {
      const OSS = require(name ?? root)
      const cluster = new OSS.ClusterClient({ cluster: nodes })
      cluster.ready(() => {
        if (closed) cluster.close()
        console.log('ready')
      })
    }
    for (const closed of [true, false]) {
      const { code, out, err } = await runProgram(program, { nodes: both(), closed })
      assert.deepEqual([code, out, err], [0, 'ready', ''])
    }
    // Before it is ready as well, where it is closed, although a node does not answer.
    const silent = await require('node:net')
      .createServer(() => {})
      .listen(0, '127.0.0.1')
    await once(silent, 'listening')
    const stuck = async ({ root, nodes }) => {
      const cluster = new (require(root).ClusterClient)({ cluster: nodes })
      cluster.on('error', (error) => console.log('error', error.message))
      setImmediate(() => cluster.close())
    }
    const endpoint = `http://127.0.0.1:${/** @type {any} */ (silent.address()).port}`
    const { code, out } = await runProgram(stuck, { nodes: [{ ...servers[0].clientOptions(), endpoint }] })
    silent.close()
    assert.deepEqual([code, out], [0, ''])
  })
})

test('a cluster as frameworks make one', async () => {
  // egg-oss: its own HTTP client for all nodes; midway: the list under both names.
  const httpclient = {
    request: mock.fn((...args) => require('../lib/urllib.js').request(.../** @type {[any]} */ (args))),
  }
  const egg = clusterOf(both(), { urllib: httpclient, timeout: '60s' })
  await egg.ready()
  await egg.put('egg', Buffer.from('x'))
  assert(httpclient.request.mock.callCount() >= 4)
  const midway = clusterOf(both(), { clusters: both(), sts: false })
  await midway.ready()
  assert.deepEqual(await stored('egg'), ['x', 'x'])
})

test('its methods are those of ali-oss, and of its types', () => {
  const own = (Class) => Object.keys(Class.ClusterClient.prototype).filter((name) => !name.startsWith('_'))
  const typed = ['asyncSignatureUrl', 'listV2', 'restore', 'signatureUrlV4']
  assert.deepEqual(own(OSS).sort(), [...own(ALI), ...typed].sort())
})
