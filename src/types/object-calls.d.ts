export interface OSS {
  /** Stores an object: a path, bytes, a Blob, or a stream. */
  put(name: string, file: Body | StreamFactory, options?: PutObjectOptions | null): Promise<PutObjectResult>
  /** Stores what a stream gives. */
  putStream(name: string, stream: ByteStream, options?: PutObjectOptions | null): Promise<PutObjectResult>
  /** Adds to the end of an object, or makes one. The first append chooses the encryption of them all. */
  append(name: string, file: Body | StreamFactory, options?: AppendObjectOptions | null): Promise<AppendObjectResult>
  /** Reads an object into a file, or into a stream. The file is there when it is complete. */
  get(
    name: string,
    file: string | NodeJS.WritableStream | WritableStream<Uint8Array>,
    options?: GetObjectOptions | null,
  ): Promise<GetObjectResult<null>>
  /** Reads an object into memory. */
  get(name: string, options?: GetObjectOptions | null): Promise<GetObjectResult>
  /** Reads an object into memory. */
  get(name: string, file: null | undefined, options?: GetObjectOptions | null): Promise<GetObjectResult>
  /** Reads an object as a stream of the web. */
  getStream(
    name: string,
    options: GetObjectOptions & { web: true },
  ): Promise<GetStreamResult<ReadableStream<Uint8Array>>>
  /** Reads an object as a stream of Node. */
  getStream(name?: string, options?: (GetObjectOptions & { web?: false }) | null): Promise<GetStreamResult>
  /** Copies an object of this bucket, or `/bucket/key`. How the source is encrypted does not matter to the copy. */
  copy(name: string, sourceName: string, options?: CopyObjectOptions | null): Promise<CopyObjectResult>
  /** Copies an object of another bucket. */
  copy(
    name: string,
    sourceName: string,
    sourceBucket?: string | null,
    options?: CopyObjectOptions | null,
  ): Promise<CopyObjectResult>
  /** Replaces the metadata of an object, by a copy onto itself. It stays encrypted as it is, unless `sse` says otherwise. */
  putMeta(name: string, meta: Record<string, any> | null, options?: RequestOptions | null): Promise<CopyObjectResult>
  /** Deletes up to 1,000 objects or versions. */
  deleteMulti(
    names: (string | { key: string; versionId?: string })[],
    options?: DeleteMultiOptions | null,
  ): Promise<DeleteMultiResult>
  /** Says who may use an object; `default`: as the bucket says. */
  putACL(name: string, acl: ObjectAcl, options?: RequestOptions | null): Promise<ResponseResult>
  /** Tells who may use an object. */
  getACL(name: string, options?: RequestOptions | null): Promise<GetAclResult>
  /** Makes an object that stands for another of the bucket. */
  putSymlink(name: string, targetName: string, options?: PutSymlinkOptions | null): Promise<ResponseResult>
  /** Replaces the tags of an object: at most ten. */
  putObjectTagging(name: string, tag: Record<string, string>, options?: RequestOptions | null): Promise<StatusResult>
  /** Makes an archived object readable for `Days` days, 2 by default. */
  restore(name: string, options?: RestoreOptions | null): Promise<ResponseResult>
}
