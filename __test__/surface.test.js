'use strict'
// What a program can find on the package, against a list that is changed on purpose only.

const assert = require('node:assert/strict')
const { execFileSync } = require('node:child_process')
const { readFileSync } = require('node:fs')
const { join } = require('node:path')
const test = require('node:test')
const OSS = require('..')
const { DEFERRED } = require('../lib/deferred.js')

const METHODS = [
  '_bucketRequestParams',
  '_checkUserAgent',
  '_convertMetaToHeaders',
  '_createStream',
  '_deleteFileSafe',
  '_divideMultipartCopyParts',
  '_divideParts',
  '_escape',
  '_getFileSize',
  '_getObjectMeta',
  '_getPartSize',
  '_getReqUrl',
  '_getResource',
  '_getSourceName',
  '_getUserAgent',
  '_makeAbortEvent',
  '_makeCancelEvent',
  '_objectName',
  '_objectRequestParams',
  '_objectUrl',
  '_parallel',
  '_parallelNode',
  '_resumeMultipart',
  '_resumeMultipartCopy',
  '_statFile',
  '_stop',
  '_uploadPart',
  'abortBucketWorm',
  'abortMultipartUpload',
  'append',
  'asyncSignatureUrl',
  'auditEncryption',
  'authorization',
  'authorizationV4',
  'buckets',
  'calculatePostSignature',
  'cancel',
  'checkBrowserAndVersion',
  'completeBucketWorm',
  'completeMultipartUpload',
  'copy',
  'createVod',
  'delete',
  'deleteBucket',
  'deleteBucketCORS',
  'deleteBucketEncryption',
  'deleteBucketInventory',
  'deleteBucketLifecycle',
  'deleteBucketLogging',
  'deleteBucketPolicy',
  'deleteBucketReferer',
  'deleteBucketTags',
  'deleteBucketWebsite',
  'deleteChannel',
  'deleteMulti',
  'deleteObjectTagging',
  'downloadDirectory',
  'extendBucketWorm',
  'generateObjectUrl',
  'get',
  'getACL',
  'getAsyncFetch',
  'getBucket',
  'getBucketACL',
  'getBucketCORS',
  'getBucketEncryption',
  'getBucketInfo',
  'getBucketInventory',
  'getBucketLifecycle',
  'getBucketLocation',
  'getBucketLogging',
  'getBucketPolicy',
  'getBucketReferer',
  'getBucketRequestPayment',
  'getBucketStat',
  'getBucketTags',
  'getBucketVersioning',
  'getBucketVersions',
  'getBucketWebsite',
  'getBucketWorm',
  'getChannel',
  'getChannelHistory',
  'getChannelStatus',
  'getObjectMeta',
  'getObjectTagging',
  'getObjectUrl',
  'getRtmpUrl',
  'getStream',
  'getSymlink',
  'head',
  'initMultipartUpload',
  'initiateBucketWorm',
  'isCancel',
  'list',
  'listBucketInventory',
  'listBuckets',
  'listChannels',
  'listObjectVersions',
  'listParts',
  'listUploads',
  'listV2',
  'multipartUpload',
  'multipartUploadCopy',
  'objects',
  'parseXML',
  'parts',
  'postAsyncFetch',
  'processObjectSave',
  'put',
  'putACL',
  'putBucket',
  'putBucketACL',
  'putBucketCORS',
  'putBucketEncryption',
  'putBucketInventory',
  'putBucketLifecycle',
  'putBucketLogging',
  'putBucketPolicy',
  'putBucketReferer',
  'putBucketRequestPayment',
  'putBucketTags',
  'putBucketVersioning',
  'putBucketWebsite',
  'putChannel',
  'putChannelStatus',
  'putMeta',
  'putObjectTagging',
  'putStream',
  'putSymlink',
  'reencrypt',
  'request',
  'requestError',
  'resetCancelFlag',
  'restore',
  'setBucket',
  'setSLDEnabled',
  'signPostObjectPolicyV4',
  'signature',
  'signatureUrl',
  'signatureUrlV4',
  'uploadDirectory',
  'uploadPart',
  'uploadPartCopy',
  'uploads',
  'useBucket',
  'versions',
]
/** What ali-oss does not have. */
const OWN = [
  'auditEncryption',
  'buckets',
  'downloadDirectory',
  'objects',
  'parts',
  'reencrypt',
  'uploadDirectory',
  'uploads',
  'versions',
]
const PUBLIC = METHODS.filter((name) => !name.startsWith('_'))

test('no helper of ali-oss is missing', () => {
  const helpers = Object.keys(require('ali-oss').prototype).filter((name) => name.startsWith('_'))
  assert.deepEqual(
    helpers.filter((name) => !METHODS.includes(name)),
    [],
  )
})

test('the class has these methods', () => {
  const names = Object.getOwnPropertyNames(OSS.prototype).filter((name) => name !== 'constructor')
  assert.deepEqual(names.sort(), METHODS)
})

test('a method is an async function where it is one in ali-oss, and has its name', () => {
  const ali = require('ali-oss').prototype
  for (const name of OWN) assert(!(name in ali), name)
  for (const name of PUBLIC.filter((name) => !OWN.includes(name))) {
    assert.equal(OSS.prototype[name].constructor.name, ali[name].constructor.name, name)
    const known = name === 'listObjectVersions' ? 'getBucketVersions' : name
    assert.equal(OSS.prototype[name].name, known)
  }
})

test('what is loaded with its first call is what its file has', () => {
  for (const { load, promised = [], direct = [] } of DEFERRED) {
    const methods = load()
    assert.deepEqual(Object.keys(methods).sort(), [...promised, ...direct].sort())
    for (const name of promised) assert.equal(methods[name].constructor.name, 'AsyncFunction', name)
    for (const name of direct) assert.equal(methods[name].constructor.name, 'Function', name)
  }
})

test('every method is declared, and says what it is for', () => {
  const types = readFileSync(join(__dirname, '../types.d.ts'), 'utf8')
  for (const name of PUBLIC) assert.match(types, new RegExp(`\\*/\n  ${name}\\(`), name)
})

test('require and import give the class by every name', async () => {
  const imported = await import('../index.mjs')
  assert.equal(imported.default, OSS)
  assert.equal(imported.OSS, OSS)
  assert.equal(OSS.OSS, OSS)
  assert.equal(OSS.default, OSS)
  for (const name of ['ClusterClient', 'EncryptionClient', 'ImageClient', 'OSSError', 'STS'])
    assert.equal(imported[name], OSS[name], name)
  assert.deepEqual(Object.keys(OSS).sort(), [
    'ClusterClient',
    'EncryptionClient',
    'ImageClient',
    'OSS',
    'OSSError',
    'STS',
    'default',
    'initOptions',
  ])
})

test('the production addon carries no server', () => {
  const tree = (name) =>
    execFileSync('cargo', ['tree', '--locked', '-e', 'normal', '-p', name, '--prefix', 'none'], { encoding: 'utf8' })
  const addon = tree('ali-oss-native')
  assert.match(addon, /^oss-client /m)
  assert.doesNotMatch(addon, /^(oss-emulator|redb) /m)
  assert.doesNotMatch(tree('oss-emulator'), /^(oss-client|reqwest) /m)
  assert.doesNotMatch(tree('oss-protocol'), /^(tokio|reqwest|hyper) /m)
  for (const name of ['ali-oss-native', 'oss-emulator-node']) {
    assert.doesNotMatch(tree(name), /^(openssl-sys|native-tls|aws-lc-sys) /m)
  }
})

test('both packages load their addons alike', () => {
  const read = (path) => readFileSync(join(__dirname, '..', path), 'utf8')
  assert.equal(read('emulator/lib/load.js'), read('lib/load.js'))
})

test('a missing addon is reported with platform, C library and cause', () => {
  const { loadAddon } = require('../lib/load.js')
  const missing = () => {
    throw new Error('Cannot find native binding.', {
      cause: new Error("Cannot find module 'ali-oss-native-linux-x64-gnu'"),
    })
  }
  const old = () => {
    throw new Error("/lib/libc.so.6: version `GLIBC_2.38' not found")
  }
  const where = new RegExp(`ali-oss-native cannot load its addon for ${process.platform}-${process.arch}`)
  assert.throws(
    () => loadAddon('ali-oss-native', missing),
    (error) => {
      assert.match(error.message, where)
      assert.match(error.message, /Cannot find module 'ali-oss-native-linux-x64-gnu'/)
      if (process.platform === 'linux') assert.match(error.message, /glibc \d|musl/)
      assert.equal(error.code, 'ERR_ADDON_LOAD')
      return true
    },
  )
  assert.throws(() => loadAddon('ali-oss-native', old), /older than the addon was built for.*\n- .*GLIBC_2.38/)
})
