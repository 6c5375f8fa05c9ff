'use strict'
// Settings of buckets whose name is none, or that are not there, through ali-oss and through this package.

const { emulatorForFile } = require('../emulator.js')
const { alike } = require('./cases.js')

const holder = emulatorForFile({ buckets: ['bucket-name'] })

/** The same bad names for every method. */
const NAMED = [
  ['getBucketACL', []],
  ['putBucketLogging', ['logs/']],
  ['getBucketLogging', []],
  ['deleteBucketLogging', []],
  ['putBucketWebsite', [{ index: 'index.html' }]],
  ['getBucketWebsite', []],
  ['deleteBucketWebsite', []],
  ['putBucketReferer', [true, ['http://a.com']]],
  ['getBucketReferer', []],
  ['deleteBucketReferer', []],
  ['putBucketCORS', [[{ allowedOrigin: '*', allowedMethod: 'GET' }]]],
  ['getBucketCORS', []],
  ['deleteBucketCORS', []],
  ['putBucketLifecycle', [[{ prefix: 'a/', status: 'Enabled', expiration: { days: 1 } }]]],
  ['getBucketLifecycle', []],
  ['deleteBucketLifecycle', []],
  ['putBucketRequestPayment', ['Requester']],
  ['getBucketRequestPayment', []],
  ['putBucketTags', [{ a: '1' }]],
  ['getBucketTags', []],
  ['deleteBucketTags', []],
  ['putBucketPolicy', [{ Version: '1', Statement: [] }]],
  ['deleteBucketPolicy', []],
  ['initiateBucketWorm', [1]],
  ['getBucketWorm', []],
  ['extendBucketWorm', ['id', 2]],
]

const badNames = NAMED.flatMap(([method, args]) => [
  [`${method} of a malformed bucket`, (c) => c[method]('-B', ...args)],
  [`${method} of no bucket`, (c) => c[method]('no-such-bucket', ...args)],
])

alike(holder, badNames)
