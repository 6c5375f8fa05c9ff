/** The answer behind a result, in the fifteen fields that ali-oss gives. */
export interface NormalResponse {
  /** Status. */
  status: number
  /** Status again. */
  statusCode: number
  /** The words behind the status. */
  statusMessage: string
  /** Headers, with lower-case names. */
  headers: Record<string, string> & { 'set-cookie'?: string[] }
  /** Bytes of the body. */
  size: number
  /** Always false: an answer that breaks off is an error. */
  aborted: boolean
  /** Milliseconds the call took. */
  rt: number
  /** Whether the connection had been used before. */
  keepAliveSocket: boolean
  /** The body. */
  data: Buffer
  /** The URL that was asked. A parameter without a value has its `=`, as in ali-oss. */
  requestUrls: Array<string>
  /** Always null. */
  timing: null
  /** The server's address. */
  remoteAddress: string
  /** The server's port. */
  remotePort: number
  /** Requests sent over the connection, this one included. */
  socketHandledRequests: number
  /** Answers received over the connection, this one included. */
  socketHandledResponses: number
}
