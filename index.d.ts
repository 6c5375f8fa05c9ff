/* Written by scripts/build.js from types.d.ts, which is written from the Rust source. */
import * as types from './types.js'

declare const OSS: typeof types.OSS & { OSS: typeof types.OSS; default: typeof types.OSS }
type OSS = types.OSS
declare namespace OSS {
  type AppendObjectOptions = types.AppendObjectOptions
  type AppendObjectResult = types.AppendObjectResult
  type Body = types.Body
  type Bucket = types.Bucket
  type BucketEncryption = types.BucketEncryption
  type BucketInfo = types.BucketInfo
  type Callback = types.Callback
  type Checkpoint = types.Checkpoint
  type ClientOptions = types.ClientOptions
  type CompleteMultipartUploadResult = types.CompleteMultipartUploadResult
  type CompletedUploadPart = types.CompletedUploadPart
  type CopyObjectOptions = types.CopyObjectOptions
  type CopyObjectResult = types.CopyObjectResult
  type CopySource = types.CopySource
  type DeleteMultiResult = types.DeleteMultiResult
  type GetBucketEncryptionResult = types.GetBucketEncryptionResult
  type GetBucketInfoResult = types.GetBucketInfoResult
  type GetBucketLocationResult = types.GetBucketLocationResult
  type GetBucketStatResult = types.GetBucketStatResult
  type GetBucketVersioningResult = types.GetBucketVersioningResult
  type GetObjectOptions = types.GetObjectOptions
  type GetObjectResult = types.GetObjectResult
  type GetObjectTaggingResult = types.GetObjectTaggingResult
  type GetOptions = types.GetOptions
  type GetStreamResult = types.GetStreamResult
  type GetSymlinkResult = types.GetSymlinkResult
  type HeadResult = types.HeadResult
  type ListBucketsQuery = types.ListBucketsQuery
  type ListBucketsResult = types.ListBucketsResult
  type ListObjectResult = types.ListObjectResult
  type ListObjectsQuery = types.ListObjectsQuery
  type ListPartsResult = types.ListPartsResult
  type ListUploadsResult = types.ListUploadsResult
  type ListV2ObjectResult = types.ListV2ObjectResult
  type ListV2ObjectsQuery = types.ListV2ObjectsQuery
  type ListVersionsQuery = types.ListVersionsQuery
  type ListVersionsResult = types.ListVersionsResult
  type LiveOptions = types.LiveOptions
  type MultipartUploadCopyOptions = types.MultipartUploadCopyOptions
  type MultipartUploadOptions = types.MultipartUploadOptions
  type NormalResponse = types.NormalResponse
  type OSS = types.OSS
  type OSSError = types.OSSError
  type ObjectMeta = types.ObjectMeta
  type ObjectOptions = types.ObjectOptions
  type Owner = types.Owner
  type PostObjectFields = types.PostObjectFields
  type PutBucketOptions = types.PutBucketOptions
  type PutBucketResult = types.PutBucketResult
  type PutObjectOptions = types.PutObjectOptions
  type PutObjectResult = types.PutObjectResult
  type RequestOptions = types.RequestOptions
  type ResponseResult = types.ResponseResult
  type ServerSideEncryption = types.ServerSideEncryption
  type SignatureUrlOptions = types.SignatureUrlOptions
  type StatusResult = types.StatusResult
  type StoredPartInfo = types.StoredPartInfo
  type UploadPartResult = types.UploadPartResult
}
export = OSS
