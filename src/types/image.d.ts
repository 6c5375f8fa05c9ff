/** A client of the image service, which came before `process`. */
export interface ImageClientOptions extends ClientOptions {
  /** The domain of the image service. */
  imageHost: string
  bucket: string
}

/** A named way to process an image, in the service's names. */
export interface StyleData {
  Name: string
  Content: string
  /** When it was made. */
  CreateTime: string
  /** When it was changed. */
  LastModifyTime: string
}

export interface ImageClient extends Pick<OSS, 'get' | 'getStream' | 'asyncSignatureUrl'> {}

/** Reads images by way of the image service, which came before the option `process`. */
export declare class ImageClient {
  /** @throws without `imageHost` or `bucket`, and where a client's options are no use */
  constructor(options: ImageClientOptions)
  /** The client that makes the requests. */
  ossClient: OSS
  /** What a camera wrote into an image. */
  getExif(name: string, options?: RequestOptions | null): Promise<{ data: object; res: NormalResponse }>
  /** What an image is, and what a camera wrote into it. */
  getInfo(name: string, options?: RequestOptions | null): Promise<{ data: object; res: NormalResponse }>
  /** Makes a named way to process an image. */
  putStyle(name: string, style: string, options?: RequestOptions | null): Promise<{ data: object; res: NormalResponse }>
  /** Reads a named way to process an image. */
  getStyle(name: string, options?: RequestOptions | null): Promise<{ data: StyleData; res: NormalResponse }>
  /** Lists the named ways to process an image. */
  listStyle(options?: RequestOptions | null): Promise<{ data: StyleData[]; res: NormalResponse }>
  /** Deletes a named way to process an image. */
  deleteStyle(name: string, options?: RequestOptions | null): Promise<ResponseResult>
  /** A URL signed with V1 for half an hour. */
  signatureUrl(name: string): string
}
