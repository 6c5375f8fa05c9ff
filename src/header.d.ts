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
    file: Body | StreamFactory,
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
