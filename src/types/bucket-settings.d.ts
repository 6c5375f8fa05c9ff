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
