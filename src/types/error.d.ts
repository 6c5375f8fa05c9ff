/** What a failed call rejects with. */
export declare class OSSError extends Error {
  private constructor()
  /** The service's code and the word `Error`, or the kind of failure, such as `ResponseTimeoutError`. */
  name: string
  /** HTTP status; -1 where there was no answer, -2 where there was no connection in time. */
  status?: number
  /** The service's code, such as `NoSuchBucket`. */
  code?: string
  /** The id of the request; quote it when you ask Alibaba Cloud. */
  requestId?: string
  /** The service's diagnostic code, such as `0015-00000101`. It may change; do not branch on it. */
  ecCode?: string
  /** The same. */
  ec?: string
  /** The host that was asked. */
  hostId?: string
  /** The checksum of the bytes here, decimal, on `InconsistentCrc64`. */
  clientCrc64?: string
  /** The checksum that the service says, decimal, on `InconsistentCrc64`. */
  serverCrc64?: string
  /** The part that failed, on an upload in parts. */
  partNum?: number
  /** How many requests were made. */
  attempts?: number
  /** Which time limit was reached. */
  timeout?: 'connect' | 'idle' | 'total'
  /** What was asked. */
  params?: { method: string; bucket: string; subres: string; successStatuses: number[] }
}
