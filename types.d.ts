/** Which buckets to list. */
export interface ListBucketsQuery {
  /** Only names that begin so. */
  prefix?: string
  /** Only names behind this one. */
  marker?: string
  /** At most so many, 1 to 1000; 100 by default. */
  'max-keys'?: number | string
  [parameter: string]: unknown
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

/** What a failed call rejects with. */
export interface OSSError extends Error {
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
  /** The host that was asked. */
  hostId?: string
  /** The checksum of the bytes here, decimal, on `InconsistentCrc64`. */
  clientCrc64?: string
  /** The checksum that the service says, decimal, on `InconsistentCrc64`. */
  serverCrc64?: string
  /** The part that failed, on an upload in parts. */
  partNum?: number
  /** What was asked. */
  params?: { method: string; bucket: string; subres: string; successStatuses: number[] }
}

/** The options of a client, complete. Secrets can be read and set, but are not printed. */
export interface LiveOptions extends Omit<ClientOptions, 'endpoint' | 'bucket'> {
  endpoint: URL
  bucket: string | null
  inited: true
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

/** What `assumeRole` resolves with. */
export interface AssumeRoleResult {
  res: NormalResponse
  credentials: { AccessKeyId: string; AccessKeySecret: string; SecurityToken: string; Expiration: string }
}

/** Asks STS for temporary credentials. */
export declare class STS {
  constructor(options: AccessKey & { endpoint?: string; timeout?: ClientOptions['timeout']; [option: string]: unknown })
  /** Takes on a role for `expiration` seconds, 3600 by default. */
  assumeRole(
    roleArn: string,
    policy?: string | object | null,
    expiration?: number | null,
    session?: string | null,
    options?: { timeout?: ClientOptions['timeout']; ctx?: unknown } | null,
  ): Promise<AssumeRoleResult>
}

/** What an object can be made of: a path, bytes, or a stream. */
export type Body = string | Uint8Array | NodeJS.ReadableStream | ReadableStream<Uint8Array> | AsyncIterable<Uint8Array>

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
  customValue?: Record<string, unknown>
}

/** How an object is stored. */
export interface PutObjectOptions extends ObjectOptions, RequestOptions {
  /** The length of a stream, where it is known. It is then sent as `Content-Length`, and held against the stream. */
  contentLength?: number
  /** Whom the service tells; its answer is then `data`. */
  callback?: Callback | null
}

/** What `put` and `putStream` resolve with. */
export interface PutObjectResult {
  /** The key. */
  name: string
  /** The object's URL, without a signature. */
  url: string
  res: NormalResponse
  /** How the service says that the object is encrypted; null where it says nothing. */
  sse: ServerSideEncryption | null
  /** The answer of the callback. */
  data?: unknown
}

/** How an object grows. */
export interface AppendObjectOptions extends PutObjectOptions {
  /** Where the object ends now; 0 by default. */
  position?: number | string
}

/** What `append` resolves with. */
export interface AppendObjectResult extends PutObjectResult {
  /** The position of the next append. */
  nextAppendPosition: string
}

/** How an object is read. */
export interface GetObjectOptions extends GetOptions, RequestOptions {}

/** What `get` resolves with. */
export interface GetObjectResult<Content = Buffer> {
  res: Omit<NormalResponse, 'data'> & { data: Content }
  /** The object; null where it went into a file or a stream. */
  content: Content
  /** How the object is encrypted. */
  sse: ServerSideEncryption | null
}

/** What `getStream` resolves with. */
export interface GetStreamResult {
  /** The object. Destroying the stream closes its connection. */
  stream: import('node:stream').Readable & { headers: Record<string, string>; statusCode: number }
  res: { status: number; headers: Record<string, string> }
  /** How the object is encrypted. */
  sse: ServerSideEncryption | null
}

/** How an object is copied. Conditions in `headers`, such as `If-Match`, are about the source. */
export interface CopyObjectOptions extends RequestOptions {
  /** The copy's own metadata; without it, the copy has that of the source. */
  meta?: Record<string, string | number | boolean | null | undefined> | null
  /** The version of the source. */
  versionId?: string
}

/** What `copy` and `putMeta` resolve with. */
export interface CopyObjectResult {
  /** Null where a condition does not hold. */
  data: { etag: string; lastModified: string } | null
  res: NormalResponse
  /** How the copy is encrypted. */
  sse: ServerSideEncryption | null
}

/** What `deleteMulti` resolves with. */
export interface DeleteMultiResult {
  res: NormalResponse
  /** What was deleted, in the service's names; empty where `quiet`. */
  deleted: { Key: string; VersionId?: string; DeleteMarker?: string; DeleteMarkerVersionId?: string }[]
}

/** Which objects to list. */
export interface ListObjectsQuery {
  /** Only names that begin so. */
  prefix?: string
  /** Only names behind this one. */
  marker?: string
  /** Names that share what comes before this are listed as one prefix. */
  delimiter?: string
  /** At most so many, 1 to 1000; 100 by default. */
  'max-keys'?: number | string
  /** `url`: the service encodes names, which is undone here. Needed for names that XML cannot carry. */
  'encoding-type'?: 'url'
  [parameter: string]: unknown
}

/** Which objects to list, the second way. */
export interface ListV2ObjectsQuery extends Omit<ListObjectsQuery, 'marker'> {
  'start-after'?: string
  'continuation-token'?: string
  continuationToken?: string
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
  owner: Owner | null
  /** Whether an archived object is readable, and until when. */
  restoreInfo?: { ongoingRequest: boolean; expiryDate?: Date }
}

/** What `list` resolves with. */
export interface ListObjectResult {
  res: NormalResponse
  objects: ObjectMeta[]
  prefixes: string[] | null
  nextMarker: string | null
  isTruncated: boolean
}

/** What `listV2` resolves with. */
export interface ListV2ObjectResult {
  res: NormalResponse
  objects: ObjectMeta[]
  prefixes: string[] | null
  isTruncated: boolean
  keyCount: number
  continuationToken: string | null
  nextContinuationToken: string | null
}

/** Which versions to list. */
export interface ListVersionsQuery {
  prefix?: string
  delimiter?: string
  keyMarker?: string
  versionIdMarker?: string
  maxKeys?: number | string
  encodingType?: 'url'
  [parameter: string]: unknown
}

/** What `getBucketVersions` resolves with. */
export interface ListVersionsResult {
  res: NormalResponse
  objects: (ObjectMeta & { isLatest: boolean; versionId: string })[]
  deleteMarker: { name: string; lastModified: string; versionId: string; owner: Owner | null }[]
  prefixes: string[] | null
  nextMarker: string | null
  NextVersionIdMarker: string | null
  nextKeyMarker: string | null
  nextVersionIdMarker: string | null
  isTruncated: boolean
}

/** Where an upload in parts stands. It can be kept as JSON, and given to `multipartUpload` to go on. */
export interface Checkpoint {
  file: unknown
  name: string
  fileSize: number
  partSize: number
  uploadId: string
  doneParts: { number: number; etag: string }[]
}

/** How an object is uploaded in parts. */
export interface MultipartUploadOptions extends PutObjectOptions {
  /** So many parts at once; 5 by default. */
  parallel?: number
  /** Bytes of a part, at least 102400; 1 MiB by default, more where there would be more than 10,000 parts. */
  partSize?: number
  /** Told how far the upload is, 0 to 1, and what to go on with. 1 is told only when the object is there. */
  progress?(progress: number, checkpoint: Checkpoint | null, res: NormalResponse | null): unknown
  /** Goes on with an upload that was begun before. */
  checkpoint?: Checkpoint | null
  /** Stops the upload; it rejects with the signal's reason. */
  signal?: AbortSignal | null
}

/** What `multipartUpload` and `completeMultipartUpload` resolve with. */
export interface CompleteMultipartUploadResult {
  res: NormalResponse
  bucket: string
  name: string
  etag: string
  /** How the object is encrypted. */
  sse: ServerSideEncryption | null
  /** The answer of the callback. */
  data?: unknown
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
  copyheaders?: Record<string, string>
}

/** What `uploadPart` and `uploadPartCopy` resolve with. */
export interface UploadPartResult {
  name: string
  /** What completing the upload needs. */
  etag: string
  res: NormalResponse
  /** How the object will be encrypted. */
  sse: ServerSideEncryption | null
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

/** What `listUploads` resolves with. */
export interface ListUploadsResult {
  res: NormalResponse
  uploads: { name: string; uploadId: string; initiated: string }[]
  bucket: string
  nextKeyMarker: string
  nextUploadIdMarker: string
  isTruncated: boolean
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
  response?: Record<string, string>
  subResource?: Record<string, unknown>
  callback?: Callback
  /** With `PUT`: how the object is encrypted. Whoever uses the URL must send the headers of it. */
  sse?: ServerSideEncryption | false | null
  'Content-Type'?: string
  'Content-MD5'?: string
  [name: string]: unknown
}

/** The fields that sign a form, and those that choose an encryption. */
export interface PostObjectFields {
  OSSAccessKeyId: string
  Signature: string
  policy: string
  [field: string]: string
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

  /** Stores an object: a path, bytes, or a stream. */
  put(name: string, file: Body, options?: PutObjectOptions | null): Promise<PutObjectResult>
  /** Stores what a stream gives. */
  putStream(
    name: string,
    stream: Exclude<Body, string | Uint8Array>,
    options?: PutObjectOptions | null,
  ): Promise<PutObjectResult>
  /** Adds to the end of an object, or makes one. The first append chooses the encryption of them all. */
  append(name: string, file: Body, options?: AppendObjectOptions | null): Promise<AppendObjectResult>
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
  /** Reads an object as a stream. */
  getStream(name: string, options?: GetObjectOptions | null): Promise<GetStreamResult>
  /** Copies an object of this bucket, or `/bucket/key`. How the source is encrypted does not matter to the copy. */
  copy(name: string, sourceName: string, options?: CopyObjectOptions | null): Promise<CopyObjectResult>
  /** Copies an object of another bucket. */
  copy(
    name: string,
    sourceName: string,
    sourceBucket: string | undefined,
    options?: CopyObjectOptions | null,
  ): Promise<CopyObjectResult>
  /** Replaces the metadata of an object, by a copy onto itself. It stays encrypted as it is, unless `sse` says otherwise. */
  putMeta(
    name: string,
    meta: Record<string, string | number> | null,
    options?: RequestOptions | null,
  ): Promise<CopyObjectResult>
  /** Deletes up to 1,000 objects or versions. */
  deleteMulti(
    names: (string | { key: string; versionId?: string })[],
    options?: (RequestOptions & { quiet?: boolean }) | null,
  ): Promise<DeleteMultiResult>
  /** Lists objects. */
  list(query?: ListObjectsQuery | null, options?: RequestOptions | null): Promise<ListObjectResult>
  /** Lists objects, the second way: with continuation tokens. */
  listV2(query?: ListV2ObjectsQuery | null, options?: RequestOptions | null): Promise<ListV2ObjectResult>
  /** Lists versions and delete markers. */
  getBucketVersions(query?: ListVersionsQuery | null, options?: RequestOptions | null): Promise<ListVersionsResult>
  /** Lists versions and delete markers. */
  listObjectVersions(query?: ListVersionsQuery | null, options?: RequestOptions | null): Promise<ListVersionsResult>
  /** Says who may use an object; `default`: as the bucket says. */
  putACL(
    name: string,
    acl: 'default' | 'private' | 'public-read' | 'public-read-write',
    options?: RequestOptions | null,
  ): Promise<ResponseResult>
  /** Tells who may use an object. */
  getACL(name: string, options?: RequestOptions | null): Promise<{ acl: string; owner: Owner; res: NormalResponse }>
  /** Makes an object that stands for another of the bucket. */
  putSymlink(
    name: string,
    targetName: string,
    options?: (RequestOptions & ObjectOptions & { storageClass?: string }) | null,
  ): Promise<ResponseResult>
  /** Replaces the tags of an object: at most ten. */
  putObjectTagging(name: string, tag: Record<string, string>, options?: RequestOptions | null): Promise<StatusResult>
  /** Makes an archived object readable for `Days` days, 2 by default. */
  restore(
    name: string,
    options?:
      | (RequestOptions & {
          type?: 'Archive' | 'ColdArchive' | 'DeepColdArchive'
          Days?: number
          JobParameters?: 'Expedited' | 'Standard' | 'Bulk'
        })
      | null,
  ): Promise<ResponseResult>

  /** Uploads an object: a small one as it is, others in parts, several at once. */
  multipartUpload(
    name: string,
    file: Body | Blob,
    options?: MultipartUploadOptions | null,
  ): Promise<CompleteMultipartUploadResult>
  /** Copies an object in parts. */
  multipartUploadCopy(
    name: string,
    sourceData: CopySource,
    options?: MultipartUploadCopyOptions | null,
  ): Promise<CompleteMultipartUploadResult>
  /** Begins an upload in parts, and chooses its encryption. */
  initMultipartUpload(
    name: string,
    options?: (ObjectOptions & RequestOptions) | null,
  ): Promise<{
    res: NormalResponse
    bucket: string
    name: string
    uploadId: string
    sse: ServerSideEncryption | null
  }>
  /** Uploads one part: the bytes from `start` to before `end`. */
  uploadPart(
    name: string,
    uploadId: string,
    partNo: number,
    file: Body | Blob,
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
    query?: { 'max-parts'?: number | string; 'part-number-marker'?: number | string; 'encoding-type'?: 'url' } | null,
    options?: RequestOptions | null,
  ): Promise<ListPartsResult>
  /** Lists uploads that were begun and not ended. */
  listUploads(query?: Record<string, unknown> | null, options?: RequestOptions | null): Promise<ListUploadsResult>
  /** Stops the uploads of this client that are under way; they reject with `{ name: 'cancel' }`. */
  cancel(abort?: { name: string; uploadId: string; options?: RequestOptions }): void
  /** Whether `cancel` was called since the last upload began. */
  isCancel(): boolean
  /** Forgets that `cancel` was called. */
  resetCancelFlag(): void

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
  /** A URL signed with V4, valid for `expires` seconds. Headers must be sent with it as they are. */
  signatureUrlV4(
    method: string,
    expires: number,
    request?: {
      headers?: Record<string, string | number>
      queries?: Record<string, string | number>
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
  /** The V4 signature of a form's policy, signed at `date`. */
  signPostObjectPolicyV4(policy: string | object, date: Date): string
}

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
  /** `https://host`, or a host to which `secure` gives the scheme. It wins over `region`. `OSS_ENDPOINT` */
  endpoint?: string | URL
  /** Such as `oss-cn-hangzhou`. `OSS_REGION` */
  region?: string
  /** Use the region's endpoint inside Alibaba Cloud. */
  internal?: boolean
  /** HTTPS. On by default; an endpoint with a scheme decides for itself. */
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
  /** How the object is encrypted; null where it is not. */
  sse: ServerSideEncryption | null
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
  /** The URL that was asked. */
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

/** What the calls that make objects may say. */
export interface ObjectOptions {
  /** What the object is: a type, or an extension to find one by. By default it is found by the extension of the file or the key. */
  mime?: string
  /** The user's own metadata, without `x-oss-meta-`. */
  meta?: Record<string, string | number | boolean | null | undefined>
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
  /** Further headers. They win over what the call would send, except over date and token. */
  headers?: Record<string, string | number | boolean | null | undefined>
  /** Names of further headers that a V4 signature covers. */
  additionalHeaders?: Array<string>
  /**
   * How the object is encrypted; `false` leaves it to the bucket's rule. It holds for calls that write objects,
   * in place of the client's own `sse`. Encryption headers in `headers` win over it.
   */
  sse?: ServerSideEncryption | false | null
  /** Reject if the service does not say that the object is encrypted as asked. The object is stored nevertheless. */
  requireEncryption?: boolean
  /** `false`: do not compare CRC64 checksums. */
  crc64?: boolean
  /** The bucket of a call about an object, in place of the client's own. */
  bucket?: string
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
