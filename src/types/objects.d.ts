/** What gives bytes one after the other: a stream of Node or of the web, or an iterable. */
export type ByteStream = NodeJS.ReadableStream | ReadableStream<Uint8Array> | AsyncIterable<Uint8Array>

/** What an object can be made of: a path, bytes, a Blob or File, or a stream. */
export type Body = string | Uint8Array | Blob | ByteStream

/** Makes a stream anew for each attempt, so that a call with a stream can be repeated. */
export type StreamFactory = () => ByteStream | PromiseLike<ByteStream>

/** How far a call is, in bytes. `total` is there where it is known. */
export interface Moved {
  loaded: number
  total?: number
}

/** Whom the service tells when an object is stored. */
export interface Callback {
  url: string
  /** The body of the callback, with variables such as `${object}`. */
  body: string
  /** The `Host` header of the callback. */
  host?: string
  contentType?: string
  /** Name the host in the TLS handshake. */
  callbackSNI?: boolean
  /** Variables of one's own, without the `x:`. */
  customValue?: Record<string, any>
  /** Not used, as in ali-oss. */
  headers?: Record<string, any>
}

/** How an object is stored. */
export interface PutObjectOptions extends ObjectOptions, RequestOptions {
  /** The length of a stream, where it is known. It is then sent as `Content-Length`, and held against the stream. */
  contentLength?: number
  /** Whom the service tells; its answer is then `data`. */
  callback?: Callback | null
  /** Told how far it is, 0 to 1, several times a second. 1 is told only when the object is there. */
  progress?(share: number, moved: Moved): unknown
}

/** What `put` and `putStream` resolve with. */
export interface PutObjectResult {
  /** The key. */
  name: string
  /** The object's URL, without a signature. */
  url: string
  res: NormalSuccessResponse
  /** How the service says that the object is encrypted; null where it says nothing. */
  sse?: ServerSideEncryption | null
  /** The answer of the callback. Where none was asked for, it is not there. */
  data: object
}

/** How an object grows. */
export interface AppendObjectOptions extends PutObjectOptions {
  /** Where the object ends now; 0 by default. */
  position?: number | string
}

/** What `append` resolves with. */
export interface AppendObjectResult extends Omit<PutObjectResult, 'data'> {
  /** The position of the next append. */
  nextAppendPosition: string
  /** The answer of the callback. */
  data?: object
}

/** What `head` resolves with. */
export interface HeadResult {
  /** How the object is encrypted; null where it is not. */
  sse?: ServerSideEncryption | null
}

/** How an object is read. */
export interface GetObjectOptions extends GetOptions, RequestOptions {
  /** Told how far it is, 0 to 1, several times a second. 1 is told only when all is there. */
  progress?(share: number, moved: Moved): unknown
}

/** What `get` resolves with. */
export interface GetObjectResult<Content = Buffer> {
  res: Omit<NormalResponse, 'data'> & { data: Content }
  /** The object; null where it went into a file or a stream. */
  content: Content
  /** How the object is encrypted. */
  sse?: ServerSideEncryption | null
}

/** A Node stream of an object, with what the answer said. */
export type ObjectStream = import('node:stream').Readable & { headers: Record<string, string>; statusCode: number }

/** What `getStream` resolves with. */
export interface GetStreamResult<Stream = ObjectStream> {
  /** The object. Destroying the stream, or cancelling that of the web, closes its connection. */
  stream: Stream
  res: { status: number; headers: Record<string, string> }
  /** How the object is encrypted. */
  sse?: ServerSideEncryption | null
}

/** How an object is copied. Conditions in `headers`, such as `If-Match`, are about the source. */
export interface CopyObjectOptions extends RequestOptions {
  /** The copy's own metadata; without it, the copy has that of the source. */
  meta?: Record<string, any> | null
  /** The version of the source. */
  versionId?: string
}

/** What `copy` and `putMeta` resolve with. */
export interface CopyObjectResult {
  /** What the copy is; `null` where a condition of `headers` does not hold. */
  data: { etag: string; lastModified: string }
  res: NormalSuccessResponse
  /** How the copy is encrypted. */
  sse?: ServerSideEncryption | null
}

/** How many objects are deleted at once. */
export interface DeleteMultiOptions extends RequestOptions {
  /** The answer leaves out what was deleted. */
  quiet?: boolean
}

/** What `deleteMulti` resolves with. */
export interface DeleteMultiResult {
  res: NormalResponse
  /** What was deleted, in the service's names; empty where `quiet`. */
  deleted: DeletedObject[]
}

/** An object that was deleted, in the service's names. */
export interface DeletedObject {
  Key: string
  VersionId?: string
  /** `true` where a delete marker was made, or deleted. */
  DeleteMarker?: string
  DeleteMarkerVersionId?: string
}

/** Who may use an object; `default`: as the bucket says. */
export type ObjectAcl = 'default' | 'private' | 'public-read' | 'public-read-write'

/** What `getACL` resolves with. */
export interface GetAclResult {
  acl: ObjectAcl
  owner: Owner
  res: NormalResponse
}

/** How an object is made that stands for another. */
export interface PutSymlinkOptions extends ObjectOptions, RequestOptions {
  storageClass?: string
}

/** How an archived object is made readable. */
export interface RestoreOptions extends RequestOptions {
  /** What it is stored as; `Archive` by default. */
  type?: 'Archive' | 'ColdArchive' | 'DeepColdArchive'
  /** How long it stays readable; 2 by default. */
  Days?: number
  /** How soon, for the cold ones; `Standard` by default. */
  JobParameters?: 'Expedited' | 'Standard' | 'Bulk'
}
