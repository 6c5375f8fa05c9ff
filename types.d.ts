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
  getStream(name: string, options?: (GetObjectOptions & { web?: false }) | null): Promise<GetStreamResult>
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
    options?: DeleteMultiOptions | null,
  ): Promise<DeleteMultiResult>
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
  /** All buckets of the account, over the pages of `listBuckets`. */
  buckets(query?: ListBucketsQuery | null, options?: RequestOptions | null): PagedList<Bucket, ListBucketsResult>
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

  /** Uploads an object: a small one as it is, others in parts, several at once. */
  multipartUpload(
    name: string,
    file: Body,
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
  /** The V4 signature of a form's policy, signed at `date`; now by default. */
  signPostObjectPolicyV4(policy: string | object, date?: Date): string
}

/**
 * Which binding artifact the generated loader actually loaded: `'native'` for
 * a native addon, otherwise the `platformArchABI` of the WASI flavor. Every
 * flavor napi-rs can build is listed, because `NAPI_RS_NATIVE_LIBRARY_PATH`
 * can point the loader at a WASI artifact this package does not build itself.
 */
export declare const __napiBindingTarget: 'native' | 'wasm32-wasi' | 'wasm32-wasip1'

/**
 * A body that JavaScript writes anew for each attempt.
 *
 * @internal
 */
export declare class BodyFactory {}

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
  /** Adds a piece. `false`: wait for `drained` before the next. Null: the request has ended, and nobody waits for more. */
  write(piece: Buffer): boolean | null
  /** Ends when there is room, or the request has ended. */
  drained(): Ticket
  /** There are no more pieces. */
  end(): void
  /** There are no more pieces, although there should be. The request is broken off. */
  fail(message: string): void
}

/**
 * Asks STS.
 *
 * @internal
 */
export declare class NativeSts {
  constructor(deliver: (arg: Delivery) => void)
  /** Any answer, whether STS gave or refused. */
  assumeRole(request: RoleRequest): Ticket
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





  /** Tells what an object stands for. */
  getSymlink(name: string, options?: RequestOptions | null): Promise<GetSymlinkResult>
  /** Reads the tags of an object. */
  getObjectTagging(name: string, options?: RequestOptions | null): Promise<GetObjectTaggingResult>
  /** Removes the tags of an object. */
  deleteObjectTagging(name: string, options?: RequestOptions | null): Promise<StatusResult>
}
export type Oss = OSS

/**
 * The body of a request that JavaScript sends, read piece by piece. Letting go of it gives up the rest.
 *
 * @internal
 */
export declare class OutgoingReader {
  /** The next piece, or null at the end. */
  read(): Ticket
}

/**
 * A request to make.
 *
 * @internal
 */
export interface Asked {
  /** Where. */
  url: string
  /** How. */
  method: string
  /** With what on it. */
  headers: HeaderObject
  /** A body in memory. */
  content?: Buffer
  /** A body that is read while it is sent. */
  reader?: OutgoingReader
  /** Bytes of the body, if that is known. */
  length?: number
  /** Whether the answer is an object. */
  streams: boolean
  /** Milliseconds without a byte. */
  timeout?: number
}

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
  /**
   * How many bytes an object may have that `get` reads into memory: 4 GiB by default, where the runtime has buffers of that size.
   * A larger one is read as a stream, or into a file.
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

/**
 * Who signs.
 *
 * @internal
 */
export interface Identity {
  /** Keys that are there already. */
  keys?: Keys
  /** Where others come from. */
  source?: SourceOption
  /** Milliseconds after which keys are replaced, whether they expire or not. */
  interval?: number
  /** Milliseconds since the keys that are there came. */
  age?: number
  /** What the machine says about itself. */
  environment?: Record<string, string>
  /** The user's folder. */
  home?: string
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

/**
 * An access key.
 *
 * @internal
 */
export interface Keys {
  /** Its public half. */
  accessKeyId?: string
  /** Its secret half. */
  accessKeySecret?: string
  /** The token of a temporary one. */
  stsToken?: string
  /** When it ends, in milliseconds since 1970. */
  expiration?: number
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

/**
 * Options about the network.
 *
 * @internal
 */
export interface NetworkOptions {
  maxSockets?: number
  keepAlive?: boolean
  /** The proxy of every request, a URL. */
  proxy?: string
  /** Where no proxy is chosen: what `HTTP_PROXY`, `HTTPS_PROXY` and `NO_PROXY` say. */
  httpProxy?: string
  httpsProxy?: string
  noProxy?: string
  /** PEM texts of the only roots. */
  ca?: Array<Buffer>
  /** What `SSL_CERT_FILE` and `NODE_EXTRA_CA_CERTS` say. */
  rootsFile?: string
  extraRootsFile?: string
  rejectUnauthorized?: boolean
  /** The client's own certificate and its key, PEM texts. */
  cert?: Buffer
  key?: Buffer
  hosts?: Record<string, Array<string>>
  lookup?: JsLookup
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

/**
 * What STS is asked for.
 *
 * @internal
 */
export interface RoleRequest {
  /** Who asks. */
  keys: Keys
  /** The role. */
  roleArn: string
  /** A policy in JSON. */
  policy?: string
  /** Seconds. */
  seconds: number
  /** How the session is named. */
  session: string
  /** The service. */
  endpoint: string
  /** How long it may take. */
  timeout: Timeout
  /** How it is reached. */
  network: NetworkOptions
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
 * Who signed a policy, and the signature.
 *
 * @internal
 */
export interface SignedPolicy {
  /** The access key's id. */
  OSSAccessKeyId: string
  /** The signature. */
  Signature: string
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

/** Time limits by name: milliseconds, or a text such as `'60s'`. */
export interface TimeLimits {
  /** How long a connection may take, from the name to the end of the TLS handshake. 60 s by default. */
  connect?: number | string
  /** How long no byte may move. 60 s by default. */
  idle?: number | string
  /** How long the call may take in all, with its repetitions. There is no such limit by default. */
  total?: number | string
}

