'use strict'
// An upload in parts whose process is killed, and goes on in another one from the checkpoint it printed.

const assert = require('node:assert/strict')
const { spawn } = require('node:child_process')
const { randomBytes } = require('node:crypto')
const { writeFileSync } = require('node:fs')
const { join } = require('node:path')
const { createInterface } = require('node:readline')
const { test } = require('node:test')
const { folderForFile } = require('./folder.js')
const OSS = require('..')
const { emulatorForFile } = require('./emulator.js')

const holder = emulatorForFile({ buckets: ['bucket-name'] })
const folder = folderForFile('resume')

const PART = 128 * 1024
const PARTS = 12
const path = join(folder, 'file')
const content = randomBytes(PARTS * PART - 7)
writeFileSync(path, content)

/** Uploads in a process of its own, which prints each checkpoint and is killed at the first with `parts` parts. */
async function killedAt(parts, key) {
  const program = `
    const OSS = require(${JSON.stringify(require.resolve('..'))})
    new OSS(${JSON.stringify(holder.current.clientOptions())}).multipartUpload(${JSON.stringify(key)}, ${JSON.stringify(path)}, {
      partSize: ${PART}, parallel: 2, sse: { algorithm: 'KMS' },
      progress: (done, checkpoint) => checkpoint && process.stdout.write(JSON.stringify(checkpoint) + '\\n'),
    })`
  const child = spawn(process.execPath, ['-e', program], { stdio: ['ignore', 'pipe', 'inherit'] })
  const ended = new Promise((resolve) => child.once('exit', (_, signal) => resolve(signal)))
  for await (const line of createInterface({ input: child.stdout })) {
    const checkpoint = JSON.parse(line)
    if (checkpoint.doneParts.length < parts) continue
    child.kill('SIGKILL')
    assert.equal(await ended, 'SIGKILL')
    return checkpoint
  }
  throw new Error('the upload ended before it was killed')
}

/** The numbers of the parts that a client has sent. The server may still be at those of the process that was killed. */
async function partsOf(client) {
  const requests = await holder.current.requests()
  const sent = requests.filter(
    ({ operation, headers }) => operation === 'UploadPart' && headers['user-agent'] === client.userAgent,
  )
  return sent.map(({ target }) => Number(/partNumber=(\d+)/.exec(target)?.[1]))
}

/** A client that can be told from others. */
function clientNamed(name) {
  const client = new OSS(holder.current.clientOptions())
  client.userAgent = name
  return client
}

test('goes on where it was, and sends no part twice that is there', async () => {
  const checkpoint = await killedAt(4, 'resumed')
  const done = checkpoint.doneParts.map(({ number }) => number)
  const client = clientNamed('resumed')
  const progress = []
  const result = await client.multipartUpload('resumed', path, {
    checkpoint,
    parallel: 2,
    progress: (share) => progress.push(share),
  })
  const numbers = await partsOf(client)
  assert(numbers.length <= PARTS - 4)
  assert(numbers.every((number) => !done.includes(number)))
  assert.equal(progress.at(-1), 1)
  assert.equal(result.sse?.algorithm, 'KMS')
  assert((await client.get('resumed')).content.equals(content))
})

test('a checkpoint that knows more than the service has is not believed', async () => {
  const checkpoint = await killedAt(3, 'doubted')
  const [lost] = checkpoint.doneParts
  lost.etag = '"00000000000000000000000000000000"'
  const client = clientNamed('doubted')
  await client.multipartUpload('doubted', path, { checkpoint })
  assert((await partsOf(client)).includes(lost.number))
  assert((await client.get('doubted')).content.equals(content))
})

test('a file that has changed its size is refused', async () => {
  const checkpoint = await killedAt(2, 'changed')
  const other = join(folder, 'other')
  writeFileSync(other, content.subarray(1))
  const client = new OSS(holder.current.clientOptions())
  await assert.rejects(client.multipartUpload('changed', other, { checkpoint: { ...checkpoint, file: other } }), {
    code: 'FileChanged',
  })
})
