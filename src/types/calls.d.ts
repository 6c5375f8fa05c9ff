/** What one call may say beside its arguments. */
export interface RequestOptions {
  /** Stops the call; it rejects with the signal's reason. */
  signal?: AbortSignal | null
}

/** What a client may be told that only JavaScript can say. */
export interface ClientOptions {
  /** Has the last word on whether a call that failed is repeated. */
  requestErrorRetryHandle?(error: OSSError): boolean | PromiseLike<boolean>
  /** The header `traceparent` of every request, for distributed tracing. */
  traceparent?: string | (() => string | null | undefined)
}
