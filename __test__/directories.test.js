'use strict'
// Folders into a bucket and back. What is there is compared file by file, and requests are counted.

const assert = require('node:assert/strict')
const { existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, statSync, symlinkSync, writeFileSync } =
  require('node:fs') // prettier-ignore
const { tmpdir } = require('node:os')
const { dirname, join, relative, sep } = require('node:path')
const { after, before, beforeEach, describe, test } = require('node:test')
const AliOss = require('ali-oss')
const OSS = require('..')
const { emulatorForFile, rejection } = require('./emulator.js')

const emulator = emulatorForFile({ buckets: ['bucket-name'] })
const store = (options) => new OSS({ ...emulator.current.clientOptions(), ...options })
/** Operations since the last look. */
let seen = 0
async function operations() {
  const requests = await emulator.current.requests()
  const names = requests.slice(seen).map(({ operation }) => operation)
  seen = requests.length
  return names
}

let root = ''
before(() => {
  root = mkdtempSync(join(tmpdir(), 'directories-'))
})
after(() => rmSync(root, { recursive: true }))

let number = 0
let source = ''
let target = ''
let prefix = ''
beforeEach(async () => {
  number++
  ;[source, target, prefix] = [join(root, `${number}`, 'source'), join(root, `${number}`, 'target'), `${number}/`]
  mkdirSync(source, { recursive: true })
  if (emulator.current) await operations()
})

/** @param {string} folder @param {Record<string, string | Buffer>} files */
function write(folder, files) {
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true })
    writeFileSync(join(folder, name), content)
  }
}

/** All files below a folder, with what is in them. */
function read(folder) {
  const entries = readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((name) => join(folder, name))
  const files = entries.filter((path) => statSync(path).isFile())
  return Object.fromEntries(
    files.map((path) => [relative(folder, path).split(sep).join('/'), readFileSync(path, 'utf8')]).sort(),
  )
}

const FILES = {
  'a.txt': 'a',
  'a/b/c.txt': 'c',
  'a-b/d.txt': 'd',
  'a/empty': '',
  '.hidden': 'h',
  'with space + % ?.txt': 's',
  'ünï/日本.txt': 'u',
  '😀': 'smile',
  '￼': 'after it in UTF-16, before it in UTF-8',
}
const sorted = (files) => Object.fromEntries(Object.entries(files).sort())

describe('a folder', () => {
  test('goes into a bucket and comes back, and is passed over the second time', async () => {
    write(source, FILES)
    const bytes = Object.values(FILES).reduce((sum, text) => sum + Buffer.byteLength(text), 0)
    const count = Object.keys(FILES).length
    const there = { transferred: count, unchanged: 0, skipped: 0, failed: 0, bytes, errors: [], skips: [] }
    const none = { ...there, transferred: 0, unchanged: count, bytes: 0 }
    assert.deepEqual(await store().uploadDirectory(source, prefix), there)
    assert.deepEqual(await store().downloadDirectory(prefix, target), there)
    assert.deepEqual(read(target), sorted(FILES))
    await operations()
    assert.deepEqual(await store().uploadDirectory(source, prefix), none)
    assert.deepEqual(await store().downloadDirectory(prefix, target), none)
    const asked = await operations()
    assert(!asked.some((name) => name === 'PutObject' || name === 'GetObject'), asked.join(' '))
  })

  test('is read by ali-oss as it was sent', async () => {
    write(source, FILES)
    await store().uploadDirectory(source, prefix)
    const theirs = new AliOss(emulator.current.clientOptions())
    for (const [name, content] of Object.entries(FILES)) {
      assert.equal(String((await theirs.get(prefix + name)).content), content)
    }
  })

  test('what has changed is sent, of the same size too; `always` sends all', async () => {
    write(source, { same: 'one', other: 'two', longer: 'three' })
    await store().uploadDirectory(source, prefix)
    write(source, { other: 'owt', longer: 'three and more' })
    const { transferred, unchanged } = await store().uploadDirectory(source, prefix)
    assert.deepEqual([transferred, unchanged], [2, 1])
    assert.equal((await store().uploadDirectory(source, prefix, { always: true })).transferred, 3)
    await store().downloadDirectory(prefix, target)
    write(target, { other: 'xxx' })
    assert.equal((await store().downloadDirectory(prefix, target)).transferred, 1)
    assert.deepEqual(read(target), read(source))
    assert.equal((await store().downloadDirectory(prefix, target, { always: true })).transferred, 3)
  })

  test('a prefix is a folder, with a slash at its end or without', async () => {
    write(source, { 'x.txt': 'x' })
    await store().uploadDirectory(source, `${number}/here`)
    await store().put(`${number}/hereafter`, Buffer.from('no'))
    assert.equal((await store().downloadDirectory(`${number}/here`, target)).transferred, 1)
    assert.deepEqual(read(target), { 'x.txt': 'x' })
  })

  test('large files go in parts', async () => {
    write(source, { large: Buffer.alloc((64 << 20) + 1, 'x'), small: 's' })
    const counts = await store().uploadDirectory(source, prefix, { partSize: 32 << 20 })
    assert.equal(counts.bytes, (64 << 20) + 2)
    const asked = await operations()
    assert.equal(asked.filter((name) => name === 'UploadPart').length, 3)
    assert.equal(asked.filter((name) => name === 'PutObject').length, 1)
    await store().downloadDirectory(prefix, target)
    assert(readFileSync(join(target, 'large')).equals(readFileSync(join(source, 'large'))))
  })

  test('its objects are encrypted as the call says', async () => {
    write(source, { x: 'x' })
    await store().uploadDirectory(source, prefix, { sse: { algorithm: 'SM4' }, meta: { by: 'test' } })
    const { sse, meta } = await store().head(`${prefix}x`)
    assert.deepEqual([sse, meta], [{ algorithm: 'SM4' }, { by: 'test' }])
  })

  test('a filter chooses by key; progress tells the counts', async () => {
    write(source, { 'a.txt': 'a', 'b.log': 'b', 'c/d.txt': 'd' })
    const told = []
    const filter = (name) => name.endsWith('.txt')
    const { errors, skips, ...counts } = await store().uploadDirectory(source, prefix, {
      filter,
      progress: (counts) => void told.push(counts),
    })
    assert.deepEqual(counts, { transferred: 2, unchanged: 0, skipped: 0, failed: 0, bytes: 2 })
    assert.deepEqual(
      told.map(({ bytes }) => bytes),
      [1, 2],
    )
    assert.deepEqual(told.at(-1), counts)
    assert.deepEqual([errors, skips], [[], []])
    await store().put(`${prefix}e.log`, Buffer.from('e'))
    assert.equal((await store().downloadDirectory(prefix, target, { filter })).transferred, 2)
  })

  test('no more is under way than was said', async () => {
    write(source, Object.fromEntries(Array.from({ length: 20 }, (_, index) => [`${index}`, 'x'])))
    const client = store()
    let [now, most] = [0, 0]
    const { put } = client
    client.put = async (...args) => {
      most = Math.max(most, ++now)
      try {
        return await put.apply(client, args)
      } finally {
        now--
      }
    }
    await client.uploadDirectory(source, prefix, { inFlight: 3 })
    assert.equal(most, 3)
    for (const inFlight of [0, 1.5, NaN]) {
      const error = await rejection(client.uploadDirectory(source, prefix, { inFlight }))
      assert.match(error.message, /^inFlight must be a whole number, 1 at least, not /)
    }
  })
})

describe('what cannot be transferred', () => {
  test('is in the report, and the rest is done', async () => {
    write(source, { a: 'a', b: 'b', c: 'c' })
    // It is gone when it is read.
    const filter = (name) => {
      if (name.endsWith('b')) rmSync(join(source, 'b'))
      return true
    }
    const { transferred, failed, errors } = await store().uploadDirectory(source, prefix, { filter })
    assert.deepEqual([transferred, failed], [2, 1])
    assert.equal(errors[0].name, `${prefix}b`)
    assert.equal(errors[0].path, join(source, 'b'))
    assert.equal(errors[0].error.code, 'ENOENT')
  })

  test('without the bucket, the key or the folder it rejects', async () => {
    write(source, { a: 'a', b: 'b' })
    assert.equal((await rejection(store({ bucket: 'no-such' }).uploadDirectory(source, prefix))).code, 'NoSuchBucket')
    const always = store({ bucket: 'no-such' }).uploadDirectory(source, prefix, { always: true })
    assert.equal((await rejection(always)).code, 'NoSuchBucket')
    const wrong = store({ accessKeySecret: 'wrong' })
    assert.equal((await rejection(wrong.downloadDirectory(prefix, target))).code, 'SignatureDoesNotMatch')
    assert.equal((await rejection(store().uploadDirectory(join(source, 'none'), prefix))).code, 'ENOENT')
    assert.match((await rejection(store().uploadDirectory(join(source, 'a'), prefix))).message, /is no folder/)
  })

  test('a signal ends it', async () => {
    write(source, Object.fromEntries(Array.from({ length: 20 }, (_, index) => [`${index}`, 'x'])))
    const controller = new AbortController()
    const progress = ({ transferred }) => transferred === 2 && controller.abort(new Error('enough'))
    const options = { inFlight: 1, progress, signal: controller.signal }
    assert.equal((await rejection(store().uploadDirectory(source, prefix, options))).message, 'enough')
    assert.equal((await operations()).filter((name) => name === 'PutObject').length, 2)
    await store().uploadDirectory(source, prefix)
    const aborted = store().downloadDirectory(prefix, target, { signal: AbortSignal.abort(new Error('before')) })
    assert.equal((await rejection(aborted)).message, 'before')
  })

  test('a progress that throws ends it', async () => {
    write(source, { a: 'a', b: 'b' })
    const progress = () => {
      throw new Error('on purpose')
    }
    assert.equal((await rejection(store().uploadDirectory(source, prefix, { progress }))).message, 'on purpose')
  })
})

const links = process.platform === 'win32' ? 'links are a right of their own on Windows' : false

describe('links', { skip: links }, () => {
  test('are followed to files of the folder only', async () => {
    write(source, { 'in/file': 'f' })
    write(join(root, `${number}`), { secret: 's' })
    symlinkSync('in/file', join(source, 'to-file'))
    symlinkSync('in', join(source, 'to-folder'))
    symlinkSync('..', join(source, 'in', 'loop'))
    symlinkSync(join('..', 'secret'), join(source, 'out'))
    symlinkSync('nowhere', join(source, 'dangling'))
    const { skips, ...counts } = await store().uploadDirectory(source, prefix)
    assert.deepEqual([counts.transferred, counts.skipped, counts.failed], [2, 4, 0])
    const why = Object.fromEntries(skips.map(({ path, reason }) => [relative(source, path), reason]))
    assert.deepEqual(why, {
      dangling: 'a link that leads nowhere',
      'in/loop': 'a link to what is no file',
      out: 'a link out of the folder',
      'to-folder': 'a link to what is no file',
    })
    await store().downloadDirectory(prefix, target)
    assert.deepEqual(read(target), { 'in/file': 'f', 'to-file': 'f' })
  })

  test('out of the folder are not written through', async () => {
    const outside = join(root, `${number}`, 'outside')
    write(outside, { file: 'as it was' })
    mkdirSync(target)
    symlinkSync(outside, join(target, 'folder'))
    symlinkSync(join(outside, 'file'), join(target, 'file'))
    symlinkSync(join(outside, 'new'), join(target, 'new'))
    symlinkSync(join(outside, 'newer'), join(target, 'dangling'))
    for (const name of ['folder/x', 'folder/deep/x', 'file', 'new', 'dangling/x', 'well']) {
      await store().put(prefix + name, Buffer.from('x'))
    }
    const { transferred, failed, errors } = await store().downloadDirectory(prefix, target)
    assert.deepEqual([transferred, failed], [1, 5])
    assert(errors.every(({ error }) => error instanceof Error))
    assert.deepEqual(read(outside), { file: 'as it was' })
  })

  test('the folder itself may be one', async () => {
    write(source, { a: 'a' })
    symlinkSync(source, join(root, `${number}`, 'link'))
    assert.equal((await store().uploadDirectory(join(root, `${number}`, 'link'), prefix)).transferred, 1)
  })
})

describe('keys', () => {
  test('that would lead out of the folder, or are no names, fail', async () => {
    for (const name of ['../out', 'a/../../out', './here', 'a//b', '/abs', 'fine']) {
      await store().put(prefix + name, Buffer.from('x'))
    }
    const { transferred, failed, errors } = await store().downloadDirectory(prefix, target)
    assert.deepEqual([transferred, failed], [1, 5])
    assert.match(
      errors.find(({ name }) => name.endsWith('../out'))?.error.message ?? '',
      /would lead to another folder/,
    )
    assert.deepEqual(read(target), { fine: 'x' })
    assert(!existsSync(join(root, `${number}`, 'out')))
  })

  test('that end with a slash are folders', async () => {
    await store().put(`${prefix}empty/`, Buffer.alloc(0))
    await store().put(`${prefix}full/`, Buffer.from('x'))
    const { transferred, failed } = await store().downloadDirectory(prefix, target)
    assert.deepEqual([transferred, failed], [0, 1])
    assert(statSync(join(target, 'empty')).isDirectory())
  })

  test('that are a file and a folder: one of them fails', async () => {
    await store().put(`${prefix}a`, Buffer.from('x'))
    await store().put(`${prefix}a/b`, Buffer.from('x'))
    const { transferred, failed } = await store().downloadDirectory(prefix, target, { inFlight: 1 })
    assert.deepEqual([transferred, failed], [1, 1])
  })
})
