// Every name of the package @types/ali-oss: where its values are values of this package's type of the name, and where the
// other way round. What is not, docs/differences.md says why. `npm run lint` runs it.

import { expectAssignable, expectType } from 'tsd'
import ALI = require('ali-oss')
import OSS = require('../../index.js')

interface Names {
  ACLType: [OSS.ACLType, ALI.ACLType]
  AppendObjectOptions: [OSS.AppendObjectOptions, ALI.AppendObjectOptions]
  AppendObjectResult: [OSS.AppendObjectResult, ALI.AppendObjectResult]
  Bucket: [OSS.Bucket, ALI.Bucket]
  BucketPolicy: [OSS.BucketPolicy, ALI.BucketPolicy]
  CORSRule: [OSS.CORSRule, ALI.CORSRule]
  Channel: [OSS.Channel, ALI.Channel]
  ChannelHistory: [OSS.ChannelHistory, ALI.ChannelHistory]
  ChannelHistoryResult: [OSS.ChannelHistoryResult, ALI.ChannelHistoryResult]
  Checkpoint: [OSS.Checkpoint, ALI.Checkpoint]
  ClusterClient: [OSS.ClusterClient, ALI.ClusterClient]
  ClusterOptions: [OSS.ClusterOptions, ALI.ClusterOptions]
  ClusterType: [OSS.ClusterType, ALI.ClusterType]
  CompleteMultipartUploadOptions: [OSS.CompleteMultipartUploadOptions, ALI.CompleteMultipartUploadOptions]
  CompleteMultipartUploadResult: [OSS.CompleteMultipartUploadResult, ALI.CompleteMultipartUploadResult]
  CopyAndPutMetaResult: [OSS.CopyAndPutMetaResult, ALI.CopyAndPutMetaResult]
  CopyObjectOptions: [OSS.CopyObjectOptions, ALI.CopyObjectOptions]
  Credentials: [OSS.Credentials, ALI.Credentials]
  DeleteMultiOptions: [OSS.DeleteMultiOptions, ALI.DeleteMultiOptions]
  DeleteMultiResult: [OSS.DeleteMultiResult, ALI.DeleteMultiResult]
  DeleteResult: [OSS.DeleteResult, ALI.DeleteResult]
  GetACLResult: [OSS.GetACLResult, ALI.GetACLResult]
  GetBucketPolicyResult: [OSS.GetBucketPolicyResult, ALI.GetBucketPolicyResult]
  GetChannelResult: [OSS.GetChannelResult, ALI.GetChannelResult]
  GetObjectOptions: [OSS.GetObjectOptions, ALI.GetObjectOptions]
  GetObjectResult: [OSS.GetObjectResult, ALI.GetObjectResult]
  GetRtmpUrlOptions: [OSS.GetRtmpUrlOptions, ALI.GetRtmpUrlOptions]
  GetStreamOptions: [OSS.GetStreamOptions, ALI.GetStreamOptions]
  GetStreamResult: [OSS.GetStreamResult, ALI.GetStreamResult]
  HTTPMethods: [OSS.HTTPMethods, ALI.HTTPMethods]
  HeadObjectOptions: [OSS.HeadObjectOptions, ALI.HeadObjectOptions]
  HeadObjectResult: [OSS.HeadObjectResult, ALI.HeadObjectResult]
  ImageClient: [OSS.ImageClient, ALI.ImageClient]
  ImageClientOptions: [OSS.ImageClientOptions, ALI.ImageClientOptions]
  ImageGetOptions: [OSS.ImageGetOptions, ALI.ImageGetOptions]
  InitMultipartUploadOptions: [OSS.InitMultipartUploadOptions, ALI.InitMultipartUploadOptions]
  InitMultipartUploadResult: [OSS.InitMultipartUploadResult, ALI.InitMultipartUploadResult]
  LifecycleRule: [OSS.LifecycleRule, ALI.LifecycleRule]
  ListBucketsQueryType: [OSS.ListBucketsQueryType, ALI.ListBucketsQueryType]
  ListChannelsQuery: [OSS.ListChannelsQuery, ALI.ListChannelsQuery]
  ListChannelsResult: [OSS.ListChannelsResult, ALI.ListChannelsResult]
  ListObjectResult: [OSS.ListObjectResult, ALI.ListObjectResult]
  ListObjectsQuery: [OSS.ListObjectsQuery, ALI.ListObjectsQuery]
  ListPartsQuery: [OSS.ListPartsQuery, ALI.ListPartsQuery]
  ListPartsResult: [OSS.ListPartsResult, ALI.ListPartsResult]
  ListUploadsQuery: [OSS.ListUploadsQuery, ALI.ListUploadsQuery]
  ListUploadsResult: [OSS.ListUploadsResult, ALI.ListUploadsResult]
  ListV2ObjectResult: [OSS.ListV2ObjectResult, ALI.ListV2ObjectResult]
  ListV2ObjectsQuery: [OSS.ListV2ObjectsQuery, ALI.ListV2ObjectsQuery]
  ModifyData: [OSS.ModifyData, ALI.ModifyData]
  MultipartUploadCopyResult: [OSS.MultipartUploadCopyResult, ALI.MultipartUploadCopyResult]
  MultipartUploadCopySourceData: [OSS.MultipartUploadCopySourceData, ALI.MultipartUploadCopySourceData]
  MultipartUploadOptions: [OSS.MultipartUploadOptions, ALI.MultipartUploadOptions]
  MultipartUploadResult: [OSS.MultipartUploadResult, ALI.MultipartUploadResult]
  NormalSuccessResponse: [OSS.NormalSuccessResponse, ALI.NormalSuccessResponse]
  ObjectCallback: [OSS.ObjectCallback, ALI.ObjectCallback]
  ObjectMeta: [OSS.ObjectMeta, ALI.ObjectMeta]
  ObjectPart: [OSS.ObjectPart, ALI.ObjectPart]
  Options: [OSS.Options, ALI.Options]
  OwnerType: [OSS.OwnerType, ALI.OwnerType]
  PostObjectParams: [OSS.PostObjectParams, ALI.PostObjectParams]
  PutBucketOptions: [OSS.PutBucketOptions, ALI.PutBucketOptions]
  PutBucketWebsiteConfig: [OSS.PutBucketWebsiteConfig, ALI.PutBucketWebsiteConfig]
  PutChannelConf: [OSS.PutChannelConf, ALI.PutChannelConf]
  PutChannelResult: [OSS.PutChannelResult, ALI.PutChannelResult]
  PutObjectOptions: [OSS.PutObjectOptions, ALI.PutObjectOptions]
  PutObjectResult: [OSS.PutObjectResult, ALI.PutObjectResult]
  PutStreamOptions: [OSS.PutStreamOptions, ALI.PutStreamOptions]
  PutSymlinkOptions: [OSS.PutSymlinkOptions, ALI.PutSymlinkOptions]
  RedundancyType: [OSS.RedundancyType, ALI.RedundancyType]
  RequestOptions: [OSS.RequestOptions, ALI.RequestOptions]
  ResponseHeaderType: [OSS.ResponseHeaderType, ALI.ResponseHeaderType]
  RuleStatusType: [OSS.RuleStatusType, ALI.RuleStatusType]
  STS: [OSS.STS, ALI.STS]
  STSOptions: [OSS.STSOptions, ALI.STSOptions]
  SignatureUrlOptions: [OSS.SignatureUrlOptions, ALI.SignatureUrlOptions]
  StorageType: [OSS.StorageType, ALI.StorageType]
  StyleData: [OSS.StyleData, ALI.StyleData]
  Upload: [OSS.Upload, ALI.Upload]
  UploadPartResult: [OSS.UploadPartResult, ALI.UploadPartResult]
  UserMeta: [OSS.UserMeta, ALI.UserMeta]
}
/** Names of which not every value there is one here. */
type NotTaken = { [Name in keyof Names]: Names[Name][1] extends Names[Name][0] ? never : Name }[keyof Names]
/** Names of which not every value here is one there. */
type NotGiven = { [Name in keyof Names]: Names[Name][0] extends Names[Name][1] ? never : Name }[keyof Names]
declare const notTaken: NotTaken
declare const notGiven: NotGiven

expectType<
  | 'Bucket'
  | 'ChannelHistoryResult'
  | 'ClusterClient'
  | 'DeleteMultiResult'
  | 'GetACLResult'
  | 'GetChannelResult'
  | 'GetObjectResult'
  | 'GetStreamResult'
  | 'HeadObjectResult'
  | 'ImageClient'
  | 'ListPartsResult'
  | 'ObjectPart'
>(notTaken)
expectType<
  | 'AppendObjectOptions'
  | 'Bucket'
  | 'ChannelHistoryResult'
  | 'ClusterClient'
  | 'ClusterOptions'
  | 'ClusterType'
  | 'CompleteMultipartUploadOptions'
  | 'CopyObjectOptions'
  | 'DeleteMultiOptions'
  | 'DeleteMultiResult'
  | 'GetACLResult'
  | 'GetChannelResult'
  | 'GetObjectOptions'
  | 'GetStreamOptions'
  | 'GetStreamResult'
  | 'HeadObjectOptions'
  | 'HeadObjectResult'
  | 'ImageClient'
  | 'ImageClientOptions'
  | 'ImageGetOptions'
  | 'InitMultipartUploadOptions'
  | 'LifecycleRule'
  | 'ListChannelsQuery'
  | 'ListObjectResult'
  | 'ListObjectsQuery'
  | 'ListPartsQuery'
  | 'ListPartsResult'
  | 'ListUploadsQuery'
  | 'ListV2ObjectResult'
  | 'ListV2ObjectsQuery'
  | 'MultipartUploadCopySourceData'
  | 'MultipartUploadOptions'
  | 'ObjectMeta'
  | 'ObjectPart'
  | 'Options'
  | 'PutBucketOptions'
  | 'PutObjectOptions'
  | 'PutStreamOptions'
  | 'PutSymlinkOptions'
  | 'RequestOptions'
  | 'SignatureUrlOptions'
  | 'StorageType'
  | 'UserMeta'
>(notGiven)

/** What a program that was written for @types/ali-oss calls, with the arguments that it may give. */
type Calls = { [Method in keyof ALI]: (...args: Parameters<ALI[Method]>) => unknown }
declare const store: OSS
expectAssignable<Calls>(store)
