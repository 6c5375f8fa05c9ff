'use strict'
// What programs put in the place of helpers and methods is used wherever ali-oss uses it.

const assert = require('node:assert/strict')
const { mkdirSync, writeFileSync } = require('node:fs')
const { join } = require('node:path')
const { Readable, Transform } = require('node:stream')
const { buffer } = require('node:stream/consumers')
const { describe, mock, test } = require('node:test')
const { startEmulator } = require('../emulator')
const { ALI, OSS, difference } = require('./compat/both.js')
const { emulatorForFile, rejection } = require('./emulator.js')
const { folderForFile } = require('./folder.js')

const holder = emulatorForFile({ buckets: ['bucket-name'] })
const folder = folderForFile('patched')
const bytes = Buffer.from(Array.from({ length: 300_000 }, (_, index) => index % 251))
const path = join(folder, 'file.txt')
writeFileSync(path, bytes)
const small = join(folder, 'small.txt')
writeFileSync(small, 'small')

/** Two clients of the same server, one of ali-oss. */
const both = () => [ALI, OSS].map((Class) => new Class(holder.current.clientOptions()))
const client = (options) => new OSS(holder.current.clientOptions(options))
const contentOf = async (name) => (await client().get(name)).content
const partSize = 102_400

describe('helpers', () => {
  test('_objectName says how every key is called', async () => {
    for (const store of both()) {
      // As programs of several tenants do it: what has the prefix keeps it.
      store._objectName = (name) => (!name || name.startsWith('tenant/') ? name : `tenant/${name}`)
      assert.equal((await store.put('a', Buffer.from('x'))).name, 'tenant/a')
      assert.equal(String((await store.get('a')).content), 'x')
      await store.append('appended', Buffer.from('x'))
      await store.head('appended')
      await store.copy('b', '/bucket-name/tenant/a')
      await store.putACL('b', 'private')
      await store.getACL('b')
      await store.putObjectTagging('b', { a: 'b' })
      await store.getObjectTagging('b')
      await store.deleteObjectTagging('b')
      await store.getObjectMeta('b')
      await store.multipartUpload('m', bytes, { partSize })
      const { stream } = await store.getStream('m')
      assert.deepEqual(await buffer(stream), bytes)
      await store.get('m', join(folder, 'target'))
      await store.putSymlink('l', 'a')
      await store.getSymlink('l')
      const names = (await client().list()).objects.map(({ name }) => name)
      assert.deepEqual(names, ['appended', 'a', 'b', 'l', 'm'].map((name) => `tenant/${name}`).sort())
      await store.delete('l')
      await store.deleteMulti(['a', 'appended', { key: 'b' }, 'm'])
      assert.equal((await client().list()).objects.length, 0)
    }
  })

  test('_convertMetaToHeaders says how metadata is written', async () => {
    for (const store of both()) {
      store._convertMetaToHeaders = (meta, headers) => {
        for (const name of Object.keys(meta ?? {})) headers[`x-oss-meta-my-${name}`] = `my ${meta[name]}`
      }
      await store.put('meta', Buffer.from('x'), { meta: { a: 1 } })
      assert.deepEqual((await client().head('meta')).meta, { 'my-a': 'my 1' })
      await store.putStream('meta', Readable.from(['x']), { meta: { b: 1 } })
      assert.deepEqual((await client().head('meta')).meta, { 'my-b': 'my 1' })
    }
  })

  test('_objectUrl and _getReqUrl say where objects are', async () => {
    for (const store of both()) {
      store._objectUrl = (name) => `https://cdn.test/${name}`
      assert.equal((await store.put('where', Buffer.from('x'))).url, 'https://cdn.test/where')
      assert.equal((await store.list({ prefix: 'where' })).objects[0].url, 'https://cdn.test/where')
      assert.equal((await store.listV2({ prefix: 'where' })).objects[0].url, 'https://cdn.test/where')
    }
    const store = client()
    store._getReqUrl = ({ bucket, object }) => `https://${bucket}.cdn.test/${object}`
    assert.equal((await store.put('where', Buffer.from('x'))).url, 'https://bucket-name.cdn.test/where')
  })

  test('_statFile looks at files', async () => {
    for (const store of both()) {
      const looked = mock.method(store, '_statFile')
      await store.put('file', path)
      assert.deepEqual(looked.mock.calls[0].arguments, [path])
      assert.equal(await store._getFileSize(path), 300_000)
    }
  })

  test('_getUserAgent and userAgent say who asks', async () => {
    class Mine extends OSS {
      _getUserAgent() {
        return `mine ${super._getUserAgent()}`
      }
    }
    const agent = async () => (await holder.current.requests()).at(-1)?.headers['user-agent']
    const store = new Mine(holder.current.clientOptions())
    await store.list()
    assert.match(String(await agent()), /^mine ali-oss-native\//)
    store.userAgent = 'other/1'
    await store.list()
    assert.equal(await agent(), 'other/1')
  })
})

describe('where requests go', () => {
  test('follows setSLDEnabled, sldEnable and the endpoint', async (t) => {
    const other = await startEmulator({ buckets: ['bucket-name'] })
    t.after(() => other.stop())
    const endpoint = `http://localhost:${holder.current.port}`
    const store = new OSS(holder.current.clientOptions({ endpoint }))
    const asked = async (server) => {
      await store.put('k', Buffer.from('x'))
      const { target, headers } = /** @type {any} */ ((await server.requests()).at(-1))
      return [target, headers.host.replace(/:\d+$/, '')]
    }
    const inHost = ['/k', 'bucket-name.localhost']
    const inPath = ['/bucket-name/k', 'localhost']
    assert.deepEqual(await asked(holder.current), inHost)
    assert.equal(store.setSLDEnabled(true), store)
    assert.deepEqual(await asked(holder.current), inPath)
    assert.equal(new URL(store.signatureUrl('k')).pathname, '/bucket-name/k')
    assert.equal(new URL((await store.put('k', Buffer.from('x'))).url).pathname, '/bucket-name/k')
    store.setSLDEnabled(false)
    assert.deepEqual(await asked(holder.current), inHost)
    store.options.sldEnable = true
    assert.deepEqual(await asked(holder.current), inPath)
    difference('live')
    store.options.endpoint.port = String(other.port)
    assert.deepEqual(await asked(other), inPath)
    const invalid = 'oss.《》.com'
    for (const name of ['host', 'hostname']) {
      assert.throws(() => (store.options.endpoint[name] = invalid), /The endpoint must be conform/)
    }
    assert.deepEqual(await asked(other), inPath)
    store.options.endpoint.host = `[::1]:${other.port}`
    assert.equal(store.options.endpoint.hostname, '[::1]')
    store.options.endpoint.hostname = 'localhost'
    store.options.bucket = 'none-such'
    assert.equal((await rejection(store.put('k', Buffer.from('x')))).code, 'NoSuchBucket')
  })
})

describe('putStream', () => {
  test('sends files and streams, also small ones of multipartUpload', async () => {
    for (const store of both()) {
      const sent = mock.method(store, 'putStream')
      await store.put('/file', path, { meta: { a: 'b' } })
      await store.multipartUpload('small', small)
      await store.put('stream', Readable.from(['streamed']))
      const told = sent.mock.calls.map(({ arguments: [name, stream, options] }) => [
        name,
        stream instanceof Readable,
        options?.contentLength,
        options?.mime,
      ])
      assert.deepEqual(told.slice(0, 2), [
        ['file', true, 300_000, 'text/plain'],
        ['small', true, 5, 'text/plain'],
      ])
      assert.deepEqual(told[2].slice(0, 2), ['stream', true])
      assert.deepEqual(await contentOf('file'), bytes)
      assert.equal(String(await contentOf('small')), 'small')
      assert.equal(String(await contentOf('stream')), 'streamed')
      const { headers } = (await client().head('file')).res
      assert.deepEqual([headers['content-type'], headers['x-oss-meta-a']], ['text/plain', 'b'])
    }
  })

  test('may send something else', async () => {
    for (const store of both()) {
      const own = store.putStream
      store.putStream = function (name, stream, options) {
        const upper = new Transform({ transform: (chunk, _, done) => done(null, String(chunk).toUpperCase()) })
        return own.call(this, name, stream.pipe(upper), options)
      }
      await store.put('upper', small)
      assert.equal(String(await contentOf('upper')), 'SMALL')
    }
  })

  test('is not asked for what is no file', async () => {
    mkdirSync(join(folder, 'inner'), { recursive: true })
    for (const store of both()) {
      const sent = mock.method(store, 'putStream')
      assert.match((await rejection(store.put('k', join(folder, 'inner')))).message, /inner is not file$/)
      assert.equal((await rejection(store.put('k', join(folder, 'none')))).code, 'ENOENT')
      await store.put('k', Buffer.from('bytes'))
      assert.equal(sent.mock.callCount(), 0)
    }
  })
})

describe('_uploadPart', () => {
  const ways = {
    'as it is': (_store, own, args) => own(...args),
    'with the stream it was given': (_store, own, [name, id, number, { stream, size }, options]) =>
      own(name, id, number, { stream, size }, options),
  }
  for (const [way, pass] of Object.entries(ways)) {
    for (const [form, file] of Object.entries({ 'a file': path, bytes })) {
      test(`sends parts of ${form}, ${way}`, async () => {
        for (const store of both()) {
          const numbers = []
          const own = store._uploadPart.bind(store)
          store._uploadPart = (...args) => {
            const [name, uploadId, partNo, data, options] = args
            assert.deepEqual([name, typeof uploadId, typeof options], ['parts', 'string', 'object'])
            numbers.push([partNo, data.size])
            return pass(store, own, args)
          }
          await store.multipartUpload('parts', file, { partSize })
          assert.deepEqual(numbers.sort(), [
            [1, partSize],
            [2, partSize],
            [3, 95_200],
          ])
          assert.deepEqual(await contentOf('parts'), bytes)
          assert.deepEqual(store.multipartUploadStreams, [])
        }
      })
    }
  }

  test('may send other bytes of the same size', async () => {
    const other = (chunk) => chunk.map((byte) => byte ^ 1)
    for (const store of both()) {
      const own = store._uploadPart.bind(store)
      store._uploadPart = (name, id, number, data, options) => {
        data.stream = data.stream.pipe(new Transform({ transform: (chunk, _, done) => done(null, other(chunk)) }))
        return own(name, id, number, data, options)
      }
      await store.multipartUpload('parts', path, { partSize })
      assert.deepEqual(await contentOf('parts'), other(bytes))
    }
  })

  test('of a stream is given streams as well', async () => {
    const store = client()
    const own = store._uploadPart.bind(store)
    store._uploadPart = async (name, id, number, { stream, size }, options) =>
      own(name, id, number, { stream: Readable.from([await buffer(stream)]), size }, options)
    await store.multipartUpload('parts', Readable.from([bytes]), { partSize })
    assert.deepEqual(await contentOf('parts'), bytes)
    await new Promise((resolve) => setImmediate(resolve))
    assert.deepEqual(store.multipartUploadStreams, [])
  })

  test('opens no stream that nobody looks at', async () => {
    difference('part-stream')
    const store = client()
    const opened = []
    store._uploadPart = async (_name, _id, number, data) => {
      if (number === 2) opened.push(data.stream)
      assert.equal(store.multipartUploadStreams.length, opened.length)
      return { etag: `"${number}"`, res: { headers: {} } }
    }
    store.completeMultipartUpload = async () => ({ res: { headers: {} } })
    await store.multipartUpload('parts', path, { partSize, parallel: 1 })
    assert.deepEqual([opened.length, opened[0].destroyed], [1, true])
  })

  test('leaves nothing open where it fails, or is cancelled', async () => {
    for (const store of both()) {
      const streams = []
      store._uploadPart = (_name, _id, _number, data) => {
        streams.push(data.stream)
        throw new Error('failed by the test')
      }
      assert.match((await rejection(store.multipartUpload('parts', path, { partSize }))).message, /failed by the test/)
      store.cancel()
      assert.deepEqual([streams.every(({ destroyed }) => destroyed), store.multipartUploadStreams], [true, []])
      let stuck
      const waiting = new Promise((resolve) => {
        store._uploadPart = (_name, _id, _number, { stream }) => {
          stuck = stream.on('error', () => {})
          resolve(undefined)
          return new Promise((_, reject) => stream.once('close', () => reject(new Error('closed'))))
        }
      })
      const upload = rejection(store.multipartUpload('parts', path, { partSize }))
      await waiting
      store.cancel()
      assert.equal((await upload).name, 'cancel')
      assert.equal(stuck.destroyed, true)
    }
  })

  test('tells by a 404 that the upload was aborted', async () => {
    for (const store of both()) {
      store._uploadPart = async () => {
        throw Object.assign(new Error('Not Found'), { status: 404, code: 'Not Found' })
      }
      const event = await rejection(store.multipartUpload('parts', path, { partSize }))
      assert.deepEqual([event.status, event.name], [0, 'abort'])
    }
  })
})

describe('other methods of uploads in parts', () => {
  test('_createStream makes what is sent', async () => {
    for (const store of both()) {
      const made = []
      const own = store._createStream
      store._createStream = (file, start, end) => {
        made.push([start, end])
        const upper = new Transform({
          transform: (chunk, _, done) =>
            done(
              null,
              chunk.map((byte) => byte ^ 1),
            ),
        })
        return own.call(store, file, start, end).pipe(upper)
      }
      await store.multipartUpload('made', path, { partSize })
      assert.deepEqual(made.sort(), [
        [0, partSize],
        [partSize, 2 * partSize],
        [2 * partSize, 300_000],
      ])
      assert.deepEqual(
        await contentOf('made'),
        bytes.map((byte) => byte ^ 1),
      )
    }
  })

  test('_resumeMultipart and _resumeMultipartCopy go on', async () => {
    for (const store of both()) {
      const [upload, copy] = ['_resumeMultipart', '_resumeMultipartCopy'].map((name) => mock.method(store, name))
      await store.multipartUpload('source', path, { partSize })
      await store.multipartUpload('source', path, {
        partSize,
        checkpoint: {
          ...upload.mock.calls[0].arguments[0],
          uploadId: (await store.initMultipartUpload('source')).uploadId,
          doneParts: [],
        },
      })
      await store.multipartUploadCopy('target', { sourceKey: 'source', sourceBucketName: 'bucket-name' }, { partSize })
      assert.deepEqual([upload.mock.callCount(), copy.mock.callCount()], [2, 1])
      assert.equal(Number(copy.mock.calls[0].arguments[1].endOffset), 300_000)
      assert.deepEqual(await contentOf('target'), bytes)
    }
  })

  test('each request is a method that can be replaced', async () => {
    const source = { sourceKey: 'source', sourceBucketName: 'bucket-name' }
    for (const store of both()) {
      await store.put('source', path)
      const used = [
        'initMultipartUpload',
        'completeMultipartUpload',
        'uploadPartCopy',
        '_getObjectMeta',
        'head',
        '_divideParts',
        '_divideMultipartCopyParts',
        '_getPartSize',
        '_getFileSize',
        'copy',
        'isCancel',
      ].map((name) => mock.method(store, name))
      await store.multipartUpload('uploaded', path, { partSize })
      await store.multipartUploadCopy('copied', source, { partSize })
      await store.putMeta('copied', { a: 'b' })
      assert.deepEqual(
        used.filter(({ mock }) => mock.callCount() === 0),
        [],
      )
    }
  })
})

test('what is not used is said', () => {
  difference('helpers')
  for (const name of [
    '_getResource',
    '_getSourceName',
    '_deleteFileSafe',
    '_parallel',
    '_parallelNode',
    'checkBrowserAndVersion',
  ]) {
    assert.equal(typeof OSS.prototype[name], 'function')
  }
})
