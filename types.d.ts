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
  /** What was asked. */
  params?: { method: string; bucket: string; subres: string; successStatuses: number[] }
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
  /** Chooses the bucket of calls that name none. */
  useBucket(name: string): this
  /** Chooses the bucket of calls that name none. */
  setBucket(name: string): this
  /** The bucket of calls that name none. */
  getBucket(): string | null
}

/**
 * Which binding artifact the generated loader actually loaded: `'native'` for
 * a native addon, otherwise the `platformArchABI` of the WASI flavor. Every
 * flavor napi-rs can build is listed, because `NAPI_RS_NATIVE_LIBRARY_PATH`
 * can point the loader at a WASI artifact this package does not build itself.
 */
export declare const __napiBindingTarget: 'native' | 'wasm32-wasi' | 'wasm32-wasip1'

/**
 * An object that JavaScript reads piece by piece. Letting go of it closes its connection.
 *
 * @internal
 */
export declare class BodyReader {
  /** The next piece, or null at the end. */
  read(): Ticket
  /** Nobody wants the rest. */
  cancel(): void
}

/**
 * A body that JavaScript writes piece by piece.
 *
 * @internal
 */
export declare class BodyWriter {
  /** Adds a piece. `false`: wait for `drained` before the next. Nobody waits for pieces of a request that has ended. */
  write(piece: Buffer): boolean
  /** Ends when there is room, or the request has ended. */
  drained(): Ticket
  /** There are no more pieces. */
  end(): void
  /** There are no more pieces, although there should be. The request is broken off. */
  fail(message: string): void
}

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





  /** Says who may use an object. */
  putAcl(name: string, acl: 'default' | 'private' | 'public-read' | 'public-read-write', options?: RequestOptions | null): Promise<ResponseResult>
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
  /** How long a call may take: milliseconds, a text such as `'60s'`, or both limits, `[connect, response]`. 60 s by default. */
  timeout?: number | string | [number | string, number | string]
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

/**
 * One of many objects to delete.
 *
 * @internal
 */
export interface Deletion {
  /** The key. */
  key: ObjectKey
  /** The version. */
  versionId?: string
}

/**
 * An answer, its document as it stands, and what it says of encryption.
 *
 * @internal
 */
export interface Documented {
  /** The answer. */
  res: NormalResponse
  /** How the object is encrypted. */
  sse: Told
  /** The document; null where there is none. */
  document: XmlValue | null
}

/**
 * An answer, and what it says of encryption.
 *
 * @internal
 */
export interface Encrypted {
  /** The answer. */
  res: NormalResponse
  /** How the object is encrypted. */
  sse: Told
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

/** What may change while a client lives. */
export interface Identity {
  /** The access key's id. */
  accessKeyId?: string
  /** The access key's secret. */
  accessKeySecret?: string
  /** The token of temporary credentials. */
  stsToken?: string
  /** The bucket of calls that name none. */
  bucket?: string
}

/**
 * An object in a file.
 *
 * @internal
 */
export interface InFile {
  /** The answer. */
  res: NormalResponse
  /** How it is encrypted. */
  sse: Told
}

/**
 * An object in memory.
 *
 * @internal
 */
export interface InMemory {
  /** The answer. */
  res: NormalResponse
  /** The object. */
  content: Content
  /** How it is encrypted. */
  sse: Told
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

/**
 * An object on its way.
 *
 * @internal
 */
export interface OnItsWay {
  /** The answer. */
  res: NormalResponse
  /** The object. */
  reader: BodyReader
  /** How it is encrypted. */
  sse: Told
}

/** An account. */
export interface Owner {
  /** The account's number. */
  id: string
  /** Its name; OSS repeats the number. */
  displayName: string
}

/**
 * A piece of an object and its checksum.
 *
 * @internal
 */
export interface Piece {
  /** Decimal. */
  crc64: string
  /** Bytes. */
  size: number
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
  /** How long the call may take: milliseconds, a text such as `'60s'`, or `[connect, response]`. */
  timeout?: number | string | [number | string, number | string]
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

/**
 * What a signed URL is for.
 *
 * @internal
 */
export interface SignedFor {
  /** The method. */
  method: string
  /** The key; without it, the URL is about the bucket. */
  key?: string
  /** Parameters. */
  query?: Parameters
}

/**
 * What is copied.
 *
 * @internal
 */
export interface Source {
  /** The bucket. */
  bucket: string
  /** The key. */
  key: ObjectKey
  /** The version. */
  versionId?: string
}

/** A status and the answer. */
export interface StatusResult {
  /** Status. */
  status: number
  /** The answer. */
  res: NormalResponse
}

/**
 * The answer to a part.
 *
 * @internal
 */
export interface StoredPart {
  /** What completing needs. */
  etag: string
  /** The answer. */
  res: NormalResponse
  /** How the object will be encrypted. */
  sse: Told
  /** The checksum of what was sent. */
  crc64: string
}
