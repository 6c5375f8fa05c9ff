/** How the service fetches an object from elsewhere. */
export interface PostAsyncFetchOptions extends RequestOptions {
  /** The `Host` header that it sends. */
  host?: string
  /** The MD5 of what it is to find, in Base64. */
  contentMD5?: string
  /** Whom it tells: Base64 of JSON. */
  callback?: string
  storageClass?: 'Standard' | 'IA' | 'Archive' | (string & {})
  /** `false`: replace an object that is there; `true` by default. */
  ignoreSameKey?: boolean
}

/** What `postAsyncFetch` resolves with. */
export interface PostAsyncFetchResult extends StatusResult {
  /** What `getAsyncFetch` asks about. */
  taskId: string
}

/** What `getAsyncFetch` resolves with. */
export interface GetAsyncFetchResult extends StatusResult {
  state: 'Running' | 'Retry' | 'FetchSuccessCallbackFailed' | 'Failed' | 'Success' | (string & {})
  /** What was asked for; numbers and booleans are texts. */
  taskInfo: Record<string, string>
}

export interface OSS {
  /** Has the service process an object, such as `image/resize,w_200`, and store what comes of it, in `targetBucket` or the same bucket. */
  processObjectSave(
    sourceObject: string,
    targetObject: string,
    process: string,
    targetBucket?: string | null,
  ): Promise<StatusResult>
  /** Has the service fetch an object from a URL. */
  postAsyncFetch(object: string, url: string, options?: PostAsyncFetchOptions | null): Promise<PostAsyncFetchResult>
  /** Tells how far the service is with that. */
  getAsyncFetch(taskId: string, options?: RequestOptions | null): Promise<GetAsyncFetchResult>
}
