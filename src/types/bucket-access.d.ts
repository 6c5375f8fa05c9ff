/** Who may use a bucket without being asked for by name. */
export type BucketAcl = 'private' | 'public-read' | 'public-read-write'

/** What `getBucketACL` resolves with. */
export interface GetBucketAclResult {
  acl: BucketAcl
  owner: Owner
  res: NormalResponse
}

/** What `getBucketReferer` resolves with. */
export interface GetBucketRefererResult {
  /** Whether requests without a `Referer` are let in. */
  allowEmpty: boolean
  /** What the header may be; `*` and `?` stand for others. Null where there is no list. */
  referers: string[] | null
  res: NormalResponse
}

/** One rule about which web pages may read the answers of a bucket. Of results, a single value is not in a list. */
export interface CORSRule {
  /** Where a page may come from: `Access-Control-Allow-Origin`. */
  allowedOrigin: string | string[]
  /** What it may do: `GET`, `PUT`, `POST`, `DELETE`, `HEAD`. */
  allowedMethod: string | string[]
  /** Which headers it may send: `Access-Control-Allow-Headers`. */
  allowedHeader?: string | string[]
  /** Which headers of the answer it may see: `Access-Control-Expose-Headers`. */
  exposeHeader?: string | string[]
  /** Seconds that a browser may remember the rule: `Access-Control-Max-Age`. */
  maxAgeSeconds?: string | string[]
}

/** A rule as it is put: seconds may be a number. */
export type PutCORSRule = Omit<CORSRule, 'maxAgeSeconds'> & { maxAgeSeconds?: CORSRule['maxAgeSeconds'] | number }

/** What `getBucketCORS` resolves with. */
export interface GetBucketCORSResult {
  rules: CORSRule[]
  res: NormalResponse
}

/** A document of RAM that says who may do what with a bucket. */
export interface BucketPolicy {
  /** `'1'` */
  Version: string
  Statement: {
    Effect: 'Allow' | 'Deny'
    /** Such as `oss:GetObject`. */
    Action: string[]
    /** Account numbers, or `*`. */
    Principal: string[]
    /** Such as `acs:oss:*:1234567890:bucket-name/*`. */
    Resource: string[]
    /** By operator and key, such as `{ IpAddress: { 'acs:SourceIp': '10.0.0.0/8' } }`. */
    Condition?: object
  }[]
}

/** What `getBucketPolicy` resolves with. */
export interface GetBucketPolicyResult {
  /** Null where there is none. */
  policy: BucketPolicy | null
  status: number
  res: NormalSuccessResponse
}

/** What `getBucketRequestPayment` resolves with. */
export interface GetBucketRequestPaymentResult {
  payer: 'BucketOwner' | 'Requester'
  status: number
  res: NormalResponse
}

export interface OSS {
  /** Says who may use a bucket. */
  putBucketACL(name: string, acl: BucketAcl, options?: RequestOptions | null): Promise<PutBucketResult>
  /** Tells who may use a bucket. */
  getBucketACL(name: string, options?: RequestOptions | null): Promise<GetBucketAclResult>
  /** Says which pages may link to objects of a bucket: those of `referers`, and with `allowEmpty` requests that name none. */
  putBucketReferer(
    name: string,
    allowEmpty: boolean,
    referers?: string[] | null,
    options?: RequestOptions | null,
  ): Promise<ResponseResult>
  /** Tells which pages may link to objects of a bucket. */
  getBucketReferer(name: string, options?: RequestOptions | null): Promise<GetBucketRefererResult>
  /** Lets every page link to objects of a bucket, by putting an empty list. */
  deleteBucketReferer(name: string, options?: RequestOptions | null): Promise<ResponseResult>
  /**
   * Says which web pages may use a bucket, in rules that replace all before. Rejects with an `AssertionError` where there is
   * no rule, or one lacks an origin or a method.
   */
  putBucketCORS(name: string, rules: PutCORSRule[], options?: RequestOptions | null): Promise<ResponseResult>
  /** Tells which web pages may use a bucket. Rejects with `NoSuchCORSConfiguration` where there is no rule. */
  getBucketCORS(name: string, options?: RequestOptions | null): Promise<GetBucketCORSResult>
  /** Removes the rules about web pages. */
  deleteBucketCORS(name: string, options?: RequestOptions | null): Promise<ResponseResult>
  /** Says who may do what with a bucket. */
  putBucketPolicy(name: string, policy: BucketPolicy, options?: RequestOptions | null): Promise<StatusResult>
  /** Tells who may do what with a bucket. */
  getBucketPolicy(name: string, options?: RequestOptions | null): Promise<GetBucketPolicyResult>
  /** Removes the policy of a bucket. */
  deleteBucketPolicy(name: string, options?: RequestOptions | null): Promise<StatusResult>
  /** Says who pays for requests and traffic: the owner, or who asks, with `isRequestPay`. */
  putBucketRequestPayment(
    name: string,
    payer: 'BucketOwner' | 'Requester',
    options?: RequestOptions | null,
  ): Promise<StatusResult>
  /** Tells who pays for requests and traffic. */
  getBucketRequestPayment(name: string, options?: RequestOptions | null): Promise<GetBucketRequestPaymentResult>
}
