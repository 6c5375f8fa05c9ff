// Names under which programs know these types from @types/ali-oss. `npm run lint` runs it.

import { expectAssignable, expectError, expectType } from 'tsd'
import OSS = require('../../index.js')

export async function use(): Promise<void> {
  const options: OSS.Options = { accessKeyId: 'id', accessKeySecret: 'secret', region: 'oss-cn-hangzhou', secure: true }
  const store = new OSS(options)
  const meta: OSS.UserMeta = { uid: 1, pid: 2 }
  const callback: OSS.ObjectCallback = { url: 'u', body: 'b', customValue: { a: 1 } }
  const put: OSS.PutObjectOptions = { timeout: 5, mime: 'png', meta, callback, headers: { a: 'b' } }
  const stream: OSS.PutStreamOptions = { ...put, contentLength: 1 }
  const checkpoint: OSS.Checkpoint = { file: 'f', name: 'n', fileSize: 1, partSize: 1, uploadId: 'id', doneParts: [] }
  const acl: OSS.ACLType = 'private'
  const storageClass: OSS.StorageType = 'Archive'
  const dataRedundancyType: OSS.RedundancyType = 'ZRS'
  const method: OSS.HTTPMethods = 'PUT'
  const source: OSS.MultipartUploadCopySourceData = { sourceKey: 'k', sourceBucketName: 'b', startOffset: 0 }
  const response: OSS.ResponseHeaderType = { 'content-type': 'a' }

  expectType<OSS.NormalSuccessResponse>((await store.put('k', 'f', put)).res)
  expectType<OSS.PutObjectResult>(await store.putStream('k', process.stdin, stream))
  expectType<OSS.AppendObjectResult>(await store.append('k', 'f', put satisfies OSS.AppendObjectOptions))
  expectType<OSS.HeadObjectResult>(await store.head('k', {} satisfies OSS.HeadObjectOptions))
  expectType<OSS.GetObjectResult>(await store.get('k', {} satisfies OSS.GetObjectOptions))
  expectType<OSS.GetStreamResult>(await store.getStream('k', {} as Omit<OSS.GetStreamOptions, 'web'>))
  expectType<OSS.CopyAndPutMetaResult>(await store.copy('k', 'k', {} satisfies OSS.CopyObjectOptions))
  expectType<OSS.ModifyData>((await store.copy('k', 'k')).data)
  expectAssignable<OSS.DeleteResult>(await store.delete('k', {} satisfies OSS.RequestOptions))
  expectType<OSS.DeleteMultiResult>(await store.deleteMulti(['k'], { quiet: true } satisfies OSS.DeleteMultiOptions))
  expectType<OSS.GetACLResult>(await store.getACL('k'))
  expectType<OSS.OwnerType>((await store.getACL('k')).owner)
  expectType<OSS.ListObjectResult>(await store.list({ prefix: 'a' } satisfies OSS.ListObjectsQuery))
  expectType<OSS.ListV2ObjectResult>(await store.listV2({ prefix: 'a' } satisfies OSS.ListV2ObjectsQuery))
  expectType<OSS.Bucket[] | null>((await store.listBuckets({} satisfies OSS.ListBucketsQueryType)).buckets)
  expectType<OSS.InitMultipartUploadResult>(
    await store.initMultipartUpload('k', { meta } satisfies OSS.InitMultipartUploadOptions),
  )
  expectType<OSS.MultipartUploadResult>(
    await store.multipartUpload('k', 'f', { checkpoint, partSize: 102400 } satisfies OSS.MultipartUploadOptions),
  )
  expectType<OSS.MultipartUploadCopyResult>(await store.multipartUploadCopy('k', source))
  expectType<OSS.CompleteMultipartUploadResult>(
    await store.completeMultipartUpload('k', 'id', [], { callback } satisfies OSS.CompleteMultipartUploadOptions),
  )
  expectType<OSS.UploadPartResult>(await store.uploadPart('k', 'id', 1, 'f', 0, 1))
  expectType<OSS.ListPartsResult>(await store.listParts('k', 'id', { 'max-parts': 1 } satisfies OSS.ListPartsQuery))
  expectType<OSS.ObjectPart[] | OSS.ObjectPart>((await store.listParts('k', 'id')).parts)
  expectType<OSS.ListUploadsResult>(await store.listUploads({ prefix: 'a' } satisfies OSS.ListUploadsQuery))
  expectType<OSS.Upload[]>((await store.listUploads({})).uploads)
  expectType<OSS.ObjectMeta[]>((await store.list()).objects)
  expectType<OSS.PostObjectParams>(store.calculatePostSignature({}))
  store.putBucket('b', { acl, storageClass, dataRedundancyType } satisfies OSS.PutBucketOptions)
  store.putACL('k', acl)
  store.putSymlink('l', 'k', { storageClass: 'IA', meta } satisfies OSS.PutSymlinkOptions)
  store.signatureUrl('k', { method, expires: 5, response, callback } satisfies OSS.SignatureUrlOptions)
  expectAssignable<OSS.ClientOptions>({})
  expectError<OSS.Options>({})
  expectError<OSS.Options>({ accessKeyId: 7 })
  expectError<OSS.ACLType>('secret')
  expectError<OSS.Checkpoint>({ name: 'n' })
}

// What frameworks make of them.
export interface ManyOptions extends OSS.ClusterOptions {
  clusters: (OSS.ClusterType & { endpoint: string })[]
  timeout?: string
}
export interface OwnOptions extends OSS.Options {
  prefix?: string
}
export class OwnSTS implements OSS.STS {
  async assumeRole(role: string, policy?: Record<string, unknown> | string): Promise<{ credentials: OSS.Credentials }> {
    return new OSS.STS({ accessKeyId: role, accessKeySecret: 'secret' }).assumeRole(role, policy)
  }
}
declare const own: OwnOptions
expectType<string>(own.accessKeyId)
expectAssignable<OSS.MultipartUploadOptions>({
  progress: async (share: number, checkpoint?: OSS.Checkpoint) => void [share, checkpoint],
})
