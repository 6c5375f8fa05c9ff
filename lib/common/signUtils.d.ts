/** @param {string} [cloudBoxId] */
export function getProduct(cloudBoxId?: string): 'oss' | 'oss-cloudbox'
/** @param {string} region @param {string} [cloudBoxId] */
export function getSignRegion(region: string, cloudBoxId?: string): string
/**
 * @param {string} resourcePath
 * @param {string | string[] | Record<string, any>} [parameters] that V1 signs
 */
export function buildCanonicalizedResource(
  resourcePath: string,
  parameters?: string | string[] | Record<string, any>,
): string
/**
 * What V1 signs.
 *
 * @param {string} method
 * @param {string} resourcePath
 * @param {{ headers?: Record<string, any>, parameters?: any }} [request]
 * @param {string} [expires]
 */
export function buildCanonicalString(
  method: string,
  resourcePath: string,
  request?: {
    headers?: Record<string, any>
    parameters?: any
  },
  expires?: string,
): string
/**
 * @param {string} accessKeySecret
 * @param {string} canonicalString
 * @param {BufferEncoding} [headerEncoding]
 */
export function computeSignature(
  accessKeySecret: string,
  canonicalString: string,
  headerEncoding?: BufferEncoding,
): string
/**
 * The header of V1.
 *
 * @param {string} accessKeyId
 * @param {string} accessKeySecret
 * @param {string} canonicalString
 * @param {BufferEncoding} [headerEncoding]
 */
export function authorization(
  accessKeyId: string,
  accessKeySecret: string,
  canonicalString: string,
  headerEncoding?: BufferEncoding,
): string
/** Those that V4 does not sign anyway: each once, small, in order. @param {string[]} [additionalHeaders] */
export function fixAdditionalHeaders(additionalHeaders?: string[]): string[]
/**
 * @param {string} method
 * @param {{ headers?: Record<string, any>, queries?: Record<string, any> }} request
 * @param {string} [bucketName]
 * @param {string} [objectName]
 * @param {string[]} [additionalHeaders] as `fixAdditionalHeaders` gives them
 */
export function getCanonicalRequest(
  method: string,
  request: {
    headers?: Record<string, any>
    queries?: Record<string, any>
  },
  bucketName?: string,
  objectName?: string,
  additionalHeaders?: string[],
): string
/**
 * The scope of a V4 signature, behind the key's id where that is given: `x-oss-credential` of signed forms.
 *
 * @param {string} date `yyyymmdd`
 * @param {string} region such as `cn-hangzhou`
 * @param {string} [accessKeyId]
 * @param {string} [product]
 */
export function getCredential(date: string, region: string, accessKeyId?: string, product?: string): string
/**
 * @param {string} region
 * @param {string} date `yyyymmddThhmmssZ`
 * @param {string} canonicalRequest
 * @param {string} [product]
 */
export function getStringToSign(region: string, date: string, canonicalRequest: string, product?: string): string
/**
 * @param {string} accessKeySecret
 * @param {string} date `yyyymmdd`
 * @param {string} region
 * @param {string} stringToSign or the policy of a form, in base64
 * @param {string} [product]
 */
export function getSignatureV4(
  accessKeySecret: string,
  date: string,
  region: string,
  stringToSign: string,
  product?: string,
): string
/**
 * The header of V4.
 *
 * @param {string} accessKeyId
 * @param {string} accessKeySecret
 * @param {string} region
 * @param {string} method
 * @param {{ headers: Record<string, any>, queries?: Record<string, any> }} request
 * @param {string} [bucketName]
 * @param {string} [objectName]
 * @param {string[]} [additionalHeaders]
 * @param {BufferEncoding} [headerEncoding]
 * @param {string} [cloudBoxId]
 */
export function authorizationV4(
  accessKeyId: string,
  accessKeySecret: string,
  region: string,
  method: string,
  {
    headers,
    queries,
  }: {
    headers: Record<string, any>
    queries?: Record<string, any>
  },
  bucketName?: string,
  objectName?: string,
  additionalHeaders?: string[],
  headerEncoding?: BufferEncoding,
  cloudBoxId?: string,
): string
/**
 * The signature of a V1 URL, and the parameters that it has besides.
 *
 * @param {string} accessKeySecret
 * @param {Record<string, any> | undefined} options those of `signatureUrl`
 * @param {string} resource
 * @param {number | string} expires
 * @param {BufferEncoding} [headerEncoding]
 */
export function _signatureForURL(
  accessKeySecret: string,
  options: Record<string, any> | undefined,
  resource: string,
  expires: number | string,
  headerEncoding?: BufferEncoding,
): {
  Signature: string
  subResource: Record<string, any>
}
