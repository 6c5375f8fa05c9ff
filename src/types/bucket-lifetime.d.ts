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
