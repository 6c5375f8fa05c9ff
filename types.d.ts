/**
 * The answer behind a result that `@types/ali-oss` names, too. What that package does not promise is optional here, so
 * that a result made by hand for it is one for this package; an answer of a call has all of it.
 */
export interface NormalSuccessResponse
  extends
    Pick<NormalResponse, 'status' | 'size' | 'rt'>,
    Partial<Omit<NormalResponse, 'status' | 'size' | 'rt' | 'headers'>> {
  /** Texts, with lower-case names. */
  headers: Record<string, any>
}

/** Who may use a bucket without being asked for by name. */
export type BucketAcl = 'private' | 'public-read' | 'public-read-write'

/** What `getBucketACL` resolves with. */
export interface GetBucketAclResult {
  acl: BucketAcl
  owner: Owner
  res: NormalResponse
}

/** What `getBucketReferer` resolves with. */
export interface GetBucketRefererResult {
  /** Whether requests without a `Referer` are let in. */
  allowEmpty: boolean
  /** What the header may be; `*` and `?` stand for others. Null where there is no list. */
  referers: string[] | null
  res: NormalResponse
}

/** One rule about which web pages may read the answers of a bucket. Of results, a single value is not in a list. */
export interface CORSRule {
  /** Where a page may come from: `Access-Control-Allow-Origin`. */
  allowedOrigin: string | string[]
  /** What it may do: `GET`, `PUT`, `POST`, `DELETE`, `HEAD`. */
  allowedMethod: string | string[]
  /** Which headers it may send: `Access-Control-Allow-Headers`. */
  allowedHeader?: string | string[]
  /** Which headers of the answer it may see: `Access-Control-Expose-Headers`. */
  exposeHeader?: string | string[]
  /** Seconds that a browser may remember the rule: `Access-Control-Max-Age`. */
  maxAgeSeconds?: string | string[]
}

/** A rule as it is put: seconds may be a number. */
export type PutCORSRule = Omit<CORSRule, 'maxAgeSeconds'> & { maxAgeSeconds?: CORSRule['maxAgeSeconds'] | number }

/** What `getBucketCORS` resolves with. */
export interface GetBucketCORSResult {
  rules: CORSRule[]
  res: NormalResponse
}

/** A document of RAM that says who may do what with a bucket. */
export interface BucketPolicy {
  /** `'1'` */
  Version: string
  Statement: {
    Effect: 'Allow' | 'Deny'
    /** Such as `oss:GetObject`. */
    Action: string[]
    /** Account numbers, or `*`. */
    Principal: string[]
    /** Such as `acs:oss:*:1234567890:bucket-name/*`. */
    Resource: string[]
    /** By operator and key, such as `{ IpAddress: { 'acs:SourceIp': '10.0.0.0/8' } }`. */
    Condition?: object
  }[]
}

/** What `getBucketPolicy` resolves with. */
export interface GetBucketPolicyResult {
  /** Null where there is none. */
  policy: BucketPolicy | null
  status: number
  res: NormalSuccessResponse
}

/** What `getBucketRequestPayment` resolves with. */
export interface GetBucketRequestPaymentResult {
  payer: 'BucketOwner' | 'Requester'
  status: number
  res: NormalResponse
}

export interface OSS {
  /** Says who may use a bucket. */
  putBucketACL(name: string, acl: BucketAcl, options?: RequestOptions | null): Promise<PutBucketResult>
  /** Tells who may use a bucket. */
  getBucketACL(name: string, options?: RequestOptions | null): Promise<GetBucketAclResult>
  /** Says which pages may link to objects of a bucket: those of `referers`, and with `allowEmpty` requests that name none. */
  putBucketReferer(
    name: string,
    allowEmpty: boolean,
    referers?: string[] | null,
    options?: RequestOptions | null,
  ): Promise<ResponseResult>
  /** Tells which pages may link to objects of a bucket. */
  getBucketReferer(name: string, options?: RequestOptions | null): Promise<GetBucketRefererResult>
  /** Lets every page link to objects of a bucket, by putting an empty list. */
  deleteBucketReferer(name: string, options?: RequestOptions | null): Promise<ResponseResult>
  /**
   * Says which web pages may use a bucket, in rules that replace all before. Rejects with an `AssertionError` where there is
   * no rule, or one lacks an origin or a method.
   */
  putBucketCORS(name: string, rules: PutCORSRule[], options?: RequestOptions | null): Promise<ResponseResult>
  /** Tells which web pages may use a bucket. Rejects with `NoSuchCORSConfiguration` where there is no rule. */
  getBucketCORS(name: string, options?: RequestOptions | null): Promise<GetBucketCORSResult>
  /** Removes the rules about web pages. */
  deleteBucketCORS(name: string, options?: RequestOptions | null): Promise<ResponseResult>
  /** Says who may do what with a bucket. */
  putBucketPolicy(name: string, policy: BucketPolicy, options?: RequestOptions | null): Promise<StatusResult>
  /** Tells who may do what with a bucket. */
  getBucketPolicy(name: string, options?: RequestOptions | null): Promise<GetBucketPolicyResult>
  /** Removes the policy of a bucket. */
  deleteBucketPolicy(name: string, options?: RequestOptions | null): Promise<StatusResult>
  /** Says who pays for requests and traffic: the owner, or who asks, with `isRequestPay`. */
  putBucketRequestPayment(
    name: string,
    payer: 'BucketOwner' | 'Requester',
    options?: RequestOptions | null,
  ): Promise<StatusResult>
  /** Tells who pays for requests and traffic. */
  getBucketRequestPayment(name: string, options?: RequestOptions | null): Promise<GetBucketRequestPaymentResult>
}

/** What a list of objects tells of each. */
export type InventoryField =
  'Size' | 'LastModifiedDate' | 'ETag' | 'StorageClass' | 'IsMultipartUploaded' | 'EncryptionStatus' | (string & {})

/** Lists of the objects of a bucket that the service writes into another, daily or weekly. */
export interface Inventory {
  /** The rule's name. */
  id: string
  isEnabled: boolean
  /** Only objects whose names begin so. */
  prefix?: string
  /** Where lists are written to. */
  OSSBucketDestination: {
    format: 'CSV' | (string & {})
    /** The number of the account whose bucket it is. */
    accountId: string
    /** The RAM role by which the service writes, such as `AliyunOSSRole`. */
    rolename: string
    bucket: string
    prefix?: string
    /** How lists are encrypted: by OSS, or under a key of KMS. */
    encryption?: { 'SSE-OSS': '' } | { 'SSE-KMS': { keyId: string } }
  }
  frequency: 'Daily' | 'Weekly'
  includedObjectVersions: 'All' | 'Current'
  optionalFields?: { field?: InventoryField[] }
}

/** A rule as the service tells it. Elements of the destination have the service's names, but for `rolename` and `bucket`. */
export interface InventoryInfo {
  id: string
  isEnabled: boolean
  prefix: string
  OSSBucketDestination: {
    Format: string
    AccountId: string
    rolename: string
    bucket: string
    Prefix?: string
    Encryption?: { 'SSE-OSS': '' } | { 'SSE-KMS': { KeyId: string } } | ''
    [element: string]: any
  }
  frequency: string
  includedObjectVersions: string
  optionalFields?: { field?: string[] }
  [element: string]: any
}

/** What `getBucketInventory` resolves with. */
export interface GetBucketInventoryResult extends StatusResult {
  inventory: InventoryInfo
}

/** What `listBucketInventory` resolves with: a page of at most a hundred. */
export interface ListBucketInventoryResult extends StatusResult {
  isTruncated: boolean
  /** The `continuationToken` of the next page. */
  nextContinuationToken?: string
  /** Undefined where there is none. */
  inventoryList?: InventoryInfo[]
}

export interface OSS {
  /** Has the objects of a bucket listed. */
  putBucketInventory(name: string, inventory: Inventory, options?: RequestOptions | null): Promise<StatusResult>
  /** Tells how the objects of a bucket are listed. Rejects with `NoSuchInventory` where there is no such rule. */
  getBucketInventory(
    name: string,
    inventoryId: string,
    options?: RequestOptions | null,
  ): Promise<GetBucketInventoryResult>
  /** Lists the rules by which the objects of a bucket are listed. */
  listBucketInventory(
    name: string,
    options?: (RequestOptions & { continuationToken?: string }) | null,
  ): Promise<ListBucketInventoryResult>
  /** Removes a rule; the lists that were written stay. */
  deleteBucketInventory(name: string, inventoryId: string, options?: RequestOptions | null): Promise<StatusResult>
}

/** Whether a rule holds. */
export type RuleStatusType = 'Enabled' | 'Disabled'

/** When something happens: so many days after an object was changed, or to all that were changed before a day. One of both. */
export interface LifecycleTime {
  /** A positive whole number; text in results. */
  days?: number | string
  /** Midnight UTC: `2022-10-11T00:00:00.000Z`. */
  createdBeforeDate?: string
}

/** What objects become. */
export interface LifecycleTransition extends LifecycleTime {
  storageClass: 'IA' | 'Archive' | 'ColdArchive' | 'DeepColdArchive' | (string & {})
}

/** What versions become so many days after they were replaced. */
export interface NoncurrentTransition extends Pick<LifecycleTransition, 'storageClass'> {
  noncurrentDays: number | string
}

/** What becomes of objects with time. It needs one thing to do beside `prefix` and `status`. */
export interface LifecycleRule {
  /** At most 255 bytes; the service chooses one where there is none. */
  id?: string
  /** How names of the objects begin; empty for all. */
  prefix: string
  status: RuleStatusType
  /** `expiration: { days }`, as it was written once. */
  days?: number | string
  /** `expiration: { createdBeforeDate }`, as it was written once. */
  date?: string
  /** Objects are deleted. `expiredObjectDeleteMarker`, which stands alone: delete markers that nothing is behind. */
  expiration?: LifecycleTime & { expiredObjectDeleteMarker?: boolean | string }
  /** Objects are moved to another storage class. */
  transition?: LifecycleTransition | LifecycleTransition[]
  /** Uploads that were not ended are. It does not go with `tag`. */
  abortMultipartUpload?: LifecycleTime
  /** Versions are deleted so many days after they were replaced. */
  noncurrentVersionExpiration?: { noncurrentDays: number | string }
  /** Versions are moved to another storage class. */
  noncurrentVersionTransition?: NoncurrentTransition | NoncurrentTransition[]
  /** Only objects with these tags; a list in results. */
  tag?: { key: string; value: string } | { key: string; value: string }[]
}

/** What `getBucketLifecycle` resolves with. */
export interface GetBucketLifecycleResult {
  rules: LifecycleRule[] | null
  res: NormalResponse
}

/** What `initiateBucketWorm` resolves with. */
export interface InitiateBucketWormResult extends StatusResult {
  /** What the further steps name. */
  wormId: string
}

/** What `getBucketWorm` resolves with. */
export interface GetBucketWormResult extends StatusResult {
  wormId: string
  state: 'InProgress' | 'Locked' | (string & {})
  /** Days that an object is kept, as text. */
  days: string
  /** ISO 8601, UTC. */
  creationDate: string
}

export interface OSS {
  /**
   * Says what becomes of objects with time, in at most 1,000 rules that replace all before. A rule that contradicts itself
   * is refused before anything is sent.
   */
  putBucketLifecycle(name: string, rules: LifecycleRule[], options?: RequestOptions | null): Promise<ResponseResult>
  /** Tells what becomes of objects with time. Rejects with `NoSuchLifecycle` where there is no rule. */
  getBucketLifecycle(name: string, options?: RequestOptions | null): Promise<GetBucketLifecycleResult>
  /** Removes the rules about what becomes of objects with time. */
  deleteBucketLifecycle(name: string, options?: RequestOptions | null): Promise<ResponseResult>
  /** Begins to keep every object for so many days, 1 to 25,550. Within a day it is completed, or it lapses. */
  initiateBucketWorm(
    name: string,
    days: number | string,
    options?: RequestOptions | null,
  ): Promise<InitiateBucketWormResult>
  /** Takes back what was begun and not completed. */
  abortBucketWorm(name: string, options?: RequestOptions | null): Promise<StatusResult>
  /** Locks what was begun. It cannot be taken back. */
  completeBucketWorm(name: string, wormId: string, options?: RequestOptions | null): Promise<StatusResult>
  /** Makes the days more; fewer is refused. */
  extendBucketWorm(
    name: string,
    wormId: string,
    days: number | string,
    options?: RequestOptions | null,
  ): Promise<StatusResult>
  /** Tells how long objects are kept. Rejects with `NoSuchWORMConfiguration` where nothing says so. */
  getBucketWorm(name: string, options?: RequestOptions | null): Promise<GetBucketWormResult>
}

/** What `getBucketLogging` resolves with. */
export interface GetBucketLoggingResult {
  enable: boolean
  /** How names of logs begin; null where nothing is logged, or it is empty. */
  prefix: string | null
  res: NormalResponse
}

/** How a bucket is a web site. */
export interface PutBucketWebsiteConfig {
  /** The object that stands for a folder; `index.html` by default. */
  index: string
  /** The object that stands for one that is not there. */
  error?: string
  /** Whether folders within folders have an index, too. */
  supportSubDir?: boolean | 'true' | 'false'
  /**
   * What a request for `folder` without a slash is answered with, where there is no such object: with `0` where the folder
   * has an index it is sent on to `folder/`, with `2` it gets that index, with `1` it is 404 whatever there is.
   */
  type?: 0 | 1 | 2 | '0' | '1' | '2'
  /** Where requests are sent on to, in the service's own names. */
  routingRules?: RoutingRule[]
}

/** Where a request to a web site is sent on to, in the service's names, as it is written and read. */
export interface RoutingRule {
  RuleNumber: number | string
  Condition: { KeyPrefixEquals?: string; HttpErrorCodeReturnedEquals?: number | string; [element: string]: any }
  Redirect: {
    RedirectType: 'Mirror' | 'External' | 'AliCDN' | 'Internal' | (string & {})
    Protocol?: string
    HostName?: string
    HttpRedirectCode?: number | string
    ReplaceKeyPrefixWith?: string
    ReplaceKeyWith?: string
    MirrorURL?: string
    [element: string]: any
  }
  [element: string]: any
}

/** What `getBucketWebsite` resolves with. */
export interface GetBucketWebsiteResult {
  /** Empty where there is none. */
  index: string
  supportSubDir: string
  /** Undefined where the service does not say it. */
  type?: string
  routingRules: RoutingRule[]
  /** Null where there is none. */
  error: string | null
  res: NormalResponse
}

/** What `getBucketTags` resolves with. */
export interface GetBucketTagsResult {
  status: number
  res: NormalResponse
  tag: Record<string, string>
}

export interface OSS {
  /** Has requests logged hourly into the bucket itself, into objects whose names begin with `prefix`. */
  putBucketLogging(name: string, prefix?: string | null, options?: RequestOptions | null): Promise<ResponseResult>
  /** Tells whether requests are logged. */
  getBucketLogging(name: string, options?: RequestOptions | null): Promise<GetBucketLoggingResult>
  /** Ends logging. */
  deleteBucketLogging(name: string, options?: RequestOptions | null): Promise<ResponseResult>
  /** Makes a bucket a web site. */
  putBucketWebsite(
    name: string,
    config?: Partial<PutBucketWebsiteConfig>,
    options?: RequestOptions | null,
  ): Promise<ResponseResult>
  /** Tells how a bucket is a web site. Rejects with `NoSuchWebsiteConfiguration` where it is none. */
  getBucketWebsite(name: string, options?: RequestOptions | null): Promise<GetBucketWebsiteResult>
  /** Ends that a bucket is a web site. */
  deleteBucketWebsite(name: string, options?: RequestOptions | null): Promise<ResponseResult>
  /** Replaces the tags of a bucket: at most twenty. */
  putBucketTags(name: string, tag: Record<string, string>, options?: RequestOptions | null): Promise<StatusResult>
  /** Reads the tags of a bucket. */
  getBucketTags(name: string, options?: RequestOptions | null): Promise<GetBucketTagsResult>
  /** Removes the tags of a bucket. */
  deleteBucketTags(name: string, options?: RequestOptions | null): Promise<StatusResult>
}

/** Which buckets to list. */
export interface ListBucketsQuery {
  /** Only names that begin so. */
  prefix?: string
  /** Only names behind this one. */
  marker?: string
  /** At most so many, 1 to 1000; 100 by default. */
  'max-keys'?: number | string
  [parameter: string]: any
}

/** A bucket in the service's own names. */
export interface BucketInfo {
  Name: string
  Location: string
  CreationDate: string
  ExtranetEndpoint: string
  IntranetEndpoint: string
  StorageClass: string
  DataRedundancyType: string
  Owner: { ID: string; DisplayName: string }
  AccessControlList: { Grant: string }
  /** The encryption rule; `SSEAlgorithm` is `'None'` where there is none. */
  ServerSideEncryptionRule: { SSEAlgorithm: string; KMSMasterKeyID?: string; KMSDataEncryption?: string }
  [element: string]: unknown
}

export interface OSS {
  /** All buckets of the account, over the pages of `listBuckets`. */
  buckets(query?: ListBucketsQuery | null, options?: RequestOptions | null): PagedList<Bucket, ListBucketsResult>
}

/** What one call may say beside its arguments. */
export interface RequestOptions {
  /** Stops the call; it rejects with the signal's reason. */
  signal?: AbortSignal | null
}

/** What a client may be told that only JavaScript can say. */
export interface ClientOptions {
  /** Has the last word on whether a call that failed is repeated. */
  requestErrorRetryHandle?(error: OSSError): boolean | PromiseLike<boolean>
  /** The header `traceparent` of every request, for distributed tracing. */
  traceparent?: string | (() => string | null | undefined)
}

/** How a live channel is. */
export interface PutChannelConf {
  Description?: string
  /** `enabled` or `disabled`. */
  Status?: string
  /** What is made of the stream. */
  Target?: {
    /** `HLS` */
    Type: string
    /** Seconds of a piece, 1 to 100. */
    FragDuration: number
    /** Pieces in the list, 1 to 100. */
    FragCount: number
    /** Ends in `.m3u8`. */
    PlaylistName: string
  }
}

/** What `putChannel` resolves with. */
export interface PutChannelResult {
  /** Where a stream is sent to: `rtmp://…` */
  publishUrls: string[]
  /** Where the playlist is read. */
  playUrls: string[]
  res: NormalSuccessResponse
}

/** What `getChannel` resolves with: the channel in the service's names; numbers are texts. */
export interface GetChannelInfoResult {
  data: {
    Description: string
    Status: string
    Target: { Type: string; FragDuration: string; FragCount: string; PlaylistName: string; [element: string]: any }
    [element: string]: any
  }
  res: NormalResponse
}

/** What `getChannelStatus` resolves with. */
export interface GetChannelResult {
  data: {
    /** `Disabled`, `Live` or `Idle`. */
    Status: string
    /** When the stream began: ISO 8601, UTC. */
    ConnectedTime?: string
    /** Who sends it: address and port. */
    RemoteAddr?: string
    Video?: { Width: string; Height: string; FrameRate: string; Bandwidth: string; Codec: string }
    Audio?: { Bandwidth: string; SampleRate: string; Codec: string }
    [element: string]: any
  }
  res: NormalResponse
}

/** Which channels to list. */
export interface ListChannelsQuery {
  /** Only ids that begin so. */
  prefix?: string
  /** Only ids behind this one. */
  marker?: string
  /** At most so many, 1 to 1000; 100 by default. */
  'max-keys'?: number | string
  [parameter: string]: any
}

/** A channel of a list, in the service's names. */
export interface Channel {
  Name: string
  Description: string
  Status: string
  /** ISO 8601, UTC. */
  LastModified: string
  PublishUrls: string[]
  PlayUrls: string[]
}

/** What `listChannels` resolves with. */
export interface ListChannelsResult {
  channels: Channel[]
  nextMarker: string | null
  isTruncated: boolean
  res: NormalSuccessResponse
}

/** When a stream was sent, in the service's names. */
export interface ChannelHistory {
  /** ISO 8601, UTC. */
  StartTime: string
  /** ISO 8601, UTC. */
  EndTime: string
  /** Who sent it: address and port. */
  RemoteAddr: string
}

/** What `getChannelHistory` resolves with: the last ten streams. */
export interface ChannelHistoryResult {
  records: ChannelHistory[]
  res: NormalSuccessResponse
}

/** What a URL for sending a stream is for. */
export interface GetRtmpUrlOptions {
  /** Seconds; 1800 by default. */
  expires?: number
  /** Parameters of the URL, such as `{ playlistName: 'play.m3u8' }`. They are signed. */
  params?: Record<string, any>
  /** Not used, as in ali-oss. */
  timeout?: number
}

export interface OSS {
  /** Makes a live channel, or changes one. */
  putChannel(id: string, conf: PutChannelConf, options?: RequestOptions | null): Promise<PutChannelResult>
  /** Tells how a live channel is. Rejects with `NoSuchLiveChannel` where there is none. */
  getChannel(id: string, options?: RequestOptions | null): Promise<GetChannelInfoResult>
  /** Deletes a live channel. What was recorded stays. */
  deleteChannel(id: string, options?: RequestOptions | null): Promise<ResponseResult>
  /** Opens or closes a live channel: `enabled` or `disabled`. */
  putChannelStatus(id: string, status?: string, options?: RequestOptions | null): Promise<ResponseResult>
  /** Tells whether a stream is being sent, and what it is. */
  getChannelStatus(id: string, options?: RequestOptions | null): Promise<GetChannelResult>
  /** Lists the live channels of the bucket. */
  listChannels(query?: ListChannelsQuery | null, options?: RequestOptions | null): Promise<ListChannelsResult>
  /** Tells when streams were sent. */
  getChannelHistory(id: string, options?: RequestOptions | null): Promise<ChannelHistoryResult>
  /** Makes the playlist `name` of what was recorded between two times, in seconds since 1970. */
  createVod(
    id: string,
    name: string,
    time: { startTime: number; endTime: number },
    options?: RequestOptions | null,
  ): Promise<ResponseResult>
  /** The URL to send a stream to, signed with V1. */
  getRtmpUrl(channelId?: string, options?: GetRtmpUrlOptions | null): string
}

import type { KeyObject } from 'node:crypto'

/** Says which master key it is, so that an object names the key that opens it. */
export type MasterKeyDescription = Record<string, string>

/** An RSA master key: 1,024 bits at least. The public half encrypts, the private half encrypts and decrypts. */
export interface RsaMasterKey {
  /** PEM (PKCS#1, PKCS#8 or a public key), or a `KeyObject`. */
  rsa?: string | Buffer | KeyObject
  /** The private half by that name, in place of `rsa`; */
  privateKey?: string | Buffer | KeyObject
  /** or the public one, for a client that only encrypts. */
  publicKey?: string | Buffer | KeyObject
  /** Of a PEM that is encrypted itself. */
  passphrase?: string
  description?: MasterKeyDescription
}

/** A master key of KMS, which never leaves it. The client's own credentials need `kms:GenerateDataKey`, `kms:Encrypt` and `kms:Decrypt`. */
export interface KmsMasterKey {
  /** The id, alias or ARN of a symmetric key. */
  kms: string
  /** Where KMS is; by default that of the client's region. */
  endpoint?: string
  /** What KMS binds the data keys to (its `EncryptionContext`). */
  context?: Record<string, string>
  /** How data keys are written: as the Java and Go clients do, by default, or as the Python client does. Both are read. */
  format?: 'java' | 'python'
  description?: MasterKeyDescription
}

/** Functions of your own, such as those of a hardware module. */
export interface OwnMasterKey {
  /** The name that objects are marked with; only the same is asked to unwrap them. */
  algorithm: string
  /** Wraps a data key of 32 bytes, or an initial counter of 16. The bytes are overwritten afterwards. */
  wrap?(bytes: Buffer): Uint8Array | Promise<Uint8Array>
  /** Gives back what was wrapped. */
  unwrap?(wrapped: Buffer): Uint8Array | Promise<Uint8Array>
  description?: MasterKeyDescription
}

/** What wraps the data keys of objects. */
export type MasterKey = string | Buffer | KeyObject | RsaMasterKey | KmsMasterKey | OwnMasterKey

/** How objects are encrypted before they are sent. */
export interface ClientEncryptionOptions {
  /** The key for what is stored; it reads what it has encrypted. */
  masterKey: MasterKey
  /** Further keys for what is read: found by the description, else tried in their order. */
  masterKeys?: MasterKey[]
  /**
   * Store an HMAC with each object, and give out nothing that does not fit it. For bodies that can be read twice; ranges cannot be
   * authenticated. Other clients pass it over.
   */
  authenticate?: boolean
}

/** The beginning of an encrypted upload in parts, of single requests. */
export interface EncryptedUploadOptions {
  /** Bytes of the whole object. */
  dataSize: number
  /** Bytes of each part but the last: a multiple of 16. */
  partSize: number
}

/**
 * A client that encrypts what it stores, and decrypts what it reads: AES-256 in counter mode under a data key for each object, in the format
 * of the vendor's Go, Java, Python and C++ clients. `append` is refused, URLs that are signed lead to what is stored.
 */
export declare class EncryptionClient extends OSS {
  /** @throws where there is no master key, or it is none */
  constructor(options: ClientOptions, encryption: ClientEncryptionOptions)
  /** As of `OSS`; needs `dataSize` and `partSize`, for the service is told them. */
  initMultipartUpload(
    name: string,
    options?: (ObjectOptions & RequestOptions & Partial<EncryptedUploadOptions>) | null,
  ): Promise<InitMultipartUploadResult>
}

/** The options of a client, complete. Secrets can be read and set, but are not printed. */
export interface LiveOptions extends Omit<ClientOptions, 'endpoint' | 'bucket'> {
  endpoint: URL
  bucket: string | null
  inited: true
}

export interface OSS {
  /** The options, complete. `bucket`, `accessKeyId`, `accessKeySecret` and `stsToken` may be changed at any time. */
  options: LiveOptions
  /** How the client introduces itself. */
  userAgent: string
  /** When the token came that is in `options`. */
  stsTokenFreshTime: Date
  /** Chooses the bucket of calls that name none. */
  useBucket(name: string): this
  /** Chooses the bucket of calls that name none. */
  setBucket(name: string): this
  /** The bucket of calls that name none. */
  getBucket(): string | null
}

import { EventEmitter } from 'node:events'

/** One of the nodes of a cluster. */
export type ClusterType = ClientOptions

/** How a node is chosen. `timeout`, `agent` and `urllib` are those of nodes that have none. */
export interface ClusterSchedule extends Pick<ClientOptions, 'timeout' | 'agent' | 'urllib'> {
  /** Which node is read: one after the other, or the first that is there. `roundRobin` by default. */
  schedule?: 'roundRobin' | 'masterSlave' | (string & {})
  /** With `masterSlave`: only the first is read. */
  masterOnly?: boolean
  /** Milliseconds between looks at whether nodes are there; 10,000 by default. */
  heartbeatInterval?: number
  /** Do not write the object that nodes are looked at by. */
  ignoreStatusFile?: boolean
}

/** Several buckets or regions that hold the same: a client's options for each, one at least. */
export interface ClusterOptions extends ClusterSchedule {
  clusters: ClusterType[]
}

export interface ClusterClient
  extends
    Pick<OSS, 'head' | 'get' | 'getStream' | 'list' | 'listV2' | 'getACL'>,
    Pick<OSS, 'put' | 'putStream' | 'delete' | 'deleteMulti' | 'copy' | 'putMeta' | 'putACL' | 'restore'>,
    Pick<OSS, 'signatureUrl' | 'asyncSignatureUrl' | 'signatureUrlV4' | 'getObjectUrl'> {}

/**
 * A client of several buckets or regions that hold the same. It reads from one, and from the next where that one is
 * down; it writes to all, and resolves with what the first says. Nodes that are down are told as the event `error`.
 */
export declare class ClusterClient extends EventEmitter {
  /** @throws where there is no node, or the options of one are no use */
  constructor(options: ClusterOptions | (ClusterSchedule & { cluster: ClusterType[] }))
  /** A client for each node. */
  readonly clients: OSS[]
  /** Resolves when the nodes were looked at for the first time. */
  ready(): Promise<void>
  /** Calls back when the nodes were looked at for the first time. */
  ready(callback: () => void): void
  /** The node that is read next. */
  chooseAvailable(): OSS
  /** Ends looking at nodes. */
  close(): void
}

/** An access key, with a token where it is a temporary one. */
export interface AccessKey {
  accessKeyId: string
  accessKeySecret: string
  stsToken?: string
}

/** What a function gives. With an `expiration` (a time as text, or milliseconds since 1970) it is asked again before that. */
export interface GrantedAccessKey extends AccessKey {
  expiration?: string | number | Date
}

/** What `refreshSTSToken` resolves with, in the names of STS or of options. The first letter may be large or small. */
export type RefreshedToken =
  | (GrantedAccessKey & { stsToken: string })
  | (GrantedAccessKey & { securityToken: string })
  | { AccessKeyId: string; AccessKeySecret: string; SecurityToken: string; Expiration?: string | Date }

/** How a role is taken on. */
export interface AssumedRole {
  /** `acs:ram::…:role/…`; by default `ALIBABA_CLOUD_ROLE_ARN`. */
  roleArn?: string
  /** How logs call the session; by default `ALIBABA_CLOUD_ROLE_SESSION_NAME`. */
  roleSessionName?: string
  /** Seconds that the credentials are good, 900 to what the role allows; 3600 by default. */
  durationSeconds?: number
  /** Narrows what the role allows. */
  policy?: string | object
  /** The endpoint of STS; by default that of `ALIBABA_CLOUD_STS_REGION`, or the one for all regions. */
  stsEndpoint?: string
}

/** Where credentials come from. They are asked for when they are needed first, and again before they end. */
export type CredentialsSource =
  /** `OSS_ACCESS_KEY_ID`, `OSS_ACCESS_KEY_SECRET`, `OSS_SESSION_TOKEN`, or the like with `ALIBABA_CLOUD_`. */
  | { type: 'environment' }
  /** The first that is set up: environment, OIDC, command line, credentials file, ECS RAM role, URI. */
  | { type: 'default' }
  /** A profile of the command line (`~/.aliyun/config.json`) or of `~/.alibabacloud/credentials`. A `file` that does not end in `.json` is of the second kind. */
  | { type: 'profile'; profile?: string; file?: string }
  /** The RAM role of an ECS instance, from its metadata server. */
  | { type: 'ecs-ram-role'; roleName?: string; disableIMDSv1?: boolean; endpoint?: string }
  /** A role, taken on with the token that an identity provider keeps in a file (RRSA in ACK). */
  | ({ type: 'oidc'; oidcProviderArn?: string; oidcTokenFilePath?: string } & AssumedRole)
  /** A program that prints JSON with `access_key_id`, `access_key_secret`, `sts_token` and `expiration`. It is started without a shell. `timeout`: milliseconds. */
  | { type: 'process'; command: string | string[]; timeout?: number }
  /** A service that answers with JSON with `AccessKeyId`, `AccessKeySecret`, `SecurityToken` and `Expiration`; by default `ALIBABA_CLOUD_CREDENTIALS_URI`. */
  | { type: 'uri'; uri?: string }
  /** A role, taken on with the credentials of another source; by default the default one. */
  | ({ type: 'assume-role'; externalId?: string; source?: CredentialsOption | AccessKey } & AssumedRole)

/** The option `credentials`. The name of a source stands for it without settings. */
export type CredentialsOption =
  | 'default'
  | 'environment'
  | 'profile'
  | 'ecs-ram-role'
  | 'oidc'
  | 'uri'
  | CredentialsSource
  | (() => GrantedAccessKey | Promise<GrantedAccessKey>)

export interface ClientOptions {
  /** Where credentials come from, in place of `accessKeyId` and `accessKeySecret`. */
  credentials?: CredentialsOption | null
  /** Gives another token, before the one there is ends and when `refreshSTSTokenInterval` is over. Its answer becomes part of `options`. */
  refreshSTSToken?: (() => RefreshedToken | Promise<RefreshedToken>) | null
  /** Milliseconds after which a token is replaced, whenever it ends; 300,000 by default. */
  refreshSTSTokenInterval?: number
}

/** Temporary credentials, in the names of STS. */
export interface Credentials {
  AccessKeyId: string
  AccessKeySecret: string
  SecurityToken: string
  /** ISO 8601, UTC. */
  Expiration: string
}

/** What `assumeRole` resolves with. */
export interface AssumeRoleResult {
  /** The answer; optional only for classes of programs that stand for this one. */
  res?: NormalResponse
  credentials: Credentials
}

/** How STS is asked. */
export interface STSOptions
  extends
    AccessKey,
    Pick<ClientOptions, 'timeout' | 'agent' | 'httpsAgent' | 'proxy' | 'enableProxy' | 'ca'>,
    Pick<ClientOptions, 'rejectUnauthorized' | 'maxSockets' | 'hosts' | 'lookup'> {
  /** `https://sts.aliyuncs.com` by default. */
  endpoint?: string
}

/** Asks STS for temporary credentials. */
export declare class STS {
  constructor(options: STSOptions)
  /** Takes on a role for `expiration` seconds, 3600 by default. */
  assumeRole(
    roleArn: string,
    policy?: string | object | null,
    expiration?: number | null,
    session?: string | null,
    options?: { timeout?: ClientOptions['timeout']; ctx?: unknown } | null,
  ): Promise<AssumeRoleResult>
}

/** How a folder is transferred. What is not named here goes to each `put`, `multipartUpload` or `get`, such as `sse` or `headers`. */
export interface DirectoryOptions extends RequestOptions {
  /** How many files are under way at a time; 32 by default. */
  inFlight?: number
  /** Transfer what is unchanged too. An upload then needs no right to list the bucket. */
  always?: boolean
  /** Which keys take part; all by default. Others are in no count. */
  filter?(name: string): unknown
  /** Told the counts when another file is done. One that throws ends the transfer. */
  progress?(counts: DirectoryCounts): unknown
  /** How many bytes a part of a large file has. */
  partSize?: number
  /** How many parts of one large file are under way. */
  parallel?: number
  /** How the objects of an upload are encrypted. */
  sse?: ServerSideEncryption | false | null
  /** The metadata of the objects of an upload. */
  meta?: Record<string, any>
}

/** How far a transfer is. */
export interface DirectoryCounts {
  /** Files that went over the network. */
  transferred: number
  /** Files passed over: the object has their size and CRC64. */
  unchanged: number
  /** What was not sent, for it is no file of the folder. */
  skipped: number
  /** Files that could not be transferred. */
  failed: number
  /** Bytes of those that were. */
  bytes: number
}

/** What `uploadDirectory` and `downloadDirectory` resolve with. The lists name the first 1,000. */
export interface DirectoryResult extends DirectoryCounts {
  /** Which could not be transferred, and why: `name` is the key, `path` the file. */
  errors: { name: string; path?: string; error: Error }[]
  /** Links that lead out of the folder or nowhere, sockets and the like. */
  skips: { path: string; reason: string }[]
}

export interface OSS {
  /**
   * Sends all files of a folder, and of those in it: `a/b.txt` becomes `prefix/a/b.txt`. What the bucket has already, by size and CRC64, is passed
   * over; nothing is deleted. Links are followed to files of the folder only. What fails is in the result, and the rest is done; it
   * rejects where nothing can be: without the folder, the bucket or a valid key, and when `signal` fires.
   */
  uploadDirectory(
    directory: string,
    prefix?: string | null,
    options?: DirectoryOptions | null,
  ): Promise<DirectoryResult>
  /**
   * Fetches all objects below a prefix: `prefix/a/b.txt` becomes `a/b.txt` in the folder, which is made where it is not there. Files that are the
   * object already, by size and CRC64, are passed over; nothing is deleted. Nothing is written out of the folder, whatever keys and
   * links say: what would be fails. It rejects as `uploadDirectory` does.
   */
  downloadDirectory(
    prefix: string | null,
    directory: string,
    options?: DirectoryOptions | null,
  ): Promise<DirectoryResult>
}

/** What a failed call rejects with. */
export declare class OSSError extends Error {
  private constructor()
  /** The service's code and the word `Error`, or the kind of failure, such as `ResponseTimeoutError`. */
  name: string
  /** HTTP status; -1 where there was no answer, -2 where there was no connection in time. */
  status?: number
  /** The service's code, such as `NoSuchBucket`. */
  code?: string
  /** The id of the request; quote it when you ask Alibaba Cloud. */
  requestId?: string
  /** The service's diagnostic code, such as `0015-00000101`. It may change; do not branch on it. */
  ecCode?: string
  /** The same. */
  ec?: string
  /** The host that was asked. */
  hostId?: string
  /** The checksum of the bytes here, decimal, on `InconsistentCrc64`. */
  clientCrc64?: string
  /** The checksum that the service says, decimal, on `InconsistentCrc64`. */
  serverCrc64?: string
  /** The part that failed, on an upload in parts. */
  partNum?: number
  /** How many requests were made. */
  attempts?: number
  /** Which time limit was reached. */
  timeout?: 'connect' | 'idle' | 'total'
  /** What was asked. */
  params?: { method: string; bucket: string; subres: string; successStatuses: number[] }
}

/** A client of the image service, which came before `process`. */
export interface ImageClientOptions extends ClientOptions {
  /** The domain of the image service. */
  imageHost: string
  bucket: string
}

/** A named way to process an image, in the service's names. */
export interface StyleData {
  Name: string
  Content: string
  /** When it was made. */
  CreateTime: string
  /** When it was changed. */
  LastModifyTime: string
}

export interface ImageClient extends Pick<OSS, 'get' | 'getStream' | 'asyncSignatureUrl'> {}

/** Reads images by way of the image service, which came before the option `process`. */
export declare class ImageClient {
  /** @throws without `imageHost` or `bucket`, and where a client's options are no use */
  constructor(options: ImageClientOptions)
  /** The client that makes the requests. */
  ossClient: OSS
  /** What a camera wrote into an image. */
  getExif(name: string, options?: RequestOptions | null): Promise<{ data: object; res: NormalResponse }>
  /** What an image is, and what a camera wrote into it. */
  getInfo(name: string, options?: RequestOptions | null): Promise<{ data: object; res: NormalResponse }>
  /** Makes a named way to process an image. */
  putStyle(name: string, style: string, options?: RequestOptions | null): Promise<{ data: object; res: NormalResponse }>
  /** Reads a named way to process an image. */
  getStyle(name: string, options?: RequestOptions | null): Promise<{ data: StyleData; res: NormalResponse }>
  /** Lists the named ways to process an image. */
  listStyle(options?: RequestOptions | null): Promise<{ data: StyleData[]; res: NormalResponse }>
  /** Deletes a named way to process an image. */
  deleteStyle(name: string, options?: RequestOptions | null): Promise<ResponseResult>
  /** A URL signed with V1 for half an hour. */
  signatureUrl(name: string): string
}

/** What both ways to list objects are asked with. */
export interface ObjectsQuery {
  /** Only names that begin so. */
  prefix?: string
  /** Names that share what comes before this are listed as one prefix. */
  delimiter?: string | number
  /** At most so many, 1 to 1000; 100 by default. */
  'max-keys'?: number | string
  /** `url`: the service encodes names, which is undone here. Needed for names that XML cannot carry. */
  'encoding-type'?: 'url' | ''
  [parameter: string]: any
}

/** Which objects to list. */
export interface ListObjectsQuery extends ObjectsQuery {
  /** Only names behind this one. */
  marker?: string
}

/** Which objects to list, the second way. */
export interface ListV2ObjectsQuery extends ObjectsQuery {
  /** Only names behind this one. */
  'start-after'?: string
  /** Where the page before ended: its `nextContinuationToken`. */
  'continuation-token'?: string
  /** The same, in the words of results. */
  continuationToken?: string
  /** Also tell owners. */
  'fetch-owner'?: boolean | string
}

/** One object of a list. */
export interface ObjectMeta {
  name: string
  /** The object's URL, without a signature. */
  url: string
  /** ISO 8601, UTC. */
  lastModified: string
  /** In quotes. */
  etag: string
  /** `Normal`, `Multipart`, `Appendable` or `Symlink`. */
  type: string
  /** Bytes. */
  size: number
  storageClass: string
  /** Null where the service does not tell it. */
  owner?: Owner | null
  /** Whether an archived object is readable, and until when. */
  restoreInfo?: { ongoingRequest: boolean; expiryDate?: Date }
}

/** What `list` resolves with. */
export interface ListObjectResult {
  res: NormalSuccessResponse
  objects: ObjectMeta[]
  prefixes: string[] | null
  nextMarker: string | null
  isTruncated: boolean
}

/** What `listV2` resolves with. */
export interface ListV2ObjectResult {
  res: NormalSuccessResponse
  objects: ObjectMeta[]
  prefixes: string[] | null
  isTruncated: boolean
  keyCount: number
  /** What was asked with. */
  continuationToken?: string | null
  nextContinuationToken: string | null
}

/** Which versions to list. */
export interface ListVersionsQuery {
  prefix?: string
  delimiter?: string | number
  keyMarker?: string
  versionIdMarker?: string
  maxKeys?: number | string
  encodingType?: 'url' | ''
  [parameter: string]: any
}

/** What `getBucketVersions` resolves with. */
export interface ListVersionsResult {
  res: NormalResponse
  objects: VersionMeta[]
  deleteMarker: DeleteMarker[]
  prefixes: string[] | null
  nextMarker: string | null
  NextVersionIdMarker: string | null
  nextKeyMarker: string | null
  nextVersionIdMarker: string | null
  isTruncated: boolean
}

/** One version of an object. */
export interface VersionMeta extends ObjectMeta {
  isLatest: boolean
  versionId: string
}

/** What a deleted object leaves where versions are kept. */
export interface DeleteMarker {
  name: string
  /** ISO 8601, UTC. */
  lastModified: string
  versionId: string
  owner: Owner | null
}

/** What `versions` gives: a version, or a delete marker. */
export type ListedVersion =
  (VersionMeta & { isDeleteMarker: false }) | (DeleteMarker & { isLatest: boolean; isDeleteMarker: true })

/** A page of `versions`. */
export interface ListedVersionsPage extends ListVersionsResult {
  /** Versions and delete markers in the service's order: by name, the newest first. */
  versions: ListedVersion[]
}

/**
 * A list whose pages are asked for when they are needed: `for await (const item of list)`. Leaving the loop ends it; each
 * loop begins again. It rejects with what the page's call rejects with, and with the code `MalformedResponse` where
 * the service names a page that was there before.
 */
export interface PagedList<Item, Page> extends AsyncIterable<Item> {
  /** The pages instead of what is on them; limits such as `max-keys` are the size of a page. */
  byPage(): AsyncGenerator<Page, void, undefined>
}

export interface OSS {
  /** Lists objects. */
  list(query?: ListObjectsQuery | null, options?: RequestOptions | null): Promise<ListObjectResult>
  /** Lists objects, the second way: with continuation tokens. */
  listV2(query?: ListV2ObjectsQuery | null, options?: RequestOptions | null): Promise<ListV2ObjectResult>
  /** Lists versions and delete markers. */
  getBucketVersions(query?: ListVersionsQuery | null, options?: RequestOptions | null): Promise<ListVersionsResult>
  /** Lists versions and delete markers. */
  listObjectVersions(query?: ListVersionsQuery | null, options?: RequestOptions | null): Promise<ListVersionsResult>
  /** All objects, over the pages of `listV2`: `for await (const { name } of store.objects({ prefix: 'a/' }))`. */
  objects(query?: ListV2ObjectsQuery | null, options?: RequestOptions | null): PagedList<ObjectMeta, ListV2ObjectResult>
  /** All versions and delete markers in the service's order, over the pages of `getBucketVersions`. */
  versions(
    query?: ListVersionsQuery | null,
    options?: RequestOptions | null,
  ): PagedList<ListedVersion, ListedVersionsPage>
}

/** A request, as the methods of ali-oss put it together. */
export interface RequestParams {
  method: string
  bucket?: string | null
  object?: string | null
  /** Parameters of the URL that V1 signs: by name, or names of which each has no value. */
  subres?: string | string[] | Record<string, any> | null
  /** Further parameters of the URL. */
  query?: Record<string, any> | null
  headers?: Record<string, any> | null
  /** The body, where it is in memory. */
  content?: string | Buffer
  /** The body, where it is not. */
  stream?: NodeJS.ReadableStream
  /** Where the answer's body goes. */
  writeStream?: NodeJS.WritableStream
  /** What the body is: a type, or an extension to find one by. */
  mime?: string
  /** `data` is what the answer's XML says. */
  xmlResponse?: boolean
  /** `res` is a stream of the answer's body. */
  customResponse?: boolean
  /** With any other status, the call rejects; without it, no answer does. */
  successStatuses?: number[]
  timeout?: RequestOptions['timeout']
  ctx?: unknown
  disabledMD5?: boolean
  /** Names of further headers that a V4 signature covers. */
  additionalHeaders?: string[]
  [name: string]: any
}

/** What `request` resolves with. */
export interface RequestResult {
  /** The body, or with `xmlResponse` what it says. */
  data: any
  status: number
  headers: Record<string, any>
  res: NormalResponse
}

export interface OSS {
  /** Makes a request that has no method of its own: placed, signed, sent, judged. */
  request(params: RequestParams): Promise<RequestResult>
  /** Makes an error of an answer, or of a failure of the transport. */
  requestError(result: object): Promise<OSSError>
  /** Reads XML: children by name, several of one name as a list; the root's name is left out. */
  parseXML(xml: string | Buffer): Promise<any>
  /** HMAC-SHA1 under the client's secret, in Base64. */
  signature(stringToSign: string): string
  /** The header `Authorization` with V1. `resource` is `/bucket/key`. */
  authorization(
    method: string,
    resource: string,
    subres?: string | string[] | object | null,
    headers?: Record<string, any> | null,
  ): string
  /** The header `Authorization` with V4. Among the headers there must be `x-oss-date`. */
  authorizationV4(
    method: string,
    request: { headers: Record<string, any>; queries?: Record<string, any> },
    bucketName?: string,
    objectName?: string,
    additionalHeaders?: string[],
  ): string
  /** Names the bucket in the path instead of the host name. */
  setSLDEnabled(enable: boolean): this
  /** Whether it runs in this browser: never, under Node.js, but for two empty texts. */
  checkBrowserAndVersion(name: string, version: string): boolean
}

export declare namespace OSS {
  /** Completes options as the constructor does. */
  function initOptions(options: ClientOptions): LiveOptions
}

export interface OSS {
  /** Uploads an object: a small one as it is, others in parts, several at once. */
  multipartUpload(
    name: string,
    file: Body | StreamFactory,
    options?: MultipartUploadOptions | null,
  ): Promise<CompleteMultipartUploadResult>
  /** Copies an object in parts. */
  multipartUploadCopy(
    name: string,
    sourceData: CopySource,
    options?: MultipartUploadCopyOptions | null,
  ): Promise<MultipartUploadCopyResult>
  /** Begins an upload in parts, and chooses its encryption. */
  initMultipartUpload(
    name: string,
    options?: (ObjectOptions & RequestOptions) | null,
  ): Promise<InitMultipartUploadResult>
  /** Uploads one part: the bytes from `start` to before `end`. */
  uploadPart(
    name: string,
    uploadId: string,
    partNo: number,
    file: Body,
    start: number,
    end: number,
    options?: RequestOptions | null,
  ): Promise<UploadPartResult>
  /** Makes a part of a range of another object, such as `0-102399`. */
  uploadPartCopy(
    name: string,
    uploadId: string,
    partNo: number,
    range: string | null | undefined,
    sourceData: { sourceKey: string; sourceBucketName: string },
    options?: RequestOptions | null,
  ): Promise<UploadPartResult>
  /** Makes the parts an object. */
  completeMultipartUpload(
    name: string,
    uploadId: string,
    parts: CompletedUploadPart[],
    options?: (RequestOptions & Pick<MultipartUploadOptions, 'callback' | 'progress'>) | null,
  ): Promise<CompleteMultipartUploadResult>
  /** Forgets an upload and its parts. */
  abortMultipartUpload(name: string, uploadId: string, options?: RequestOptions | null): Promise<ResponseResult>
  /** Lists the parts of an upload. */
  listParts(
    name: string,
    uploadId: string,
    query?: ListPartsQuery | null,
    options?: RequestOptions | null,
  ): Promise<ListPartsResult>
  /** Lists uploads that were begun and not ended. */
  listUploads(query?: ListUploadsQuery | null, options?: RequestOptions | null): Promise<ListUploadsResult>
  /** All parts of an upload, over the pages of `listParts`. */
  parts(
    name: string,
    uploadId: string,
    query?: ListPartsQuery | null,
    options?: RequestOptions | null,
  ): PagedList<StoredPartInfo, ListPartsResult>
  /** All uploads that were begun and not ended, over the pages of `listUploads`. */
  uploads(query?: ListUploadsQuery | null, options?: RequestOptions | null): PagedList<UploadInfo, ListUploadsResult>
  /** Stops the uploads of this client that are under way; they reject with `{ name: 'cancel' }`. */
  cancel(abort?: { name: string; uploadId: string; options?: RequestOptions }): void
  /** Whether `cancel` was called since the last upload began. */
  isCancel(): boolean
  /** Forgets that `cancel` was called. */
  resetCancelFlag(): void
}

/** Where an upload in parts stands. It can be kept as JSON, and given to `multipartUpload` to go on. */
export interface Checkpoint {
  file: unknown
  name: string
  fileSize: number
  partSize: number
  uploadId: string
  doneParts: { number: number; etag: string }[]
  /** When a file was last written to, in nanoseconds since 1970. Without it, only its size is compared. */
  fileModified?: string
  /** Of a copy: what its source was. */
  sourceEtag?: string
}

/** How an object is uploaded in parts. */
export interface MultipartUploadOptions extends Omit<PutObjectOptions, 'progress'> {
  /** So many parts at once; 5 by default. */
  parallel?: number
  /** Bytes of a part, at least 102400; 1 MiB by default, more where there would be more than 10,000 parts. */
  partSize?: number
  /**
   * Told how far the upload is, 0 to 1, with a `Checkpoint` to go on with and the `NormalResponse`; both may be null. 1 is
   * told only when the object is there.
   */
  progress?(progress: number, checkpoint?: any, res?: any): unknown
  /** Goes on with an upload that was begun before. */
  checkpoint?: Checkpoint | null
}

/** What `multipartUploadCopy` resolves with. */
export interface MultipartUploadCopyResult {
  res: NormalSuccessResponse
  bucket: string
  name: string
  etag: string
  /** How the object is encrypted. */
  sse?: ServerSideEncryption | null
}

/** What `multipartUpload` and `completeMultipartUpload` resolve with. */
export interface CompleteMultipartUploadResult extends MultipartUploadCopyResult {
  /** The answer of the callback. Where none was asked for, it is not there. */
  data: object
}

/** What is copied in parts. */
export interface CopySource {
  sourceKey: string
  sourceBucketName: string
  /** The first byte; 0 by default. */
  startOffset?: number
  /** The byte behind the last; the end by default. */
  endOffset?: number
}

/** How an object is copied in parts. */
export interface MultipartUploadCopyOptions extends MultipartUploadOptions {
  /** Headers of the copied parts. */
  copyheaders?: Record<string, any>
}

/** What `uploadPart` and `uploadPartCopy` resolve with. */
export interface UploadPartResult {
  name: string
  /** What completing the upload needs. */
  etag: string
  res: NormalSuccessResponse
  /** How the object will be encrypted. */
  sse?: ServerSideEncryption | null
}

/** What `initMultipartUpload` resolves with. */
export interface InitMultipartUploadResult {
  res: NormalSuccessResponse
  bucket: string
  name: string
  /** What every further step names. */
  uploadId: string
  /** How the object will be encrypted. */
  sse?: ServerSideEncryption | null
}

/** Which parts to list. */
export interface ListPartsQuery {
  /** At most so many, 1 to 1000; 1000 by default. */
  'max-parts'?: number | string
  /** Only parts behind this one. */
  'part-number-marker'?: number | string
  'encoding-type'?: string
  [parameter: string]: any
}

/** What `listParts` resolves with; all of it is text, as the service writes it. */
export interface ListPartsResult {
  res: NormalResponse
  uploadId: string
  bucket: string
  name: string
  partNumberMarker: string
  nextPartNumberMarker: string
  maxParts: string
  isTruncated: string
  /** A list; one part alone is not in one, as in ali-oss. */
  parts: StoredPartInfo[] | StoredPartInfo
}

/** A part in the service's names. */
export interface StoredPartInfo {
  PartNumber: string
  LastModified: string
  ETag: string
  Size: string
  HashCrc64ecma?: string
}

/** Which uploads to list. */
export interface ListUploadsQuery {
  /** Only names that begin so. */
  prefix?: string
  delimiter?: string | number
  /** At most so many, 1 to 1000; 1000 by default. */
  'max-uploads'?: number | string
  /** Only names behind this one; with `upload-id-marker`, also this one's uploads behind that. */
  'key-marker'?: string
  'upload-id-marker'?: string
  'encoding-type'?: string
  [parameter: string]: any
}

/** An upload that was begun and not ended. */
export interface UploadInfo {
  name: string
  uploadId: string
  /** ISO 8601, UTC. */
  initiated: string
}

/** What `listUploads` resolves with. */
export interface ListUploadsResult {
  res: NormalSuccessResponse
  uploads: UploadInfo[]
  bucket: string
  nextKeyMarker: string
  nextUploadIdMarker: string
  isTruncated: boolean
}

// Names of the package @types/ali-oss for what is called otherwise here.
export type ACLType = BucketAcl
export type CompleteMultipartUploadOptions = RequestOptions & Pick<MultipartUploadOptions, 'callback' | 'progress'>
export type CopyAndPutMetaResult = CopyObjectResult
export type DeleteResult = { res: NormalSuccessResponse }
export type GetACLResult = GetAclResult
export type GetStreamOptions = GetObjectOptions
export type HTTPMethods = 'GET' | 'PUT' | 'POST' | 'DELETE'
export type HeadObjectOptions = RequestOptions
export type HeadObjectResult = HeadResult
export type ImageGetOptions = GetObjectOptions
export type InitMultipartUploadOptions = ObjectOptions & RequestOptions
export type ListBucketsQueryType = ListBucketsQuery
export type ModifyData = CopyObjectResult['data']
export type MultipartUploadCopySourceData = CopySource
export type MultipartUploadResult = CompleteMultipartUploadResult
export type ObjectCallback = Callback
export type ObjectPart = StoredPartInfo
/** A client's options, with an access key. */
export type Options = ClientOptions & Required<Pick<ClientOptions, 'accessKeyId' | 'accessKeySecret'>>
export type OwnerType = Owner
export type PostObjectParams = PostObjectFields
export type PutStreamOptions = PutObjectOptions
export type RedundancyType = NonNullable<PutBucketOptions['dataRedundancyType']>
export type ResponseHeaderType = NonNullable<SignatureUrlOptions['response']>
export type StorageType = NonNullable<PutBucketOptions['storageClass']>
export type Upload = UploadInfo
export type UserMeta = NonNullable<ObjectOptions['meta']>

/** How the network is reached. */
export interface ClientOptions {
  /** So many connections to one host at a time; calls beyond them wait, at most as long as a connection may take. */
  maxSockets?: number
  /**
   * The proxy of every request: `http://user:password@host:port`, a `URL`, or its parts. `false`: none, whatever the
   * environment says. `HTTP_PROXY`, `HTTPS_PROXY`, `ALL_PROXY`, `NO_PROXY`
   */
  proxy?: string | URL | ProxyAddress | false | null
  /** `false` is `proxy: false`. A proxy that is given is used without it. */
  enableProxy?: boolean
  /** The only certificates to trust as issuers: PEM. `SSL_CERT_FILE`, `NODE_EXTRA_CA_CERTS` */
  ca?: string | Uint8Array | (string | Uint8Array)[]
  /** `false`: trust everybody who answers. `NODE_TLS_REJECT_UNAUTHORIZED` */
  rejectUnauthorized?: boolean
  /** Addresses of names, or with `*.suffix` of all names below one. */
  hosts?: Record<string, string | string[]>
  /** Finds addresses of names, like `dns.lookup`. `*.localhost` is always this machine. */
  lookup?: (
    hostname: string,
    options: { all: true; family: 0 },
    callback: (
      error: Error | null,
      address: string | string[] | { address: string; family: number }[],
      family?: number,
    ) => void,
  ) => void
  /** An agent of Node's for an endpoint without TLS. What of it is honoured, the README says. */
  agent?: object
  /** An agent of Node's for an endpoint with TLS. */
  httpsAgent?: object
}

/** A proxy in parts, as `url.parse` and proxy agents name them. */
export interface ProxyAddress {
  protocol?: string | null
  /** A name or an address. */
  host?: string | null
  hostname?: string | null
  port?: number | string | null
  /** `user:password`, not encoded. */
  auth?: string | null
}

export interface OSS {
  /** Stores an object: a path, bytes, a Blob, or a stream. */
  put(name: string, file: Body | StreamFactory, options?: PutObjectOptions | null): Promise<PutObjectResult>
  /** Stores what a stream gives. */
  putStream(name: string, stream: ByteStream, options?: PutObjectOptions | null): Promise<PutObjectResult>
  /** Adds to the end of an object, or makes one. The first append chooses the encryption of them all. */
  append(name: string, file: Body | StreamFactory, options?: AppendObjectOptions | null): Promise<AppendObjectResult>
  /** Reads an object into a file, or into a stream. The file is there when it is complete. */
  get(
    name: string,
    file: string | NodeJS.WritableStream | WritableStream<Uint8Array>,
    options?: GetObjectOptions | null,
  ): Promise<GetObjectResult<null>>
  /** Reads an object into memory. */
  get(name: string, options?: GetObjectOptions | null): Promise<GetObjectResult>
  /** Reads an object into memory. */
  get(name: string, file: null | undefined, options?: GetObjectOptions | null): Promise<GetObjectResult>
  /** Reads an object as a stream of the web. */
  getStream(
    name: string,
    options: GetObjectOptions & { web: true },
  ): Promise<GetStreamResult<ReadableStream<Uint8Array>>>
  /** Reads an object as a stream of Node. */
  getStream(name?: string, options?: (GetObjectOptions & { web?: false }) | null): Promise<GetStreamResult>
  /** Copies an object of this bucket, or `/bucket/key`. How the source is encrypted does not matter to the copy. */
  copy(name: string, sourceName: string, options?: CopyObjectOptions | null): Promise<CopyObjectResult>
  /** Copies an object of another bucket. */
  copy(
    name: string,
    sourceName: string,
    sourceBucket?: string | null,
    options?: CopyObjectOptions | null,
  ): Promise<CopyObjectResult>
  /** Replaces the metadata of an object, by a copy onto itself. It stays encrypted as it is, unless `sse` says otherwise. */
  putMeta(name: string, meta: Record<string, any> | null, options?: RequestOptions | null): Promise<CopyObjectResult>
  /** Deletes up to 1,000 objects or versions. */
  deleteMulti(
    names: (string | { key: string; versionId?: string })[],
    options?: DeleteMultiOptions | null,
  ): Promise<DeleteMultiResult>
  /** Says who may use an object; `default`: as the bucket says. */
  putACL(name: string, acl: ObjectAcl, options?: RequestOptions | null): Promise<ResponseResult>
  /** Tells who may use an object. */
  getACL(name: string, options?: RequestOptions | null): Promise<GetAclResult>
  /** Makes an object that stands for another of the bucket. */
  putSymlink(name: string, targetName: string, options?: PutSymlinkOptions | null): Promise<ResponseResult>
  /** Replaces the tags of an object: at most ten. */
  putObjectTagging(name: string, tag: Record<string, string>, options?: RequestOptions | null): Promise<StatusResult>
  /** Makes an archived object readable for `Days` days, 2 by default. */
  restore(name: string, options?: RestoreOptions | null): Promise<ResponseResult>
}

/** What gives bytes one after the other: a stream of Node or of the web, or an iterable. */
export type ByteStream = NodeJS.ReadableStream | ReadableStream<Uint8Array> | AsyncIterable<Uint8Array>

/** What an object can be made of: a path, bytes, a Blob or File, or a stream. */
export type Body = string | Uint8Array | Blob | ByteStream

/** Makes a stream anew for each attempt, so that a call with a stream can be repeated. */
export type StreamFactory = () => ByteStream | PromiseLike<ByteStream>

/** How far a call is, in bytes. `total` is there where it is known. */
export interface Moved {
  loaded: number
  total?: number
}

/** Whom the service tells when an object is stored. */
export interface Callback {
  url: string
  /** The body of the callback, with variables such as `${object}`. */
  body: string
  /** The `Host` header of the callback. */
  host?: string
  contentType?: string
  /** Name the host in the TLS handshake. */
  callbackSNI?: boolean
  /** Variables of one's own, without the `x:`. */
  customValue?: Record<string, any>
  /** Not used, as in ali-oss. */
  headers?: Record<string, any>
}

/** How an object is stored. */
export interface PutObjectOptions extends ObjectOptions, RequestOptions {
  /** The length of a stream, where it is known. It is then sent as `Content-Length`, and held against the stream. */
  contentLength?: number
  /** Whom the service tells; its answer is then `data`. */
  callback?: Callback | null
  /** Told how far it is, 0 to 1, several times a second. 1 is told only when the object is there. */
  progress?(share: number, moved: Moved): unknown
}

/** What `put` and `putStream` resolve with. */
export interface PutObjectResult {
  /** The key. */
  name: string
  /** The object's URL, without a signature. */
  url: string
  res: NormalSuccessResponse
  /** How the service says that the object is encrypted; null where it says nothing. */
  sse?: ServerSideEncryption | null
  /** The answer of the callback. Where none was asked for, it is not there. */
  data: object
}

/** How an object grows. */
export interface AppendObjectOptions extends PutObjectOptions {
  /** Where the object ends now; 0 by default. */
  position?: number | string
}

/** What `append` resolves with. */
export interface AppendObjectResult extends Omit<PutObjectResult, 'data'> {
  /** The position of the next append. */
  nextAppendPosition: string
  /** The answer of the callback. */
  data?: object
}

/** What `head` resolves with. */
export interface HeadResult {
  /** How the object is encrypted; null where it is not. */
  sse?: ServerSideEncryption | null
}

/** How an object is read. */
export interface GetObjectOptions extends GetOptions, RequestOptions {
  /** Told how far it is, 0 to 1, several times a second. 1 is told only when all is there. */
  progress?(share: number, moved: Moved): unknown
}

/** What `get` resolves with. */
export interface GetObjectResult<Content = Buffer> {
  res: Omit<NormalResponse, 'data'> & { data: Content }
  /** The object; null where it went into a file or a stream. */
  content: Content
  /** How the object is encrypted. */
  sse?: ServerSideEncryption | null
}

/** A Node stream of an object, with what the answer said. */
export type ObjectStream = import('node:stream').Readable & { headers: Record<string, string>; statusCode: number }

/** What `getStream` resolves with. */
export interface GetStreamResult<Stream = ObjectStream> {
  /** The object. Destroying the stream, or cancelling that of the web, closes its connection. */
  stream: Stream
  res: { status: number; headers: Record<string, string> }
  /** How the object is encrypted. */
  sse?: ServerSideEncryption | null
}

/** How an object is copied. Conditions in `headers`, such as `If-Match`, are about the source. */
export interface CopyObjectOptions extends RequestOptions {
  /** The copy's own metadata; without it, the copy has that of the source. */
  meta?: Record<string, any> | null
  /** The version of the source. */
  versionId?: string
}

/** What `copy` and `putMeta` resolve with. */
export interface CopyObjectResult {
  /** What the copy is; `null` where a condition of `headers` does not hold. */
  data: { etag: string; lastModified: string }
  res: NormalSuccessResponse
  /** How the copy is encrypted. */
  sse?: ServerSideEncryption | null
}

/** How many objects are deleted at once. */
export interface DeleteMultiOptions extends RequestOptions {
  /** The answer leaves out what was deleted. */
  quiet?: boolean
}

/** What `deleteMulti` resolves with. */
export interface DeleteMultiResult {
  res: NormalResponse
  /** What was deleted, in the service's names; empty where `quiet`. */
  deleted: DeletedObject[]
}

/** An object that was deleted, in the service's names. */
export interface DeletedObject {
  Key: string
  VersionId?: string
  /** `true` where a delete marker was made, or deleted. */
  DeleteMarker?: string
  DeleteMarkerVersionId?: string
}

/** Who may use an object; `default`: as the bucket says. */
export type ObjectAcl = 'default' | 'private' | 'public-read' | 'public-read-write'

/** What `getACL` resolves with. */
export interface GetAclResult {
  acl: ObjectAcl
  owner: Owner
  res: NormalResponse
}

/** How an object is made that stands for another. */
export interface PutSymlinkOptions extends ObjectOptions, RequestOptions {
  storageClass?: string
}

/** How an archived object is made readable. */
export interface RestoreOptions extends RequestOptions {
  /** What it is stored as; `Archive` by default. */
  type?: 'Archive' | 'ColdArchive' | 'DeepColdArchive'
  /** How long it stays readable; 2 by default. */
  Days?: number
  /** How soon, for the cold ones; `Standard` by default. */
  JobParameters?: 'Expedited' | 'Standard' | 'Bulk'
}

/** How the service fetches an object from elsewhere. */
export interface PostAsyncFetchOptions extends RequestOptions {
  /** The `Host` header that it sends. */
  host?: string
  /** The MD5 of what it is to find, in Base64. */
  contentMD5?: string
  /** Whom it tells: Base64 of JSON. */
  callback?: string
  storageClass?: 'Standard' | 'IA' | 'Archive' | (string & {})
  /** `false`: replace an object that is there; `true` by default. */
  ignoreSameKey?: boolean
}

/** What `postAsyncFetch` resolves with. */
export interface PostAsyncFetchResult extends StatusResult {
  /** What `getAsyncFetch` asks about. */
  taskId: string
}

/** What `getAsyncFetch` resolves with. */
export interface GetAsyncFetchResult extends StatusResult {
  state: 'Running' | 'Retry' | 'FetchSuccessCallbackFailed' | 'Failed' | 'Success' | (string & {})
  /** What was asked for; numbers and booleans are texts. */
  taskInfo: Record<string, string>
}

export interface OSS {
  /** Has the service process an object, such as `image/resize,w_200`, and store what comes of it, in `targetBucket` or the same bucket. */
  processObjectSave(
    sourceObject: string,
    targetObject: string,
    process: string,
    targetBucket?: string | null,
  ): Promise<StatusResult>
  /** Has the service fetch an object from a URL. */
  postAsyncFetch(object: string, url: string, options?: PostAsyncFetchOptions | null): Promise<PostAsyncFetchResult>
  /** Tells how far the service is with that. */
  getAsyncFetch(taskId: string, options?: RequestOptions | null): Promise<GetAsyncFetchResult>
}

/** The answer behind a result, in the fifteen fields that ali-oss gives. */
export interface NormalResponse {
  /** Status. */
  status: number
  /** Status again. */
  statusCode: number
  /** The words behind the status. */
  statusMessage: string
  /** Headers, with lower-case names. */
  headers: Record<string, string> & { 'set-cookie'?: string[] }
  /** Bytes of the body. */
  size: number
  /** Always false: an answer that breaks off is an error. */
  aborted: boolean
  /** Milliseconds the call took. */
  rt: number
  /** Whether the connection had been used before. */
  keepAliveSocket: boolean
  /** The body. */
  data: Buffer
  /** The URL that was asked. A parameter without a value has its `=`, as in ali-oss. */
  requestUrls: Array<string>
  /** Always null. */
  timing: null
  /** The server's address. */
  remoteAddress: string
  /** The server's port. */
  remotePort: number
  /** Requests sent over the connection, this one included. */
  socketHandledRequests: number
  /** Answers received over the connection, this one included. */
  socketHandledResponses: number
}

/** What a signed URL is for. Options that are named like headers (`x-oss-…`, `Content-Type`, `Content-MD5`) must be sent with it. */
export interface SignatureUrlOptions {
  /** Seconds; 1800 by default. */
  expires?: number
  method?: 'GET' | 'PUT' | 'POST' | 'DELETE' | 'HEAD'
  /** What the service makes of the object before it answers. */
  process?: string
  /** Bits per second. */
  trafficLimit?: number
  /** Headers of the answer. */
  response?: {
    'content-type'?: string
    'content-disposition'?: string
    'cache-control'?: string
    [name: string]: any
  }
  /** Further parameters of the URL, which are signed. */
  subResource?: Record<string, any>
  callback?: Callback
  /** With `PUT`: how the object is encrypted. Whoever uses the URL must send the headers of it. */
  sse?: ServerSideEncryption | false | null
  'Content-Type'?: string
  'Content-MD5'?: string
  [name: string]: any
}

/** The fields that sign a form, and those that choose an encryption. */
export interface PostObjectFields {
  OSSAccessKeyId: string
  Signature: string
  policy: string
  [field: string]: any
}

export interface OSS {
  /** The URL of an object at the endpoint, without the bucket, as in ali-oss. */
  getObjectUrl(name: string, baseUrl?: string): string
  /** The URL of an object, without a signature. */
  generateObjectUrl(name: string, baseUrl?: string): string
  /** A URL signed with V1: whoever has it may use it until it expires. */
  signatureUrl(name: string, options?: SignatureUrlOptions | null, strictObjectNameValidation?: boolean): string
  /** The same, as a promise. */
  asyncSignatureUrl(
    name: string,
    options?: SignatureUrlOptions | null,
    strictObjectNameValidation?: boolean,
  ): Promise<string>
  /** A URL signed with V4, valid for `expires` seconds: 1 to 604800, a week. Headers must be sent with it as they are. */
  signatureUrlV4(
    method: string,
    expires: number,
    request?: {
      headers?: Record<string, any>
      queries?: Record<string, any>
      sse?: ServerSideEncryption | false | null
    } | null,
    objectName?: string,
    additionalHeaders?: string[],
  ): Promise<string>
  /** The fields that sign a form with V1. An `sse` becomes a condition of the policy, and a field. */
  calculatePostSignature(
    policy: string | object,
    options?: { sse?: ServerSideEncryption | false | null },
  ): PostObjectFields
  /** The V4 signature of a form's policy, signed at `date`; now by default. */
  signPostObjectPolicyV4(policy: string | object, date?: Date): string
}

/** What is good enough: `'any'`, `'AES256'`, `'SM4'`, `'KMS'`, `'KMS:key-id'`, `'KMS+SM4'`, or such as an object. */
export type EncryptionRequirement = 'any' | (string & {}) | ServerSideEncryption

/** Which objects are looked at, and how fast. */
export interface StoredObjectsOptions {
  /** In place of the client's. */
  bucket?: string
  /** Only keys that begin so. */
  prefix?: string
  /** Old versions too. */
  versions?: boolean
  /** `oss://bucket/path/manifest.json` of an inventory, in place of lists. Its checksums are held against it. */
  inventory?: string
  /** So many objects at a time. */
  parallel?: number
  /** No more than so many requests in a second. */
  rate?: number
  signal?: AbortSignal | null
}

export interface AuditOptions extends StoredObjectsOptions {
  /** What is good enough, or several of which one is; `'any'` by default. */
  require?: EncryptionRequirement | EncryptionRequirement[]
}

/** An object, or a version of one, as an audit finds it. */
export interface AuditedObject {
  name: string
  versionId?: string
  /** Bytes. */
  size: number
  /** How it is encrypted; null where it is not. Without an algorithm, the inventory does not tell which. */
  sse: Partial<ServerSideEncryption> | null
  /** Whether that is good enough; null where it could not be found out. */
  ok: boolean | null
  /** `not-encrypted`, `other-algorithm`, `other-key`, `client-encrypted`, `symlink`, `forbidden`, or the code of an error. */
  why?: string
  /** What the service said, where it could not be found out. */
  message?: string
}

export interface ObjectCount {
  objects: number
  bytes: number
}

/** Objects of one name: those that are as required, and those that are not. */
export interface NamedCount extends ObjectCount {
  name: string
  ok: number
  bad: number
}

/** One of Alibaba Cloud Config's managed rules. They look at the bucket's rule only. */
export interface EncryptionFinding {
  rule: 'oss-bucket-server-side-encryption-enabled' | 'oss-default-encryption-kms' | 'oss-encryption-byok-check'
  status: 'COMPLIANT' | 'NON_COMPLIANT' | 'NOT_APPLICABLE'
  why: string
}

export interface AuditSummary extends ObjectCount {
  bucket: string
  prefix: string
  versions: boolean
  source: 'list' | 'inventory'
  require: string
  /** ISO 8601. */
  begun: string
  /** Null while it is not over. */
  ended: string | null
  /** The rule of the bucket: null where there is none, undefined where it may not be asked. */
  rule?: { SSEAlgorithm: string; KMSMasterKeyID?: string; KMSDataEncryption?: string } | null
  ok: ObjectCount
  notOk: ObjectCount
  /** Of which it could not be found out. */
  unknown: ObjectCount
  /** The largest first; 10,000 names of a kind are counted one by one. */
  by: Record<'algorithm' | 'key' | 'prefix' | 'storageClass' | 'month' | 'why', NamedCount[]>
  /** The prefixes with most objects that are not as required. */
  worst: NamedCount[]
  /** A hundred objects that are not as required. */
  examples: { name: string; versionId?: string; size: number; why?: string; sse: string }[]
  findings: EncryptionFinding[]
}

/** An audit: its objects as they are found out, in the order of the list. Its memory does not grow with their number. */
export interface EncryptionAudit extends AsyncIterable<AuditedObject> {
  /** Looks at all objects. */
  run(): Promise<AuditSummary>
  /** What has been found so far. */
  summary(): AuditSummary
  /** The summary as one HTML file, which needs nothing from outside. */
  report(options?: { language?: 'en' | 'zh' }): string
}

export interface ReencryptOptions extends StoredObjectsOptions {
  /** How all objects are to be encrypted: `'AES256'`, `'SM4'`, `'KMS'`, `'KMS:key-id'`, `'KMS+SM4'`, or such as an object. */
  to?: Exclude<EncryptionRequirement, 'any'>
  /**
   * Of an `OSS.EncryptionClient`, in place of `to`: objects whose data key another of its master keys wrapped are read and written under its first
   * one. Those that are authenticated are left (`authenticated`): read and put them.
   */
  masterKey?: boolean
  /** Do it. Without, it is only said what would be done. */
  apply?: boolean
  /** A file that notes how far it is: the same call goes on from there. */
  journal?: string
  /** Copy no more than so many bytes in a second. */
  bandwidth?: number
  /** Appendable objects too; they cannot be appended to any more. */
  convertAppendable?: boolean
  /** Only keys behind this one, */
  after?: string
  /** and up to this one. */
  until?: string
}

/** What has become of an object. */
export interface ReencryptedObject {
  name: string
  versionId?: string
  /** Bytes. */
  size: number
  /** `done`; `would` be done, without `apply`; `already` so; `left` as it is, for a reason; `failed`; or `gone` meanwhile. */
  outcome: 'done' | 'would' | 'already' | 'left' | 'failed' | 'gone'
  /**
   * Why it was left or failed: `symlink`, `archived`, `appendable`, `worm`, `old-version`, `client-encrypted`, `key-disabled`,
   * `key-not-found`, `key-pending-deletion`, `key-pending-import`, `changed-meanwhile`, `forbidden`, or the code of an error.
   */
  why?: string
  message?: string
  /** How it was encrypted before. */
  sse?: ServerSideEncryption | null
  /** How many requests it takes. */
  requests?: number
}

export interface ReencryptSummary extends ObjectCount {
  bucket: string
  prefix: string
  to: string
  apply: boolean
  source: 'list' | 'inventory'
  begun: string
  ended: string | null
  /** Made by this run. */
  requests: number
  done: ObjectCount
  would: ObjectCount & { requests: number }
  already: ObjectCount
  left: ObjectCount & { why: Record<string, ObjectCount> }
  failed: ObjectCount & { why: Record<string, ObjectCount> }
  gone: ObjectCount
}

/** A run over objects, in the order of the list. */
export interface Reencryption extends AsyncIterable<ReencryptedObject> {
  /** Does all of it. */
  run(): Promise<ReencryptSummary>
  /** What has been done so far; of earlier runs with the same journal too. */
  summary(): ReencryptSummary
}

export interface OSS {
  /**
   * Finds out how the objects of a bucket are encrypted, and holds that against what is required: each is asked for its head, or an
   * inventory where that is enough. Needs `oss:ListObjects` and `oss:GetObject`.
   *
   * @throws where an option makes no sense
   */
  auditEncryption(options?: AuditOptions | null): EncryptionAudit
  /**
   * Encrypts stored objects otherwise, each by a copy onto itself that loses nothing: headers, metadata, tags, access rights and storage
   * class stay. It is a condition of the copy that the object is what it was. What cannot be changed so is left, and told.
   *
   * @throws where an option makes no sense
   */
  reencrypt(options: ReencryptOptions): Reencryption
}

/** A transport of a program's own, such as the npm package `urllib` of version 2, or what a test puts in its place. */
export interface Urllib {
  /**
   * Makes a request as it stands: it is signed. An error whose `status` is -1 or -2 says that there was no answer, and
   * the call is made again; one with a status of HTTP is the answer; with any other error the call rejects.
   */
  request(url: string, args?: UrllibArguments): Promise<UrllibResult>
}

/** How a request is to be made. */
export interface UrllibArguments {
  method?: string
  headers?: Record<string, string | number>
  /** The body, where it is in memory. */
  content?: Buffer | string
  /** The body, where it is not. */
  stream?: NodeJS.ReadableStream
  /** Milliseconds without a byte, or `[connect, idle]`. */
  timeout?: number | number[]
  /** The answer may be large: `res` may be a stream, in place of `data`. */
  customResponse?: boolean
  /** The client's `ctx`. */
  ctx?: unknown
  [name: string]: unknown
}

/** An answer. */
export interface UrllibResult {
  status: number
  headers: Record<string, any>
  /** The body, where it is in memory. */
  data?: any
  /** The answer itself; with `customResponse` a stream of the body. */
  res?: any
}

export interface ClientOptions {
  /** A transport of the program's own, in place of the native one. */
  urllib?: Urllib
}

export interface OSS {
  /** An HTTP client. Where another is put here, or its `request` is replaced, the client's requests go that way. */
  urllib: Urllib
  /** The second argument of the constructor, which is given to a transport of the program's own. */
  ctx: unknown
}

// What the build wrote from the Rust source.
/* auto-generated by NAPI-RS */
/* eslint-disable */

/**
 * Which binding artifact the generated loader actually loaded: `'native'` for
 * a native addon, otherwise the `platformArchABI` of the WASI flavor. Every
 * flavor napi-rs can build is listed, because `NAPI_RS_NATIVE_LIBRARY_PATH`
 * can point the loader at a WASI artifact this package does not build itself.
 */
export declare const __napiBindingTarget: 'native' | 'wasm32-wasi' | 'wasm32-wasip1'

/**
 * A client of Alibaba Cloud OSS.
 *
 * `options.bucket`, `accessKeyId`, `accessKeySecret` and `stsToken` may be changed while the client lives;
 * everything else is fixed when it is made.
 */
export declare class OSS {
  /** @throws when the options are no use: without keys, with a malformed bucket, endpoint, region or timeout */
  constructor(options: ClientOptions, ctx?: unknown)

  /**
   * Sets how `bucket` encrypts objects that do not say it themselves. Stored objects stay as they are.
   *
   * A rule that cannot mean what was asked is refused before anything is sent, with the code `InvalidArgument`.
   */
  putBucketEncryption(bucket: string, options: BucketEncryption & RequestOptions): Promise<StatusResult>
  /**
   * Reads how `bucket` encrypts objects that do not say it themselves.
   *
   * Rejects with the code `NoSuchServerSideEncryptionRule` where there is no rule.
   */
  getBucketEncryption(bucket: string, options?: RequestOptions | null): Promise<GetBucketEncryptionResult>
  /** Removes the rule of `bucket`. Stored objects stay as they are. */
  deleteBucketEncryption(bucket: string, options?: RequestOptions | null): Promise<StatusResult>
  /** Creates a bucket, or changes one that is yours already. */
  putBucket(bucket: string, options?: PutBucketOptions & RequestOptions | null): Promise<PutBucketResult>
  /** Deletes a bucket. It must be empty. */
  deleteBucket(bucket: string, options?: RequestOptions | null): Promise<ResponseResult>
  /** Lists the buckets of the account. Every member of `query` is sent as a parameter. */
  listBuckets(query?: ListBucketsQuery | null, options?: RequestOptions | null): Promise<ListBucketsResult>
  /** Describes a bucket: the client's own if none is named. */
  getBucketInfo(bucket?: string | null, options?: RequestOptions | null): Promise<GetBucketInfoResult>
  /** Names the region of a bucket: the client's own if none is named. */
  getBucketLocation(bucket?: string | null, options?: RequestOptions | null): Promise<GetBucketLocationResult>
  /** Counts what a bucket holds: the client's own if none is named. The numbers are up to an hour old. */
  getBucketStat(bucket?: string | null, options?: RequestOptions | null): Promise<GetBucketStatResult>
  /** Says whether `bucket` keeps old versions of its objects. */
  putBucketVersioning(bucket: string, status: 'Enabled' | 'Suspended', options?: RequestOptions | null): Promise<StatusResult>
  /** Tells whether `bucket` keeps old versions of its objects. */
  getBucketVersioning(bucket: string, options?: RequestOptions | null): Promise<GetBucketVersioningResult>

  /** Deletes an object, or one version of it. That there is none is no error. */
  delete(name: string, options?: RequestOptions | null): Promise<ResponseResult>
  /** Describes an object. A condition in `headers` that does not hold resolves with the status 304. */
  head(name: string, options?: RequestOptions | null): Promise<HeadResult>
  /** Describes an object in a few headers: `etag`, `content-length`, `last-modified`. It says nothing of encryption. */
  getObjectMeta(name: string, options?: RequestOptions | null): Promise<StatusResult>

  /** Tells what an object stands for. */
  getSymlink(name: string, options?: RequestOptions | null): Promise<GetSymlinkResult>
  /** Reads the tags of an object. */
  getObjectTagging(name: string, options?: RequestOptions | null): Promise<GetObjectTaggingResult>
  /** Removes the tags of an object. */
  deleteObjectTagging(name: string, options?: RequestOptions | null): Promise<StatusResult>

}
export type Oss = OSS

/** One bucket of a list. */
export interface Bucket {
  /** Name. */
  name: string
  /** The region, such as `oss-cn-hangzhou`. */
  region: string
  /** ISO 8601, UTC. */
  creationDate: string
  /** Storage class. */
  storageClass: string
  /** Storage class again. */
  StorageClass: string
  /** The bucket's tags, where the service lists them. */
  tag: Record<string, string>
}

/** The default encryption of a bucket. */
export interface BucketEncryption {
  /** `AES256` and `SM4` under keys that OSS manages, or `KMS`. */
  SSEAlgorithm?: 'AES256' | 'KMS' | 'SM4' | (string & {})
  /** With `KMS`: the customer master key, by id, `alias/…` or ARN. Without it, the account's default key. */
  KMSMasterKeyID?: string | null
  /** With `KMS`: encrypt the bytes with SM4 instead of AES-256. */
  KMSDataEncryption?: 'SM4' | (string & {}) | null
}

/** Constructor options. Those that are absent are read from the environment where a variable is named. */
export interface ClientOptions {
  /** The access key's id. `OSS_ACCESS_KEY_ID` */
  accessKeyId?: string
  /** The access key's secret. `OSS_ACCESS_KEY_SECRET` */
  accessKeySecret?: string
  /** The token of temporary credentials. `OSS_SESSION_TOKEN` */
  stsToken?: string
  /** The bucket of calls that name none. */
  bucket?: string | null
  /** `https://host`, or a host alone; see `secure`. It wins over `region`. `OSS_ENDPOINT` */
  endpoint?: string | URL
  /** Such as `oss-cn-hangzhou`. `OSS_REGION` */
  region?: string
  /** Use the region's endpoint inside Alibaba Cloud. */
  internal?: boolean
  /**
   * HTTPS. By default it is on for a region and for hosts of the service's own (`*.aliyuncs.com`), and off for others: an
   * address, a custom domain, a private gateway. An endpoint with a scheme decides for itself.
   */
  secure?: boolean
  /** The endpoint is a custom domain of the bucket. */
  cname?: boolean
  /** Name the bucket in the path instead of the host name. */
  sldEnable?: boolean
  /**
   * How long a connection may take, and how long no byte may move: milliseconds, a text such as `'60s'`,
   * `[connect, response]`, or limits by name, among them one on the whole call. 60 s by default.
   */
  timeout?: number | string | [number | string, number | string] | TimeLimits
  /** How often a call that failed is repeated, where that may help: 2 by default, 0 for never. */
  retryMax?: number
  /** Sign with V4. By default it does where the region is known: given, or in the endpoint's host name. */
  authorizationV4?: boolean
  /** The id of a CloudBox. */
  cloudBoxId?: string
  /** Pay for requests to buckets of others. */
  isRequestPay?: boolean
  /** How objects are encrypted that do not say it themselves. Without it, the bucket's rule applies. */
  sse?: ServerSideEncryption | false | null
  /** Reject writes of objects if the service does not say that it encrypted as asked; where nothing was asked, that it encrypted at all. */
  requireEncryption?: boolean
  /** `false`: do not compare CRC64 checksums. */
  crc64?: boolean
  /**
   * How many bytes an object may have that `get` reads into memory: 4 GiB by default, where the runtime has buffers of that size.
   * A larger one is read as a stream, or into a file. It holds for what is unpacked, too.
   */
  memoryLimit?: number
  /** Milliseconds to add to the clock that requests are signed with. */
  amendTimeSkewed?: number
}

/** A part that has been stored. */
export interface CompletedUploadPart {
  /** 1 to 10,000. */
  number: number
  /** What storing the part gave. */
  etag: string
}

/** What `getBucketEncryption` resolves with. */
export interface GetBucketEncryptionResult {
  /** The rule, with every element the service wrote. */
  encryption: BucketEncryption & { SSEAlgorithm: string }
  /** Status. */
  status: number
  /** The answer. */
  res: NormalResponse
}

/** What `getBucketInfo` resolves with. */
export interface GetBucketInfoResult {
  /** The bucket, in the service's names. Where there is no encryption rule, `SSEAlgorithm` is the word `None`. */
  bucket: BucketInfo
  /** The answer. */
  res: NormalResponse
}

/** What `getBucketLocation` resolves with. */
export interface GetBucketLocationResult {
  /** The region, such as `oss-cn-hangzhou`. */
  location: string
  /** The answer. */
  res: NormalResponse
}

/** What `getBucketStat` resolves with. */
export interface GetBucketStatResult {
  /** The answer. */
  res: NormalResponse
  /** Counts, in the service's names; numbers are texts. */
  stat: Record<string, string>
}

/** What `getBucketVersioning` resolves with. */
export interface GetBucketVersioningResult {
  /** Status. */
  status: number
  /** `Enabled` or `Suspended`; undefined where it was never set. */
  versionStatus?: 'Enabled' | 'Suspended'
  /** The answer. */
  res: NormalResponse
}

/** What `getObjectTagging` resolves with. */
export interface GetObjectTaggingResult {
  /** Status. */
  status: number
  /** The answer. */
  res: NormalResponse
  /** The tags. */
  tag: Record<string, string>
}

/** What the calls that read objects may say. */
export interface GetOptions {
  /** What the service makes of the object before it answers: `x-oss-process`. */
  process?: string
  /**
   * How many connections `get` may take for one object, into memory or a file; 8 by default, 1 reads it as it comes. The service
   * limits each connection. What is processed, packed on the way or under `x-oss-traffic-limit` takes one.
   */
  parallel?: number
  /**
   * How many bytes each of them asks for at a time, 102400 at least; 8 MiB by default. Smaller objects than two parts take one
   * connection.
   */
  partSize?: number
  /**
   * Whether what has come of a large object stays beside the file when `get` into a file fails, under the name `.….partial`: the same
   * call goes on from there, in another process too, if the object is still the same.
   */
  resumable?: boolean
  /** Of an `OSS.EncryptionClient` in place of its own: whether nothing is given out that is not authenticated. */
  authenticate?: boolean
}

/** What `getSymlink` resolves with. */
export interface GetSymlinkResult {
  /** The key it stands for. */
  targetName: string
  /** The answer. */
  res: NormalResponse
}

/** What `head` resolves with. */
export interface HeadResult {
  /** The user's own metadata, without `x-oss-meta-`; null where there is none. */
  meta: Record<string, string> | null
  /** The answer. */
  res: NormalResponse
  /** Status. */
  status: number
}

/** What `listBuckets` resolves with. */
export interface ListBucketsResult {
  /** This page, or null where there is no bucket. */
  buckets: Array<Bucket> | null
  /** Whose they are. */
  owner: Owner
  /** Whether there are more. */
  isTruncated: boolean
  /** The `marker` of the next page. */
  nextMarker: string | null
  /** The answer. */
  res: NormalResponse
}

/** What the calls that make objects may say. */
export interface ObjectOptions {
  /** What the object is: a type, or an extension to find one by. By default it is found by the extension of the file or the key. */
  mime?: string
  /** The user's own metadata, without `x-oss-meta-`: texts, numbers, booleans; what is null or undefined is not sent. */
  meta?: Record<string, any>
}

/** An account. */
export interface Owner {
  /** The account's number. */
  id: string
  /** Its name; OSS repeats the number. */
  displayName: string
}

/** How a bucket is made. Headers such as `x-oss-server-side-encryption` in `headers` set its encryption rule. */
export interface PutBucketOptions {
  /** Who may use it; the service's own choice is `private`. */
  acl?: 'private' | 'public-read' | 'public-read-write'
  /** Storage class of objects that do not say it themselves. */
  storageClass?: 'Standard' | 'IA' | 'Archive' | 'ColdArchive' | 'DeepColdArchive'
  /** The same under the service's name. */
  StorageClass?: 'Standard' | 'IA' | 'Archive' | 'ColdArchive' | 'DeepColdArchive'
  /** Redundancy. */
  dataRedundancyType?: 'LRS' | 'ZRS'
  /** The same under the service's name. */
  DataRedundancyType?: 'LRS' | 'ZRS'
}

/** What `putBucket` resolves with. */
export interface PutBucketResult {
  /** The bucket's name as the service gives it. */
  bucket: string | null
  /** The answer. */
  res: NormalResponse
}

/** What one call may say beside its arguments. */
export interface RequestOptions {
  /** As the client's `timeout`, for this call. */
  timeout?: number | string | [number | string, number | string] | TimeLimits
  /** As the client's `retryMax`, for this call. */
  retryMax?: number
  /**
   * Further headers: texts, numbers, booleans; what is null or undefined is not sent. They win over what the call would send,
   * except over date and token.
   */
  headers?: Record<string, any>
  /** Names of further headers that a V4 signature covers. */
  additionalHeaders?: Array<string>
  /**
   * How the object is encrypted; `false` leaves it to the bucket's rule. It holds for calls that write objects,
   * in place of the client's own `sse`. Encryption headers in `headers` win over it; what then contradicts itself is refused.
   */
  sse?: ServerSideEncryption | false | null
  /** Reject if the service does not say that the object is encrypted as asked. The object is stored nevertheless. */
  requireEncryption?: boolean
  /** `false`: do not compare CRC64 checksums. */
  crc64?: boolean
  /** As the client's `memoryLimit`, for this call. */
  memoryLimit?: number
  /** The bucket of a call about objects, in place of the client's own. */
  bucket?: string | null
  /** The version of the object, for calls that know one. */
  versionId?: string
  /** Further parameters of the URL. */
  subres?: Record<string, string | number | null | undefined>
}

/** Nothing but the answer. */
export interface ResponseResult {
  /** The answer. */
  res: NormalResponse
}

/** How an object is encrypted by the service. */
export interface ServerSideEncryption {
  /** `AES256` and `SM4` under keys that OSS manages, or `KMS`. */
  algorithm: 'AES256' | 'KMS' | 'SM4' | (string & {})
  /** With `KMS`: the customer master key, by id, `alias/…` or ARN. Without it, the account's default key. */
  keyId?: string
  /** With `KMS`: `SM4` encrypts the bytes with SM4 instead of AES-256. */
  dataEncryption?: 'SM4' | (string & {})
}

/** A status and the answer. */
export interface StatusResult {
  /** Status. */
  status: number
  /** The answer. */
  res: NormalResponse
}

/** Time limits by name: milliseconds, or a text such as `'60s'`. */
export interface TimeLimits {
  /** How long a connection may take, from the name to the end of the TLS handshake. 60 s by default. */
  connect?: number | string
  /** How long no byte may move. 60 s by default. */
  idle?: number | string
  /** How long the call may take in all, with its repetitions. There is no such limit by default. */
  total?: number | string
}

