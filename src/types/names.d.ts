// Names of the package @types/ali-oss for what is called otherwise here.
export type ACLType = BucketAcl
export type CompleteMultipartUploadOptions = RequestOptions & Pick<MultipartUploadOptions, 'callback' | 'progress'>
export type CopyAndPutMetaResult = CopyObjectResult
export type DeleteResult = { res: NormalSuccessResponse }
export type GetACLResult = GetAclResult
export type GetStreamOptions = GetObjectOptions
export type HTTPMethods = 'GET' | 'PUT' | 'POST' | 'DELETE'
export type HeadObjectOptions = RequestOptions
export type HeadObjectResult = HeadResult
export type ImageGetOptions = GetObjectOptions
export type InitMultipartUploadOptions = ObjectOptions & RequestOptions
export type ListBucketsQueryType = ListBucketsQuery
export type ModifyData = CopyObjectResult['data']
export type MultipartUploadCopySourceData = CopySource
export type MultipartUploadResult = CompleteMultipartUploadResult
export type ObjectCallback = Callback
export type ObjectPart = StoredPartInfo
/** A client's options, with an access key. */
export type Options = ClientOptions & Required<Pick<ClientOptions, 'accessKeyId' | 'accessKeySecret'>>
export type OwnerType = Owner
export type PostObjectParams = PostObjectFields
export type PutStreamOptions = PutObjectOptions
export type RedundancyType = NonNullable<PutBucketOptions['dataRedundancyType']>
export type ResponseHeaderType = NonNullable<SignatureUrlOptions['response']>
export type StorageType = NonNullable<PutBucketOptions['storageClass']>
export type Upload = UploadInfo
export type UserMeta = NonNullable<ObjectOptions['meta']>
