/** A request, as the methods of ali-oss put it together. */
export interface RequestParams {
  method: string
  bucket?: string | null
  object?: string | null
  /** Parameters of the URL that V1 signs: by name, or names of which each has no value. */
  subres?: string | string[] | Record<string, any> | null
  /** Further parameters of the URL. */
  query?: Record<string, any> | null
  headers?: Record<string, any> | null
  /** The body, where it is in memory. */
  content?: string | Buffer
  /** The body, where it is not. */
  stream?: NodeJS.ReadableStream
  /** Where the answer's body goes. */
  writeStream?: NodeJS.WritableStream
  /** What the body is: a type, or an extension to find one by. */
  mime?: string
  /** `data` is what the answer's XML says. */
  xmlResponse?: boolean
  /** `res` is a stream of the answer's body. */
  customResponse?: boolean
  /** With any other status, the call rejects; without it, no answer does. */
  successStatuses?: number[]
  timeout?: RequestOptions['timeout']
  ctx?: unknown
  disabledMD5?: boolean
  /** Names of further headers that a V4 signature covers. */
  additionalHeaders?: string[]
  [name: string]: any
}

/** What `request` resolves with. */
export interface RequestResult {
  /** The body, or with `xmlResponse` what it says. */
  data: any
  status: number
  headers: Record<string, any>
  res: NormalResponse
}

export interface OSS {
  /** Makes a request that has no method of its own: placed, signed, sent, judged. */
  request(params: RequestParams): Promise<RequestResult>
  /** Makes an error of an answer, or of a failure of the transport. */
  requestError(result: object): Promise<OSSError>
  /** Reads XML: children by name, several of one name as a list; the root's name is left out. */
  parseXML(xml: string | Buffer): Promise<any>
  /** HMAC-SHA1 under the client's secret, in Base64. */
  signature(stringToSign: string): string
  /** The header `Authorization` with V1. `resource` is `/bucket/key`. */
  authorization(
    method: string,
    resource: string,
    subres?: string | string[] | object | null,
    headers?: Record<string, any> | null,
  ): string
  /** The header `Authorization` with V4. Among the headers there must be `x-oss-date`. */
  authorizationV4(
    method: string,
    request: { headers: Record<string, any>; queries?: Record<string, any> },
    bucketName?: string,
    objectName?: string,
    additionalHeaders?: string[],
  ): string
  /** Names the bucket in the path instead of the host name. */
  setSLDEnabled(enable: boolean): this
  /** Whether it runs in this browser: never, under Node.js, but for two empty texts. */
  checkBrowserAndVersion(name: string, version: string): boolean
}

export declare namespace OSS {
  /** Completes options as the constructor does. */
  function initOptions(options: ClientOptions): LiveOptions
}
