// Clients, buckets and errors: what must and must not type-check. `npm run lint` runs it.

import { expectAssignable, expectError, expectType } from 'tsd'
import OSS = require('../../index.js')
import { OSS as Named, OSSError, type BucketEncryption } from '../../index.js'
import { startEmulator, type Emulator } from '../../emulator/index.js'

export async function use(): Promise<void> {
  const store = new OSS({
    region: 'oss-cn-hangzhou',
    accessKeyId: 'id',
    accessKeySecret: 'secret',
    bucket: 'b',
    timeout: '60s',
  })
  const options: OSS.ClientOptions = { endpoint: new URL('http://127.0.0.1'), sse: { algorithm: 'SM4' } }
  expectType<OSS>(new OSS.OSS(options))
  expectType<OSS>(new OSS.default(options))
  expectType<OSS>(new Named(store.options))
  class Mine extends OSS {}
  expectAssignable<OSS>(new Mine({ crc64: false, requireEncryption: true }, { ctx: true }))
  expectType<OSS>(store.useBucket('b'))
  expectType<string | null>(store.getBucket())
  store.options.bucket = null
  expectError(new OSS())
  expectError(new OSS({ accessKeyId: 7 }))
  expectError(new OSS({ timeout: true }))
  expectError(new OSS({ sse: { keyId: 'kid' } }))
  // What native code and JavaScript say to each other is nobody's business.
  expectError(store.identify({}))

  expectType<Promise<OSS.StatusResult>>(
    store.putBucketEncryption('b', {
      SSEAlgorithm: 'KMS',
      KMSMasterKeyID: 'kid',
      KMSDataEncryption: 'SM4',
      timeout: [1000, '60s'],
    }),
  )
  expectAssignable<BucketEncryption>({ SSEAlgorithm: 'AES256' })
  expectAssignable<BucketEncryption>({ SSEAlgorithm: 'a new one' })
  const { encryption, res } = await store.getBucketEncryption('b', { timeout: 100, headers: { a: 1, b: null } })
  expectType<string>(encryption.SSEAlgorithm)
  expectType<string>(res.headers['x-oss-request-id'])
  expectType<string[] | undefined>(res.headers['set-cookie'])
  expectType<Buffer>(res.data)
  expectType<Promise<OSS.StatusResult>>(store.deleteBucketEncryption('b'))
  expectError(store.getBucketEncryption(7))
  expectError(store.putBucketEncryption('b'))
  expectError(store.putBucketEncryption('b', { SSEAlgorithm: 'KMS', KMSMasterKeyID: 1 }))

  const { buckets } = await store.listBuckets({ prefix: 'a', 'max-keys': 10 })
  expectType<OSS.Bucket[] | null>(buckets)
  const { bucket } = await store.getBucketInfo()
  expectType<string>(bucket.ServerSideEncryptionRule.SSEAlgorithm)
  expectType<string | null>((await store.putBucket('b', { acl: 'private', StorageClass: 'IA' })).bucket)
  expectError(store.putBucket('b', { acl: 'secret' }))
  expectType<'Enabled' | 'Suspended' | undefined>((await store.getBucketVersioning('b')).versionStatus)
  expectError(store.putBucketVersioning('b', 'On'))

  const problem: unknown = new Error()
  if (!(problem instanceof OSS.OSSError) || !(problem instanceof OSSError)) return
  expectType<string | undefined>(problem.code)
  expectType<string | undefined>(problem.requestId)
  expectType<number | undefined>(problem.status)
  expectType<number | undefined>(problem.attempts)

  const emulator = await startEmulator({ port: 0, buckets: ['b'] })
  expectType<Emulator>(emulator)
  expectType<OSS>(new OSS(emulator.clientOptions({ bucket: 'other' })))
}

// A transport of the program's own.
const ownWay = new OSS({
  accessKeyId: 'id',
  accessKeySecret: 'secret',
  urllib: { request: async () => ({ status: 200, headers: {} }) },
})
expectType<OSS.Urllib>(ownWay.urllib)
ownWay.urllib = { request: async (url, args) => ({ status: url.length, headers: {}, data: args?.content }) }
expectError(new OSS({ accessKeyId: 'id', accessKeySecret: 'secret', urllib: { request: 1 } }))
