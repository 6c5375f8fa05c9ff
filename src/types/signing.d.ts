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
  response?: Record<string, string>
  subResource?: Record<string, unknown>
  callback?: Callback
  /** With `PUT`: how the object is encrypted. Whoever uses the URL must send the headers of it. */
  sse?: ServerSideEncryption | false | null
  'Content-Type'?: string
  'Content-MD5'?: string
  [name: string]: unknown
}

/** The fields that sign a form, and those that choose an encryption. */
export interface PostObjectFields {
  OSSAccessKeyId: string
  Signature: string
  policy: string
  [field: string]: string
}
