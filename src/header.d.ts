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
