/* Written by scripts/types.js from types.d.ts, which is written from the Rust source. */
import * as types from './types.js'

declare class OSS extends types.OSS {}
declare namespace OSS {
  export { Itself as OSS, Itself as default }
  export type AppendObjectOptions = types.AppendObjectOptions
  export type AppendObjectResult = types.AppendObjectResult
  export type Body = types.Body
  export type Bucket = types.Bucket
  export type BucketEncryption = types.BucketEncryption
  export type BucketInfo = types.BucketInfo
  export type ByteStream = types.ByteStream
  export type Callback = types.Callback
  export type Checkpoint = types.Checkpoint
  export type ClientOptions = types.ClientOptions
  export type CompleteMultipartUploadResult = types.CompleteMultipartUploadResult
  export type CompletedUploadPart = types.CompletedUploadPart
  export type CopyObjectOptions = types.CopyObjectOptions
  export type CopyObjectResult = types.CopyObjectResult
  export type CopySource = types.CopySource
  export type DeleteMarker = types.DeleteMarker
  export type DeleteMultiOptions = types.DeleteMultiOptions
  export type DeleteMultiResult = types.DeleteMultiResult
  export type DeletedObject = types.DeletedObject
  export type GetAclResult = types.GetAclResult
  export type GetBucketEncryptionResult = types.GetBucketEncryptionResult
  export type GetBucketInfoResult = types.GetBucketInfoResult
  export type GetBucketLocationResult = types.GetBucketLocationResult
  export type GetBucketStatResult = types.GetBucketStatResult
  export type GetBucketVersioningResult = types.GetBucketVersioningResult
  export type GetObjectOptions = types.GetObjectOptions
  export type GetObjectResult<Content = Buffer> = types.GetObjectResult<Content>
  export type GetObjectTaggingResult = types.GetObjectTaggingResult
  export type GetOptions = types.GetOptions
  export type GetStreamResult<Stream = ObjectStream> = types.GetStreamResult<Stream>
  export type GetSymlinkResult = types.GetSymlinkResult
  export type HeadResult = types.HeadResult
  export type InitMultipartUploadResult = types.InitMultipartUploadResult
  export type ListBucketsQuery = types.ListBucketsQuery
  export type ListBucketsResult = types.ListBucketsResult
  export type ListObjectResult = types.ListObjectResult
  export type ListObjectsQuery = types.ListObjectsQuery
  export type ListPartsQuery = types.ListPartsQuery
  export type ListPartsResult = types.ListPartsResult
  export type ListUploadsQuery = types.ListUploadsQuery
  export type ListUploadsResult = types.ListUploadsResult
  export type ListV2ObjectResult = types.ListV2ObjectResult
  export type ListV2ObjectsQuery = types.ListV2ObjectsQuery
  export type ListVersionsQuery = types.ListVersionsQuery
  export type ListVersionsResult = types.ListVersionsResult
  export type ListedVersion = types.ListedVersion
  export type ListedVersionsPage = types.ListedVersionsPage
  export type LiveOptions = types.LiveOptions
  export type Moved = types.Moved
  export type MultipartUploadCopyOptions = types.MultipartUploadCopyOptions
  export type MultipartUploadOptions = types.MultipartUploadOptions
  export type NormalResponse = types.NormalResponse
  export import OSSError = types.OSSError
  export type ObjectAcl = types.ObjectAcl
  export type ObjectMeta = types.ObjectMeta
  export type ObjectOptions = types.ObjectOptions
  export type ObjectStream = types.ObjectStream
  export type ObjectsQuery = types.ObjectsQuery
  export type Owner = types.Owner
  export type PagedList<Item, Page> = types.PagedList<Item, Page>
  export type PostObjectFields = types.PostObjectFields
  export type PutBucketOptions = types.PutBucketOptions
  export type PutBucketResult = types.PutBucketResult
  export type PutObjectOptions = types.PutObjectOptions
  export type PutObjectResult = types.PutObjectResult
  export type PutSymlinkOptions = types.PutSymlinkOptions
  export type RequestOptions = types.RequestOptions
  export type ResponseResult = types.ResponseResult
  export type RestoreOptions = types.RestoreOptions
  export type ServerSideEncryption = types.ServerSideEncryption
  export type SignatureUrlOptions = types.SignatureUrlOptions
  export type StatusResult = types.StatusResult
  export type StoredPartInfo = types.StoredPartInfo
  export type StreamFactory = types.StreamFactory
  export type TimeLimits = types.TimeLimits
  export type UploadInfo = types.UploadInfo
  export type UploadPartResult = types.UploadPartResult
  export type VersionMeta = types.VersionMeta

  /* Names of the package @types/ali-oss for what is called otherwise here. They stand in the namespace of the class. */
  export type ACLType = 'private' | 'public-read' | 'public-read-write'
  export type CompleteMultipartUploadOptions = types.RequestOptions & Pick<types.MultipartUploadOptions, 'callback' | 'progress'>
  export type CopyAndPutMetaResult = types.CopyObjectResult
  export type DeleteResult = types.ResponseResult
  export type GetACLResult = types.GetAclResult
  export type GetStreamOptions = types.GetObjectOptions
  export type HTTPMethods = 'GET' | 'PUT' | 'POST' | 'DELETE' | 'HEAD'
  export type HeadObjectOptions = types.RequestOptions
  export type HeadObjectResult = types.HeadResult
  export type InitMultipartUploadOptions = types.ObjectOptions & types.RequestOptions
  export type ListBucketsQueryType = types.ListBucketsQuery
  export type ModifyData = NonNullable<types.CopyObjectResult['data']>
  export type MultipartUploadCopyResult = types.CompleteMultipartUploadResult
  export type MultipartUploadCopySourceData = types.CopySource
  export type MultipartUploadResult = types.CompleteMultipartUploadResult
  export type NormalSuccessResponse = types.NormalResponse
  export type ObjectCallback = types.Callback
  export type ObjectPart = types.StoredPartInfo
  export type Options = types.ClientOptions
  export type OwnerType = types.Owner
  export type PostObjectParams = types.PostObjectFields
  export type PutStreamOptions = types.PutObjectOptions
  export type RedundancyType = NonNullable<types.PutBucketOptions['dataRedundancyType']>
  export type ResponseHeaderType = NonNullable<types.SignatureUrlOptions['response']>
  export type StorageType = NonNullable<types.PutBucketOptions['storageClass']>
  export type Upload = types.UploadInfo
  export type UserMeta = NonNullable<types.ObjectOptions['meta']>
}
import Itself = OSS
export = OSS
