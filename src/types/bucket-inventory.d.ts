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
