'use strict'
// A worker that is terminated in the middle of a download leaves no connection, whatever it was doing.

const { createServer } = require('node:net')
const { test } = require('node:test')
const { Worker } = require('node:worker_threads')
const { join } = require('node:path')

const READS = {
  'a pending read': `for await (const _ of (await client.getStream('key')).stream) parentPort.postMessage('reading')`,
  'a paused stream': `(await client.getStream('key')).stream.once('readable', () => parentPort.postMessage('reading'))`,
  'a web stream': `for await (const _ of (await client.getStream('key', { web: true })).stream) parentPort.postMessage('reading')`,
  'an answer that nobody takes any more': `client.getStream('key')
    parentPort.postMessage('reading')
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 500) // it comes meanwhile
    process.exit()`,
  'an object': `parentPort.postMessage('reading'); await client.get('key')`,
}

for (const [name, read] of Object.entries(READS)) {
  test(`of ${name}`, async (t) => {
    const closed = new Promise((resolve) => {
      const server = createServer((socket) => {
        socket.on('error', () => {}).on('close', resolve)
        // A beginning, and then silence.
        socket.once('data', () => socket.write('HTTP/1.1 200 OK\r\ncontent-length: 1000000\r\n\r\nbeginning'))
      }).listen(0, '127.0.0.1', () => begin(server.address().port))
      t.after(() => server.close())
    })
    let worker
    const begin = (port) => {
      const options = {
        endpoint: `http://127.0.0.1:${port}`,
        accessKeyId: 'id',
        accessKeySecret: 's',
        bucket: 'bucket-name',
        timeout: 600_000,
      }
      worker = new Worker(
        `const { parentPort, workerData } = require('node:worker_threads')
        const client = new (require(workerData.root))(workerData.options)
        ;(async () => { ${read} })()`,
        { eval: true, workerData: { root: join(__dirname, '../..'), options } },
      )
      worker.once('message', () => setTimeout(() => worker.terminate(), 50))
    }
    await closed // far sooner than the limit on silence, a minute
    await worker.terminate()
  })
}
