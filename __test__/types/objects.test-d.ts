// Objects, in one piece and in parts, and URLs of them: what must and must not type-check. `npm run lint` runs it.

import type { Readable } from 'node:stream'
import { expectAssignable, expectError, expectType } from 'tsd'
import OSS = require('../../index.js')

declare const store: OSS
declare const bucket: string | undefined
declare const iterable: AsyncGenerator<Uint8Array>

export async function use(): Promise<void> {
  for (const body of [Buffer.from(''), new Uint8Array(1), './file', new Blob([]), new File([], 'a'), process.stdin]) {
    expectType<Promise<OSS.PutObjectResult>>(store.put('k', body))
    expectType<Promise<OSS.AppendObjectResult>>(store.append('k', body, { position: 1 }))
    expectType<Promise<OSS.CompleteMultipartUploadResult>>(store.multipartUpload('k', body))
    expectType<Promise<OSS.UploadPartResult>>(store.uploadPart('k', 'id', 1, body, 0, 1))
  }
  const stored = await store.put('k', Buffer.from('x'), { sse: { algorithm: 'KMS', keyId: 'kid' }, meta: { a: 1 } })
  expectType<OSS.ServerSideEncryption | null | undefined>(stored.sse)
  expectType<object>(stored.data)
  store.put('k', './file', { sse: false, requireEncryption: true, bucket: 'b', callback: { url: 'u', body: 'b' } })
  for (const stream of [process.stdin, new ReadableStream<Uint8Array>(), iterable]) {
    expectType<Promise<OSS.PutObjectResult>>(store.putStream('k', stream, { contentLength: 1 }))
  }
  store.put('k', () => process.stdin, { progress: (share, { loaded, total }) => void [share, loaded, total] })
  store.put('k', async () => new Blob([]).stream(), { signal: new AbortController().signal })
  const some: object = { a: 1 }
  store.put('k', './file', { meta: some, headers: some, callback: { url: 'u', body: 'b', customValue: some } })
  expectError(store.put('k', './file', { meta: 'a' }))
  expectError(store.put('k', () => 5))
  expectError(store.put('k'))
  expectError(store.put('k', 5))
  expectError(store.put('k', Buffer.from(''), { sse: { keyId: 'kid' } }))
  expectError(store.putStream('k', './file'))

  expectType<Buffer>((await store.get('k')).content)
  expectType<Buffer>((await store.get('k', { process: 'image/resize' })).content)
  expectType<Buffer>((await store.get('k', null, { versionId: 'v' })).res.data)
  for (const target of ['./file', process.stdout, new WritableStream<Uint8Array>()]) {
    expectType<null>((await store.get('k', target)).content)
  }
  const { stream } = await store.getStream('k', { versionId: 'v', process: 'image/resize' })
  expectAssignable<Readable>(stream)
  expectType<number>(stream.statusCode)
  expectType<ReadableStream<Uint8Array>>((await store.getStream('k', { web: true })).stream)
  expectType<OSS.ObjectStream>((await store.getStream('k', { web: false })).stream)
  expectType<OSS.ObjectStream>((await store.getStream()).stream)
  expectError(store.getStream('k', { web: 'yes' }))

  expectType<Record<string, string> | null>((await store.head('k')).meta)
  expectType<Promise<OSS.CopyObjectResult>>(
    store.copy('k', '/other/k', { meta: { a: 'b' }, sse: { algorithm: 'SM4' } }),
  )
  expectType<Promise<OSS.CopyObjectResult>>(store.copy('k', 'k', 'other', { headers: { 'If-Match': 'etag' } }))
  expectType<Promise<OSS.CopyObjectResult>>(store.copy('k', 'k', bucket))
  expectType<Promise<OSS.CopyObjectResult>>(store.putMeta('k', { a: 1 }))
  expectType<Promise<OSS.DeleteMultiResult>>(store.deleteMulti(['a', { key: 'b', versionId: 'v' }], { quiet: true }))
  expectError(store.deleteMulti('k'))
  expectType<OSS.ObjectAcl>((await store.getACL('k')).acl)
  expectError(store.putACL('k', 'secret'))
  expectType<Promise<OSS.ResponseResult>>(store.putSymlink('link', 'k', { storageClass: 'IA' }))
  expectType<Promise<OSS.ResponseResult>>(store.restore('k', { type: 'ColdArchive', Days: 1, JobParameters: 'Bulk' }))
  expectError(store.restore('k', { type: 'Hot' }))
  expectType<Record<string, string>>((await store.getObjectTagging('k')).tag)

  store.multipartUpload('k', './file', {
    parallel: 2,
    progress(done, checkpoint) {
      expectType<number>(done)
      expectType<any>(checkpoint)
    },
    signal: new AbortController().signal,
  })
  expectError(store.multipartUpload('k', './file', { parallel: 'many' }))
  expectType<string>((await store.initMultipartUpload('k', { mime: 'png' })).uploadId)
  store.completeMultipartUpload('k', 'id', [{ number: 1, etag: 'e' }])
  expectError(store.completeMultipartUpload('k', 'id', [{ etag: 'e' }]))

  expectType<string>(store.signatureUrl('k', { method: 'PUT', 'Content-Type': 'text/plain' }))
  expectType<Promise<string>>(store.signatureUrlV4('GET', 60, {}, 'k', ['host']))
  expectError(store.signatureUrlV4('GET'))
  expectType<string>(store.calculatePostSignature({ conditions: [] }).Signature)
  expectType<string>(store.signPostObjectPolicyV4('{}', new Date()))
}
