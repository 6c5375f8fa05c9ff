/** Where an upload in parts stands. It can be kept as JSON, and given to `multipartUpload` to go on. */
export interface Checkpoint {
  file: unknown
  name: string
  fileSize: number
  partSize: number
  uploadId: string
  doneParts: { number: number; etag: string }[]
  /** When a file was last written to, in nanoseconds since 1970. Without it, only its size is compared. */
  fileModified?: string
  /** Of a copy: what its source was. */
  sourceEtag?: string
}

/** How an object is uploaded in parts. */
export interface MultipartUploadOptions extends Omit<PutObjectOptions, 'progress'> {
  /** So many parts at once; 5 by default. */
  parallel?: number
  /** Bytes of a part, at least 102400; 1 MiB by default, more where there would be more than 10,000 parts. */
  partSize?: number
  /**
   * Told how far the upload is, 0 to 1, with a `Checkpoint` to go on with and the `NormalResponse`; both may be null. 1 is
   * told only when the object is there.
   */
  progress?(progress: number, checkpoint?: any, res?: any): unknown
  /** Goes on with an upload that was begun before. */
  checkpoint?: Checkpoint | null
}

/** What `multipartUploadCopy` resolves with. */
export interface MultipartUploadCopyResult {
  res: NormalSuccessResponse
  bucket: string
  name: string
  etag: string
  /** How the object is encrypted. */
  sse?: ServerSideEncryption | null
}

/** What `multipartUpload` and `completeMultipartUpload` resolve with. */
export interface CompleteMultipartUploadResult extends MultipartUploadCopyResult {
  /** The answer of the callback. Where none was asked for, it is not there. */
  data: object
}

/** What is copied in parts. */
export interface CopySource {
  sourceKey: string
  sourceBucketName: string
  /** The first byte; 0 by default. */
  startOffset?: number
  /** The byte behind the last; the end by default. */
  endOffset?: number
}

/** How an object is copied in parts. */
export interface MultipartUploadCopyOptions extends MultipartUploadOptions {
  /** Headers of the copied parts. */
  copyheaders?: Record<string, any>
}

/** What `uploadPart` and `uploadPartCopy` resolve with. */
export interface UploadPartResult {
  name: string
  /** What completing the upload needs. */
  etag: string
  res: NormalSuccessResponse
  /** How the object will be encrypted. */
  sse?: ServerSideEncryption | null
}

/** What `initMultipartUpload` resolves with. */
export interface InitMultipartUploadResult {
  res: NormalSuccessResponse
  bucket: string
  name: string
  /** What every further step names. */
  uploadId: string
  /** How the object will be encrypted. */
  sse?: ServerSideEncryption | null
}

/** Which parts to list. */
export interface ListPartsQuery {
  /** At most so many, 1 to 1000; 1000 by default. */
  'max-parts'?: number | string
  /** Only parts behind this one. */
  'part-number-marker'?: number | string
  'encoding-type'?: string
  [parameter: string]: any
}

/** What `listParts` resolves with; all of it is text, as the service writes it. */
export interface ListPartsResult {
  res: NormalResponse
  uploadId: string
  bucket: string
  name: string
  partNumberMarker: string
  nextPartNumberMarker: string
  maxParts: string
  isTruncated: string
  /** A list; one part alone is not in one, as in ali-oss. */
  parts: StoredPartInfo[] | StoredPartInfo
}

/** A part in the service's names. */
export interface StoredPartInfo {
  PartNumber: string
  LastModified: string
  ETag: string
  Size: string
  HashCrc64ecma?: string
}

/** Which uploads to list. */
export interface ListUploadsQuery {
  /** Only names that begin so. */
  prefix?: string
  delimiter?: string | number
  /** At most so many, 1 to 1000; 1000 by default. */
  'max-uploads'?: number | string
  /** Only names behind this one; with `upload-id-marker`, also this one's uploads behind that. */
  'key-marker'?: string
  'upload-id-marker'?: string
  'encoding-type'?: string
  [parameter: string]: any
}

/** An upload that was begun and not ended. */
export interface UploadInfo {
  name: string
  uploadId: string
  /** ISO 8601, UTC. */
  initiated: string
}

/** What `listUploads` resolves with. */
export interface ListUploadsResult {
  res: NormalSuccessResponse
  uploads: UploadInfo[]
  bucket: string
  nextKeyMarker: string
  nextUploadIdMarker: string
  isTruncated: boolean
}
