'use strict'
// Objects of every kind, and all that can be told of one: for tests of what changes them.

const ALI = require('ali-oss')
const OSS = require('../..')

/** Keys with every odd character. */
const ODD = [
  'a b',
  'ä/ö',
  '中文/文件',
  "it's",
  'a+b%20c',
  'q?x=1&y',
  '#hash',
  '"quoted"',
  '<tag>',
  'emoji-🔒',
  'back\\slash',
  '~!@$^*()=;:,|',
]

/**
 * Stores some objects of each kind, by the client that programs have.
 *
 * @param {any} options of a client
 * @param {string} keyId a key of KMS that some are under
 * @param {number} each how many of each kind
 */
async function fill(options, keyId, each = 1) {
  const ali = new ALI(options)
  // Metadata that are no ASCII, ali-oss cannot send.
  const own = new OSS(options)
  const sse = (algorithm, key) => ({
    'x-oss-server-side-encryption': algorithm,
    ...(key && { 'x-oss-server-side-encryption-key-id': key }),
  })
  const described = {
    'Content-Type': 'text/x-own; charset=utf-8',
    'Cache-Control': 'no-cache, max-age=0',
    'Content-Disposition': 'attachment; filename="a b.txt"',
    'Content-Encoding': 'identity',
    'Content-Language': 'zh-CN',
    Expires: 'Wed, 01 Jan 2031 00:00:00 GMT',
    'x-oss-tagging': 'team=a%20b&stage=x%2Fy',
    'x-oss-object-acl': 'public-read',
  }
  /** @type {[string, (name: string, body: Buffer) => Promise<any>][]} */
  const kinds = [
    ['plain', (name, body) => ali.put(name, body)],
    ['aes', (name, body) => ali.put(name, body, { headers: sse('AES256') })],
    ['sm4', (name, body) => ali.put(name, body, { headers: sse('SM4') })],
    ['kms', (name, body) => ali.put(name, body, { headers: sse('KMS', keyId) })],
    ['described', (name, body) => own.put(name, body, { headers: described, meta: { own: '中文 é', n: '1' } })],
    ['ia', (name, body) => ali.put(name, body, { headers: { ...sse('AES256'), 'x-oss-storage-class': 'IA' } })],
    ['archive', (name, body) => ali.put(name, body, { headers: { 'x-oss-storage-class': 'Archive' } })],
    ['cold', (name, body) => ali.put(name, body, { headers: { 'x-oss-storage-class': 'ColdArchive' } })],
    ['deep', (name, body) => ali.put(name, body, { headers: { 'x-oss-storage-class': 'DeepColdArchive' } })],
    ['empty', (name) => ali.put(name, Buffer.alloc(0))],
    ['appended', (name, body) => ali.append(name, body)],
    ['link', (name) => ali.putSymlink(name, 'plain/0', {})],
  ]
  const names = []
  for (const [kind, store] of kinds) {
    for (let index = 0; index < each; index++) {
      const name = `${kind}/${index}`
      await store(name, Buffer.from(`content of ${name}`))
      names.push(name)
    }
  }
  for (const odd of ODD) {
    await own.put(`odd/${odd}`, Buffer.from(odd), { meta: { odd: 'yes' } })
    names.push(`odd/${odd}`)
  }
  return names
}

/** What must stay of an object. */
const KEPT = [
  'cache-control',
  'content-disposition',
  'content-encoding',
  'content-language',
  'content-length',
  'content-type',
  'expires',
  'x-oss-hash-crc64ecma',
  'x-oss-storage-class',
  'x-oss-tagging-count',
]

/** All that can be told of an object but for its encryption. @param {any} store @param {string} name */
async function stateOf(store, name) {
  const { res, meta, sse } = await store.head(name)
  const headers = Object.fromEntries(KEPT.map((header) => [header, res.headers[header]]))
  const isLink = res.headers['x-oss-object-type'] === 'Symlink'
  const tag = isLink ? {} : (await store.getObjectTagging(name)).tag
  const { acl } = await store.getACL(name)
  const archived = /Archive$/.test(headers['x-oss-storage-class'] ?? '')
  const content = archived ? undefined : (await store.get(name)).content.toString('latin1')
  return { state: { headers, meta, tag, acl, content }, sse }
}

/** A rule of an inventory that is written on request. @param {string} bucket it is written into @param {string[]} field @param {object} [more] */
const inventoryRule = (bucket, field, more) => ({
  id: 'i',
  isEnabled: false,
  OSSBucketDestination: {
    format: 'CSV',
    accountId: '1000000000000001',
    rolename: 'AliyunOSSRole',
    bucket,
    prefix: 'lists',
  },
  frequency: 'Daily',
  includedObjectVersions: 'Current',
  optionalFields: { field },
  ...more,
})

module.exports = { ODD, fill, inventoryRule, stateOf }
