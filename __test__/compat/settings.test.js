'use strict'
// Settings of buckets through ali-oss and through this package: what is sent, what comes back, what is refused.

const { emulatorForFile } = require('../emulator.js')
const { alike } = require('./cases.js')

const holder = emulatorForFile({ buckets: ['bucket-name', 'logs', 'kept'] })

const after = (call) => ({ prepare: (client) => call(client) })
const B = 'bucket-name'

const cors = {
  allowedOrigin: ['http://a.com', 'http://b.com'],
  allowedMethod: ['GET', 'PUT'],
  allowedHeader: '*',
  exposeHeader: ['ETag'],
  maxAgeSeconds: '60',
}

const inventory = (fields) => ({
  id: 'daily',
  isEnabled: true,
  prefix: 'a/',
  OSSBucketDestination: {
    format: 'CSV',
    accountId: '1000000000000000',
    rolename: 'AliyunOSSRole',
    bucket: 'logs',
    prefix: 'out',
    encryption: { 'SSE-OSS': '' },
  },
  frequency: 'Daily',
  includedObjectVersions: 'All',
  optionalFields: { field: ['Size', 'LastModifiedDate', 'EncryptionStatus'] },
  ...fields,
})
const put = (fields) => (c) => c.putBucketInventory(B, inventory(fields))
const clean = async (c) => {
  for (const id of ['daily', 'other']) await c.deleteBucketInventory(B, id).catch(() => {})
}

/** @type {import('./cases.js').Case[]} */
const CASES = [
  ['put an ACL', (c) => c.putBucketACL(B, 'public-read')],
  ['put an ACL of a malformed bucket', (c) => c.putBucketACL('-B', 'private')],
  ['put an unknown ACL', (c) => c.putBucketACL(B, 'anything')],
  ['get an ACL', (c) => c.getBucketACL(B), after((c) => c.putBucketACL(B, 'public-read-write'))],
  ['put logging', (c) => c.putBucketLogging(B, 'logs/')],
  ['put logging without a prefix', (c) => c.putBucketLogging(B)],
  ['get logging', (c) => c.getBucketLogging(B), after((c) => c.putBucketLogging(B, 'logs/'))],
  ['get no logging', (c) => c.getBucketLogging(B), after((c) => c.deleteBucketLogging(B))],
  ['delete logging', (c) => c.deleteBucketLogging(B)],
  ['put a website', (c) => c.putBucketWebsite(B, { index: 'home.html', error: 'error.html' })],
  ['put a website without anything', (c) => c.putBucketWebsite(B)],
  ['put a website with folders', (c) => c.putBucketWebsite(B, { supportSubDir: 'true', type: '1' })],
  [
    'put a website with rules',
    (c) =>
      c.putBucketWebsite(B, {
        index: 'index.html',
        routingRules: [
          {
            RuleNumber: '1',
            Condition: { KeyPrefixEquals: 'abc/', HttpErrorCodeReturnedEquals: '404' },
            Redirect: { RedirectType: 'External', Protocol: 'http', HostName: 'a.com', HttpRedirectCode: '302' },
          },
        ],
      }),
  ],
  ['put a website with rules that are none', (c) => c.putBucketWebsite(B, { routingRules: 'x' })],
  ['get a website', (c) => c.getBucketWebsite(B), after((c) => c.putBucketWebsite(B, { index: 'a', error: 'e' }))],
  ['get no website', (c) => c.getBucketWebsite(B), after((c) => c.deleteBucketWebsite(B))],
  ['delete a website', (c) => c.deleteBucketWebsite(B)],
  ['put referers', (c) => c.putBucketReferer(B, false, ['http://a.com', 'http://*.b.com'])],
  ['put no referers', (c) => c.putBucketReferer(B, true, [])],
  ['get referers', (c) => c.getBucketReferer(B), after((c) => c.putBucketReferer(B, false, ['a', 'b']))],
  ['get one referer', (c) => c.getBucketReferer(B), after((c) => c.putBucketReferer(B, true, ['a']))],
  ['get no referers', (c) => c.getBucketReferer(B), after((c) => c.deleteBucketReferer(B))],
  ['delete referers', (c) => c.deleteBucketReferer(B)],
  ['put CORS', (c) => c.putBucketCORS(B, [cors])],
  ['put two rules of CORS', (c) => c.putBucketCORS(B, [cors, { allowedOrigin: '*', allowedMethod: 'GET' }])],
  ['put CORS without rules', (c) => c.putBucketCORS(B, [])],
  ['put CORS with nothing', (c) => c.putBucketCORS(B)],
  ['put CORS without origins', (c) => c.putBucketCORS(B, [{ allowedMethod: 'GET' }])],
  ['put CORS without methods', (c) => c.putBucketCORS(B, [{ allowedOrigin: '*' }])],
  ['get CORS', (c) => c.getBucketCORS(B), after((c) => c.putBucketCORS(B, [cors]))],
  ['get no CORS', (c) => c.getBucketCORS(B), after((c) => c.deleteBucketCORS(B))],
  ['delete CORS', (c) => c.deleteBucketCORS(B)],
  ['put a payer', (c) => c.putBucketRequestPayment(B, 'Requester')],
  ['put a wrong payer', (c) => c.putBucketRequestPayment(B, 'Nobody')],
  ['get a payer', (c) => c.getBucketRequestPayment(B), after((c) => c.putBucketRequestPayment(B, 'BucketOwner'))],
  ['put tags', (c) => c.putBucketTags(B, { a: '1', b: '2' })],
  ['put no tags', (c) => c.putBucketTags(B, 'a')],
  ['put a tag that is a number', (c) => c.putBucketTags(B, { a: 1 })],
  ['put a tag with a long name', (c) => c.putBucketTags(B, { ['a'.repeat(65)]: '1' })],
  ['put a tag with a wrong name', (c) => c.putBucketTags(B, { 'http://a': '1' })],
  ['put a tag with a long value', (c) => c.putBucketTags(B, { a: '1'.repeat(129) })],
  [
    'put many tags',
    (c) => c.putBucketTags(B, Object.fromEntries(Array.from({ length: 21 }, (_, index) => [`a${index}`, '1']))),
  ],
  ['get tags', (c) => c.getBucketTags(B), after((c) => c.putBucketTags(B, { a: '1', b: '2' }))],
  ['get one tag', (c) => c.getBucketTags(B), after((c) => c.putBucketTags(B, { a: '1' }))],
  ['get no tags', (c) => c.getBucketTags(B), after((c) => c.deleteBucketTags(B))],
  ['delete tags', (c) => c.deleteBucketTags(B)],
  [
    'put a policy',
    (c) =>
      c.putBucketPolicy(B, {
        Version: '1',
        Statement: [
          { Effect: 'Deny', Action: ['oss:GetObject'], Principal: ['1234'], Resource: ['acs:oss:*:*:bucket-name/*'] },
        ],
      }),
    { prepare: (client) => client.deleteBucketPolicy(B) },
  ],
  ['put a policy that is a text', (c) => c.putBucketPolicy(B, '{}')],
  ['put a policy that is none', (c) => c.putBucketPolicy(B, { Version: '7' })],
  ['get no policy', (c) => c.getBucketPolicy(B), after((c) => c.deleteBucketPolicy(B))],
  ['delete a policy', (c) => c.deleteBucketPolicy(B)],
  ['put an inventory', put(), { prepare: clean }],
  [
    'put an inventory under a key',
    put({ OSSBucketDestination: { ...inventory().OSSBucketDestination, encryption: { 'SSE-KMS': { keyId: 'kid' } } } }),
    { prepare: clean },
  ],
  ['put a short inventory', put({ prefix: undefined, optionalFields: undefined }), { prepare: clean }],
  ['get an inventory', (c) => c.getBucketInventory(B, 'daily'), after(async (c) => (await clean(c), put()(c)))],
  ['get no inventory', (c) => c.getBucketInventory(B, 'none'), { prepare: clean }],
  ['list no inventories', (c) => c.listBucketInventory(B), { prepare: clean }],
  ['list one inventory', (c) => c.listBucketInventory(B), after(async (c) => (await clean(c), put()(c)))],
  [
    'list inventories',
    (c) => c.listBucketInventory(B),
    after(async (c) => (await clean(c), await put()(c), put({ id: 'other' })(c))),
  ],
  ['list inventories from a token', (c) => c.listBucketInventory(B, { continuationToken: 'other' })],
  ['delete an inventory', (c) => c.deleteBucketInventory(B, 'daily'), { prepare: clean }],
  [
    'begin and give up a retention',
    async (c) => {
      const { wormId, ...begun } = await c.initiateBucketWorm('kept', 3)
      const { wormId: _, creationDate: __, expirationDate: ___, ...state } = await c.getBucketWorm('kept')
      const { status } = await c.abortBucketWorm('kept')
      return { ...begun, kind: typeof wormId, state: { ...state, res: undefined }, status }
    },
  ],
  ['headers and a limit', (c) => c.getBucketACL(B, { headers: { 'X-Oss-Meta-A': 'b' }, timeout: 5000 })],
]

alike(holder, CASES)
