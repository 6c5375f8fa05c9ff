'use strict'
// Methods that few programs call: their files are loaded with the first call, so that `require` does not wait for them.

/** @typedef {{ load: () => Record<string, any>, promised?: string[], direct?: string[] }} Deferred */

/** The files, and the names of their methods: those that give a promise, and those that answer at once. @type {Deferred[]} */
const DEFERRED = [
  {
    load: () => require('./bucket/index.js'),
    promised: [
      'abortBucketWorm',
      'completeBucketWorm',
      'deleteBucketCORS',
      'deleteBucketInventory',
      'deleteBucketLifecycle',
      'deleteBucketLogging',
      'deleteBucketPolicy',
      'deleteBucketReferer',
      'deleteBucketTags',
      'deleteBucketWebsite',
      'extendBucketWorm',
      'getBucketACL',
      'getBucketCORS',
      'getBucketInventory',
      'getBucketLifecycle',
      'getBucketLogging',
      'getBucketPolicy',
      'getBucketReferer',
      'getBucketRequestPayment',
      'getBucketTags',
      'getBucketWebsite',
      'getBucketWorm',
      'initiateBucketWorm',
      'listBucketInventory',
      'putBucketACL',
      'putBucketCORS',
      'putBucketInventory',
      'putBucketLifecycle',
      'putBucketLogging',
      'putBucketPolicy',
      'putBucketReferer',
      'putBucketRequestPayment',
      'putBucketTags',
      'putBucketWebsite',
    ],
  },
  {
    load: () => require('./channels.js'),
    promised: [
      'createVod',
      'deleteChannel',
      'getChannel',
      'getChannelHistory',
      'getChannelStatus',
      'listChannels',
      'putChannel',
      'putChannelStatus',
    ],
    direct: ['getRtmpUrl'],
  },
  { load: () => require('./directories.js'), promised: ['downloadDirectory', 'uploadDirectory'] },
  { load: () => require('./encryption/audit.js'), direct: ['auditEncryption'] },
  { load: () => require('./encryption/reencrypt.js'), direct: ['reencrypt'] },
  { load: () => require('./object/copy.js'), promised: ['copy', 'putMeta'], direct: ['_getSourceName'] },
  {
    load: () => require('./object/settings.js'),
    promised: ['getACL', 'putACL', 'putObjectTagging', 'putSymlink', 'restore'],
  },
  {
    load: () => require('./object/parts.js'),
    promised: [
      '_uploadPart',
      'abortMultipartUpload',
      'completeMultipartUpload',
      'initMultipartUpload',
      'listParts',
      'listUploads',
      'uploadPartCopy',
    ],
  },
  {
    load: () => require('./multipart-methods.js'),
    promised: [
      '_getFileSize',
      '_getObjectMeta',
      '_parallel',
      '_parallelNode',
      '_resumeMultipart',
      '_resumeMultipartCopy',
      'multipartUpload',
      'multipartUploadCopy',
      'uploadPart',
    ],
    direct: [
      '_createStream',
      '_divideMultipartCopyParts',
      '_divideParts',
      '_getPartSize',
      '_makeAbortEvent',
      '_makeCancelEvent',
      '_stop',
      'cancel',
      'isCancel',
      'resetCancelFlag',
    ],
  },
  {
    load: () => require('./object/sign.js'),
    promised: ['asyncSignatureUrl', 'signatureUrlV4'],
    direct: ['calculatePostSignature', 'generateObjectUrl', 'getObjectUrl', 'signPostObjectPolicyV4', 'signatureUrl'],
  },
  { load: () => require('./pages.js'), direct: ['buckets', 'objects', 'parts', 'uploads', 'versions'] },
  { load: () => require('./object/process.js'), promised: ['getAsyncFetch', 'postAsyncFetch', 'processObjectSave'] },
  { load: () => require('./request-error.js'), promised: ['requestError'] },
  {
    load: () => require('./low-level.js'),
    direct: ['authorization', 'authorizationV4', 'checkBrowserAndVersion', 'setSLDEnabled', 'signature'],
  },
]

/** Methods that stand for those of a file. @param {Deferred} deferred */
function methodsOf({ load, promised = [], direct = [] }) {
  const methods = {}
  for (const name of promised) {
    Object.assign(methods, {
      /** @this {any} @param {any[]} args */
      async [name](...args) {
        return await load()[name].apply(this, args)
      },
    })
  }
  for (const name of direct) {
    Object.assign(methods, {
      /** @this {any} @param {any[]} args */
      [name](...args) {
        return load()[name].apply(this, args)
      },
    })
  }
  return methods
}

module.exports = Object.assign({}, ...DEFERRED.map(methodsOf))
Object.defineProperty(module.exports, 'DEFERRED', { value: DEFERRED })
