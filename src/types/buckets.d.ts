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
