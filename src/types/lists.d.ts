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
