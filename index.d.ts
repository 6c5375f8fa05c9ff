/* Written by scripts/build.js from types.d.ts, which is written from the Rust source. */
import * as types from './types.js'

declare const OSS: typeof types.OSS & { OSS: typeof types.OSS; default: typeof types.OSS }
type OSS = types.OSS
declare namespace OSS {
  type Bucket = types.Bucket
  type BucketEncryption = types.BucketEncryption
  type BucketInfo = types.BucketInfo
  type ClientOptions = types.ClientOptions
  type GetBucketEncryptionResult = types.GetBucketEncryptionResult
  type GetBucketInfoResult = types.GetBucketInfoResult
  type GetBucketLocationResult = types.GetBucketLocationResult
  type GetBucketStatResult = types.GetBucketStatResult
  type ListBucketsQuery = types.ListBucketsQuery
  type ListBucketsResult = types.ListBucketsResult
  type LiveOptions = types.LiveOptions
  type NormalResponse = types.NormalResponse
  type OSS = types.OSS
  type OSSError = types.OSSError
  type Owner = types.Owner
  type PutBucketOptions = types.PutBucketOptions
  type PutBucketResult = types.PutBucketResult
  type RequestOptions = types.RequestOptions
  type ResponseResult = types.ResponseResult
  type StatusResult = types.StatusResult
}
export = OSS
