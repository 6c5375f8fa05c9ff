/** What a signed URL is for. Options that are named like headers (`x-oss-…`, `Content-Type`, `Content-MD5`) must be sent with it. */
export interface SignatureUrlOptions {
  /** Seconds; 1800 by default. */
  expires?: number
  method?: 'GET' | 'PUT' | 'POST' | 'DELETE' | 'HEAD'
  /** What the service makes of the object before it answers. */
  process?: string
  /** Bits per second. */
  trafficLimit?: number
  /** Headers of the answer. */
  response?: {
    'content-type'?: string
    'content-disposition'?: string
    'cache-control'?: string
    [name: string]: any
  }
  /** Further parameters of the URL, which are signed. */
  subResource?: Record<string, any>
  callback?: Callback
  /** With `PUT`: how the object is encrypted. Whoever uses the URL must send the headers of it. */
  sse?: ServerSideEncryption | false | null
  'Content-Type'?: string
  'Content-MD5'?: string
  [name: string]: any
}

/** The fields that sign a form, and those that choose an encryption. */
export interface PostObjectFields {
  OSSAccessKeyId: string
  Signature: string
  policy: string
  [field: string]: any
}

export interface OSS {
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
      headers?: Record<string, any>
      queries?: Record<string, any>
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
