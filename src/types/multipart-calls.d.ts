export interface OSS {
  /** Uploads an object: a small one as it is, others in parts, several at once. */
  multipartUpload(
    name: string,
    file: Body | StreamFactory,
    options?: MultipartUploadOptions | null,
  ): Promise<CompleteMultipartUploadResult>
  /** Copies an object in parts. */
  multipartUploadCopy(
    name: string,
    sourceData: CopySource,
    options?: MultipartUploadCopyOptions | null,
  ): Promise<MultipartUploadCopyResult>
  /** Begins an upload in parts, and chooses its encryption. */
  initMultipartUpload(
    name: string,
    options?: (ObjectOptions & RequestOptions) | null,
  ): Promise<InitMultipartUploadResult>
  /** Uploads one part: the bytes from `start` to before `end`. */
  uploadPart(
    name: string,
    uploadId: string,
    partNo: number,
    file: Body,
    start: number,
    end: number,
    options?: RequestOptions | null,
  ): Promise<UploadPartResult>
  /** Makes a part of a range of another object, such as `0-102399`. */
  uploadPartCopy(
    name: string,
    uploadId: string,
    partNo: number,
    range: string | null | undefined,
    sourceData: { sourceKey: string; sourceBucketName: string },
    options?: RequestOptions | null,
  ): Promise<UploadPartResult>
  /** Makes the parts an object. */
  completeMultipartUpload(
    name: string,
    uploadId: string,
    parts: CompletedUploadPart[],
    options?: (RequestOptions & Pick<MultipartUploadOptions, 'callback' | 'progress'>) | null,
  ): Promise<CompleteMultipartUploadResult>
  /** Forgets an upload and its parts. */
  abortMultipartUpload(name: string, uploadId: string, options?: RequestOptions | null): Promise<ResponseResult>
  /** Lists the parts of an upload. */
  listParts(
    name: string,
    uploadId: string,
    query?: ListPartsQuery | null,
    options?: RequestOptions | null,
  ): Promise<ListPartsResult>
  /** Lists uploads that were begun and not ended. */
  listUploads(query?: ListUploadsQuery | null, options?: RequestOptions | null): Promise<ListUploadsResult>
  /** All parts of an upload, over the pages of `listParts`. */
  parts(
    name: string,
    uploadId: string,
    query?: ListPartsQuery | null,
    options?: RequestOptions | null,
  ): PagedList<StoredPartInfo, ListPartsResult>
  /** All uploads that were begun and not ended, over the pages of `listUploads`. */
  uploads(query?: ListUploadsQuery | null, options?: RequestOptions | null): PagedList<UploadInfo, ListUploadsResult>
  /** Stops the uploads of this client that are under way; they reject with `{ name: 'cancel' }`. */
  cancel(abort?: { name: string; uploadId: string; options?: RequestOptions }): void
  /** Whether `cancel` was called since the last upload began. */
  isCancel(): boolean
  /** Forgets that `cancel` was called. */
  resetCancelFlag(): void
}
