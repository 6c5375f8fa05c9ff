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
}
