// What must and must not type-check. `npm test` compiles it.

import OSS = require('../index.js')
import { OSS as Named, type BucketEncryption, type OSSError } from '../index.js'
import { startEmulator, type Emulator } from '../emulator/index.js'

export async function use(): Promise<void> {
  const store = new OSS({
    region: 'oss-cn-hangzhou',
    accessKeyId: 'id',
    accessKeySecret: 'secret',
    bucket: 'b',
    timeout: '60s',
  })
  const named: OSS = new Named(store.options)
  const options: OSS.ClientOptions = { endpoint: new URL('http://127.0.0.1') }
  new OSS.OSS(options)
  const { credentials: issued } = await new OSS.STS({ accessKeyId: 'id', accessKeySecret: 's' }).assumeRole(
    'r',
    null,
    900,
  )
  const sources: OSS.CredentialsOption[] = [
    'default',
    { type: 'assume-role', roleArn: 'r', source: { type: 'process', command: ['p'] } },
    { type: 'ecs-ram-role', disableIMDSv1: true },
    async () => ({ accessKeyId: 'id', accessKeySecret: 's', expiration: new Date() }),
  ]
  // @ts-expect-error: a program has no URI
  sources.push({ type: 'process', command: 'p', uri: 'u' })
  // @ts-expect-error: a program needs a command
  sources.push('process')
  new OSS({ credentials: sources[0] })
  new OSS({ stsToken: 't', refreshSTSToken: async () => issued, refreshSTSTokenInterval: 1000 })
  class Mine extends OSS {}
  new Mine({}, { ctx: true })

  const put = await store.putBucketEncryption('b', {
    SSEAlgorithm: 'KMS',
    KMSMasterKeyID: 'kid',
    KMSDataEncryption: 'SM4',
    timeout: [1000, '60s'],
  })
  const status: number = put.status
  const rule: BucketEncryption = { SSEAlgorithm: 'AES256' }
  await named.putBucketEncryption('b', rule)
  const { encryption, res } = await store.getBucketEncryption('b', { timeout: 100, headers: { a: 1, b: null } })
  const algorithm: string = encryption.SSEAlgorithm
  const shown: [string, Buffer, string[] | undefined] = [
    res.headers['x-oss-request-id'],
    res.data,
    res.headers['set-cookie'],
  ]
  await store.deleteBucketEncryption('b')
  const { buckets } = await store.listBuckets({ prefix: 'a', 'max-keys': 10 })
  const names: string[] | undefined = buckets?.map(({ name }) => name)
  const { bucket } = await store.getBucketInfo()
  const none: boolean = bucket.ServerSideEncryptionRule.SSEAlgorithm === 'None'
  store.useBucket('b').options.bucket = null
  const problem = new Error() as OSSError
  const code: string | undefined = problem.code

  const emulator: Emulator = await startEmulator({ port: 0, buckets: ['b'] })
  new OSS(emulator.clientOptions({ bucket: 'other' }))
  await emulator.stop()

  const stored = await store.put('k', Buffer.from('x'), { sse: { algorithm: 'KMS', keyId: 'kid' }, meta: { a: 1 } })
  const chosen: string | undefined = stored.sse?.algorithm
  await store.put('k', './file', { sse: false, requireEncryption: true, callback: { url: 'u', body: 'b' } })
  await store.putStream('k', new ReadableStream<Uint8Array>(), { contentLength: 1 })
  const content: Buffer = (await store.get('k')).content
  const saved: null = (await store.get('k', './file')).content
  const { stream } = await store.getStream('k', { versionId: 'v', process: 'image/resize' })
  stream.pipe(process.stdout)
  await store.copy('k', '/other/k', { meta: { a: 'b' }, sse: { algorithm: 'SM4' } })
  await store.copy('k', 'k', 'other', { headers: { 'If-Match': 'etag' } })
  const until: Date | undefined = (await store.list({ prefix: 'a' })).objects[0].restoreInfo?.expiryDate
  const count: number = (await store.listV2({ 'fetch-owner': true })).keyCount
  await store.multipartUpload('k', './file', {
    parallel: 2,
    progress: (done, checkpoint) => console.log(done.toFixed(1), checkpoint?.uploadId),
    signal: new AbortController().signal,
  })
  const signed: string = store.signatureUrl('k', { method: 'PUT', 'Content-Type': 'text/plain' })
  const fields: Record<string, string> = store.calculatePostSignature({ conditions: [] })
  void [chosen, content, saved, until, count, signed, fields]
  const keeper = new OSS({ sse: { algorithm: 'AES256' }, requireEncryption: true, crc64: false })
  void keeper

  // @ts-expect-error: an object is made of something
  await store.put('k')
  // @ts-expect-error: an encryption has an algorithm
  await store.put('k', Buffer.from(''), { sse: { keyId: 'kid' } })
  // @ts-expect-error: a bucket is a string
  await store.getBucketEncryption(7)
  // @ts-expect-error: a rule is required
  await store.putBucketEncryption('b')
  // @ts-expect-error: KMSMasterKeyID is a string
  await store.putBucketEncryption('b', { SSEAlgorithm: 'KMS', KMSMasterKeyID: 1 })
  // @ts-expect-error: no bucket has such an ACL
  await store.putBucket('b', { acl: 'secret' })
  // @ts-expect-error: what native code and JavaScript say to each other is nobody's business
  store.identify({})
  void [status, algorithm, shown, names, none, code]
}
