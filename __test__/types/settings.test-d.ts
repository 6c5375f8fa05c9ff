// Settings of buckets: what must and must not type-check. `npm run lint` runs it.

import { expectAssignable, expectError, expectType } from 'tsd'
import OSS = require('../../index.js')

declare const store: OSS

export async function use(): Promise<void> {
  expectType<string | null>((await store.putBucketACL('b', 'public-read', { timeout: '5s' })).bucket)
  expectType<OSS.BucketAcl>((await store.getBucketACL('b')).acl)
  expectType<OSS.Owner>((await store.getBucketACL('b')).owner)
  expectError(store.putBucketACL('b', 'default'))
  expectError(store.putBucketACL('b'))

  expectType<Promise<OSS.ResponseResult>>(store.putBucketReferer('b', true, ['http://*.example.com'], null))
  store.putBucketReferer('b', false)
  expectType<string[] | null>((await store.getBucketReferer('b')).referers)
  expectType<Promise<OSS.ResponseResult>>(store.deleteBucketReferer('b'))
  expectError(store.putBucketReferer('b', 'yes', []))

  const rule: OSS.CORSRule = { allowedOrigin: '*', allowedMethod: ['GET', 'HEAD'], maxAgeSeconds: '60' }
  expectType<Promise<OSS.ResponseResult>>(store.putBucketCORS('b', [rule, { ...rule, maxAgeSeconds: 60 }]))
  expectType<OSS.CORSRule[]>((await store.getBucketCORS('b')).rules)
  expectType<Promise<OSS.ResponseResult>>(store.deleteBucketCORS('b'))
  expectError(store.putBucketCORS('b', [{ allowedOrigin: '*' }]))

  const policy: OSS.BucketPolicy = {
    Version: '1',
    Statement: [
      { Effect: 'Deny', Action: ['oss:*'], Principal: ['*'], Resource: ['acs:oss:*:*:b/*'], Condition: { Bool: {} } },
    ],
  }
  expectType<Promise<OSS.StatusResult>>(store.putBucketPolicy('b', policy))
  expectType<OSS.BucketPolicy | null>((await store.getBucketPolicy('b')).policy)
  expectType<Promise<OSS.StatusResult>>(store.deleteBucketPolicy('b'))
  expectError(store.putBucketPolicy('b', '{}'))
  expectType<Promise<OSS.StatusResult>>(store.putBucketRequestPayment('b', 'Requester'))
  expectType<'BucketOwner' | 'Requester'>((await store.getBucketRequestPayment('b')).payer)
  expectError(store.putBucketRequestPayment('b', 'me'))

  expectType<Promise<OSS.ResponseResult>>(store.putBucketLogging('b', 'logs/'))
  expectType<boolean>((await store.getBucketLogging('b')).enable)
  expectType<string | null>((await store.getBucketLogging('b')).prefix)
  expectType<Promise<OSS.ResponseResult>>(store.deleteBucketLogging('b'))
  const website: OSS.PutBucketWebsiteConfig = { index: 'index.html', supportSubDir: true, type: 1 }
  expectType<Promise<OSS.ResponseResult>>(store.putBucketWebsite('b', website))
  store.putBucketWebsite('b', { error: 'error.html', routingRules: (await store.getBucketWebsite('b')).routingRules })
  expectType<string | null>((await store.getBucketWebsite('b')).error)
  expectType<Promise<OSS.ResponseResult>>(store.deleteBucketWebsite('b'))
  expectError(store.putBucketWebsite('b', { routingRules: {} }))
  expectType<Promise<OSS.StatusResult>>(store.putBucketTags('b', { a: '1' }))
  expectType<Record<string, string>>((await store.getBucketTags('b')).tag)
  expectType<Promise<OSS.StatusResult>>(store.deleteBucketTags('b'))

  expectAssignable<OSS.LifecycleRule>({ prefix: 'logs/', status: 'Enabled', days: 3 })
  const transition = { days: 30, storageClass: 'IA' }
  const lifecycle: OSS.LifecycleRule = { prefix: '', status: 'Disabled', transition, tag: { key: 'k', value: 'v' } }
  expectType<Promise<OSS.ResponseResult>>(
    store.putBucketLifecycle('b', [{ ...lifecycle, expiration: { createdBeforeDate: '2030-01-01T00:00:00.000Z' } }]),
  )
  expectType<OSS.LifecycleRule[] | null>((await store.getBucketLifecycle('b')).rules)
  expectType<Promise<OSS.ResponseResult>>(store.deleteBucketLifecycle('b'))
  expectError(store.putBucketLifecycle('b', [{ prefix: '', status: 'On' satisfies string, days: 3 }]))
  expectError(store.putBucketLifecycle('b', [{ status: 'Enabled' as const, days: 3 }]))

  const { wormId } = await store.initiateBucketWorm('b', 7)
  expectType<string>(wormId)
  expectType<Promise<OSS.StatusResult>>(store.completeBucketWorm('b', wormId))
  expectType<Promise<OSS.StatusResult>>(store.extendBucketWorm('b', wormId, '14'))
  expectType<Promise<OSS.StatusResult>>(store.abortBucketWorm('b'))
  expectType<string>((await store.getBucketWorm('b')).days)
  expectError(store.completeBucketWorm('b'))

  const inventory: OSS.Inventory = {
    id: 'daily',
    isEnabled: true,
    OSSBucketDestination: {
      format: 'CSV',
      accountId: '1',
      rolename: 'AliyunOSSRole',
      bucket: 'lists',
      encryption: { 'SSE-KMS': { keyId: 'kid' } },
    },
    frequency: 'Daily',
    includedObjectVersions: 'All',
    optionalFields: { field: ['Size', 'EncryptionStatus'] },
  }
  expectType<Promise<OSS.StatusResult>>(store.putBucketInventory('b', inventory))
  expectType<string>((await store.getBucketInventory('b', 'daily')).inventory.OSSBucketDestination.rolename)
  const page = await store.listBucketInventory('b', { continuationToken: 't' })
  expectType<OSS.InventoryInfo[] | undefined>(page.inventoryList)
  expectType<Promise<OSS.StatusResult>>(store.deleteBucketInventory('b', 'daily'))
  expectError(store.putBucketInventory('b', { ...inventory, frequency: 'Hourly' }))
}
