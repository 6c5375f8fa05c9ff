'use strict'
// The command: what it prints and writes, its exit status, and how it ends when it is told to.

const assert = require('node:assert/strict')
const { readFileSync } = require('node:fs')
const { join } = require('node:path')
const { before, describe, test } = require('node:test')
const OSS = require('../..')
const { emulatorForFile } = require('../emulator.js')
const { folderForFile } = require('../folder.js')
const { begin, run } = require('./command.js')

const holder = emulatorForFile({ buckets: ['bucket-name', 'many'] })
const folder = folderForFile('command')
const command = (...words) => run(holder.current, 'encryption', ...words)
const linesOf = (path) =>
  readFileSync(path, 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line))

describe('encryption', () => {
  /** @type {OSS} */
  let store
  before(async () => {
    store = new OSS(holder.current.clientOptions())
    await store.put('a/1', Buffer.from('x'))
    await store.put('a/2', Buffer.from('x'), { sse: { algorithm: 'AES256' } })
    await store.put('b/1', Buffer.from('x'), { sse: { algorithm: 'AES256' } })
  })

  test('audit: status, words, JSON and a page', async () => {
    const [json, page] = [join(folder, 'audit.ndjson'), join(folder, 'audit.html')]
    const { code, out, err } = await command(
      'audit',
      'oss://bucket-name',
      '--json',
      json,
      '--report',
      page,
      '--lang',
      'zh',
    )
    assert.equal(code, 1, err)
    assert.match(out, /^oss:\/\/bucket-name\/: 3 objects, required: any$/m)
    assert.match(out, /^1 not as required, 0 not found out$/m)
    assert.match(out, /^ {2}oss:\/\/bucket-name\/a\/1 \(not-encrypted, none\)$/m)
    assert.match(out, /^oss-bucket-server-side-encryption-enabled: NON_COMPLIANT$/m)
    const lines = linesOf(json)
    assert.deepEqual(lines[0], { name: 'a/1', size: 1, sse: null, ok: false, why: 'not-encrypted' })
    assert.equal(lines.at(-1).summary.objects, 3)
    assert.match(readFileSync(page, 'utf8'), /^<!doctype html>[^]*lang="zh/)
    assert.equal((await command('audit', 'oss://bucket-name/b/')).code, 0)
    assert.equal((await command('audit', 'oss://bucket-name/b/', '--require', 'KMS')).code, 1)
    assert.equal((await command('audit', 'oss://bucket-name/b/', '--require', 'KMS', '--require', 'AES256')).code, 0)
    assert.equal((await command('audit', 'oss://missing')).code, 2)
  })

  test('reencrypt: nothing without --apply, then all', async () => {
    const dry = await command('reencrypt', 'oss://bucket-name', '--to', 'SM4')
    assert.equal(dry.code, 0, dry.err)
    assert.match(dry.out, /to be done: 3 \(3 bytes\), by 9 requests. Nothing was changed: add --apply/)
    assert.equal((await store.head('a/1')).sse, null)
    const json = join(folder, 'reencrypt.ndjson')
    const done = await command(
      'reencrypt',
      'oss://bucket-name',
      '--to',
      'SM4',
      '--apply',
      '--json',
      json,
      '--rate',
      '1000',
    )
    assert.equal(done.code, 0, done.err)
    assert.deepEqual(
      linesOf(json).map(({ outcome }) => outcome),
      ['done', 'done', 'done', undefined],
    )
    assert.deepEqual((await store.head('a/1')).sse, { algorithm: 'SM4' })
    await store.append('log', Buffer.from('x'))
    const left = await command('reencrypt', 'oss://bucket-name', '--to', 'SM4', '--apply')
    assert.equal(left.code, 1)
    assert.match(left.out, /^left as they are: 1\n {2}appendable: 1 \(1 bytes\)$/m)
  })

  test('it ends when it is told to, and says how to go on', async () => {
    const many = new OSS(holder.current.clientOptions({ bucket: 'many' }))
    const names = Array.from({ length: 300 }, (_, index) => `k${index}`)
    await Promise.all(names.map((name) => many.put(name, Buffer.from('x'))))
    const journal = join(folder, 'journal')
    const words = ['encryption', 'reencrypt', 'oss://many', '--to', 'SM4', '--apply', '--journal', journal]
    const first = begin(holder.current, ...words, '--rate', '200')
    const changed = async () => (await many.auditEncryption({ require: 'SM4' }).run()).ok.objects > 0
    while (!(await changed())) await new Promise((resolve) => setTimeout(resolve, 20))
    first.child.kill('SIGINT')
    const { code, out, err } = await first.done
    assert.equal(code, 2, err)
    assert.match(
      out,
      /Stopped. To go on: npx ali-oss-native encryption reencrypt oss:\/\/many --to SM4 --apply --journal /,
    )
    const second = await run(holder.current, ...words)
    assert.equal(second.code, 0, second.err)
    assert.match(second.out, /300 objects of 300 bytes looked at/)
    assert.equal((await many.auditEncryption({ require: 'SM4' }).run()).ok.objects, 300)
  })
})

test('what it does not understand is said, with the status 2', async () => {
  for (const [words, message] of /** @type {[string[], RegExp][]} */ ([
    [['encryption'], /there is no command encryption/],
    [['encrypt', 'audit'], /there is no command encrypt audit/],
    [['encryption', 'audit'], /say which objects/],
    [['encryption', 'audit', 'bucket-name'], /say which objects/],
    [['encryption', 'audit', 'oss://bucket-name', '--what'], /--what/],
    [['encryption', 'audit', 'oss://bucket-name', '--require', 'DES'], /an encryption is AES256/],
    [['encryption', 'audit', 'oss://bucket-name', '--rate', 'x'], /--rate must be a number/],
    [['encryption', 'audit', 'oss://bucket-name', '--lang', 'fr'], /--lang must be en or zh/],
    [['encryption', 'reencrypt', 'oss://bucket-name'], /--to says how/],
    [['encryption', 'worker'], /--queue says where/],
    [['encryption', 'worker', '--queue', 'http://x'], /must begin with redis/],
  ])) {
    const { code, err } = await run(holder.current, ...words)
    assert.equal(code, 2, words.join(' '))
    assert.match(err, message)
    assert.doesNotMatch(err, /\n {4}at /)
  }
  const help = await run(holder.current, '--help')
  assert.equal(help.code, 0)
  assert.match(help.out, /^ali-oss-native encryption: /)
  assert.equal((await run(holder.current, '--version')).out.trim(), require('../../package.json').version)
})
