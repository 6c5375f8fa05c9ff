/** A transport of a program's own, such as the npm package `urllib` of version 2, or what a test puts in its place. */
export interface Urllib {
  /**
   * Makes a request as it stands: it is signed. An error whose `status` is -1 or -2 says that there was no answer, and
   * the call is made again; one with a status of HTTP is the answer; with any other error the call rejects.
   */
  request(url: string, args?: UrllibArguments): Promise<UrllibResult>
}

/** How a request is to be made. */
export interface UrllibArguments {
  method?: string
  headers?: Record<string, string | number>
  /** The body, where it is in memory. */
  content?: Buffer | string
  /** The body, where it is not. */
  stream?: NodeJS.ReadableStream
  /** Milliseconds without a byte, or `[connect, idle]`. */
  timeout?: number | number[]
  /** The answer may be large: `res` may be a stream, in place of `data`. */
  customResponse?: boolean
  /** The client's `ctx`. */
  ctx?: unknown
  [name: string]: unknown
}

/** An answer. */
export interface UrllibResult {
  status: number
  headers: Record<string, any>
  /** The body, where it is in memory. */
  data?: any
  /** The answer itself; with `customResponse` a stream of the body. */
  res?: any
}

export interface ClientOptions {
  /** A transport of the program's own, in place of the native one. */
  urllib?: Urllib
}

export interface OSS {
  /** An HTTP client. Where another is put here, or its `request` is replaced, the client's requests go that way. */
  urllib: Urllib
  /** The second argument of the constructor, which is given to a transport of the program's own. */
  ctx: unknown
}
