import type { KeyObject } from 'node:crypto'

/** Says which master key it is, so that an object names the key that opens it. */
export type MasterKeyDescription = Record<string, string>

/** An RSA master key: 1,024 bits at least. The public half encrypts, the private half encrypts and decrypts. */
export interface RsaMasterKey {
  /** PEM (PKCS#1, PKCS#8 or a public key), or a `KeyObject`. */
  rsa?: string | Buffer | KeyObject
  /** The private half by that name, in place of `rsa`; */
  privateKey?: string | Buffer | KeyObject
  /** or the public one, for a client that only encrypts. */
  publicKey?: string | Buffer | KeyObject
  /** Of a PEM that is encrypted itself. */
  passphrase?: string
  description?: MasterKeyDescription
}

/** A master key of KMS, which never leaves it. The client's own credentials need `kms:GenerateDataKey`, `kms:Encrypt` and `kms:Decrypt`. */
export interface KmsMasterKey {
  /** The id, alias or ARN of a symmetric key. */
  kms: string
  /** Where KMS is; by default that of the client's region. */
  endpoint?: string
  /** What KMS binds the data keys to (its `EncryptionContext`). */
  context?: Record<string, string>
  /** How data keys are written: as the Java and Go clients do, by default, or as the Python client does. Both are read. */
  format?: 'java' | 'python'
  description?: MasterKeyDescription
}

/** Functions of your own, such as those of a hardware module. */
export interface OwnMasterKey {
  /** The name that objects are marked with; only the same is asked to unwrap them. */
  algorithm: string
  /** Wraps a data key of 32 bytes, or an initial counter of 16. The bytes are overwritten afterwards. */
  wrap?(bytes: Buffer): Uint8Array | Promise<Uint8Array>
  /** Gives back what was wrapped. */
  unwrap?(wrapped: Buffer): Uint8Array | Promise<Uint8Array>
  description?: MasterKeyDescription
}

/** What wraps the data keys of objects. */
export type MasterKey = string | Buffer | KeyObject | RsaMasterKey | KmsMasterKey | OwnMasterKey

/** How objects are encrypted before they are sent. */
export interface ClientEncryptionOptions {
  /** The key for what is stored; it reads what it has encrypted. */
  masterKey: MasterKey
  /** Further keys for what is read: found by the description, else tried in their order. */
  masterKeys?: MasterKey[]
  /**
   * Store an HMAC with each object, and give out nothing that does not fit it. For bodies that can be read twice; ranges cannot be
   * authenticated. Other clients pass it over.
   */
  authenticate?: boolean
}

/** The beginning of an encrypted upload in parts, of single requests. */
export interface EncryptedUploadOptions {
  /** Bytes of the whole object. */
  dataSize: number
  /** Bytes of each part but the last: a multiple of 16. */
  partSize: number
}

/**
 * A client that encrypts what it stores, and decrypts what it reads: AES-256 in counter mode under a data key for each object, in the format
 * of the vendor's Go, Java, Python and C++ clients. `append` is refused, URLs that are signed lead to what is stored.
 */
export declare class EncryptionClient extends OSS {
  /** @throws where there is no master key, or it is none */
  constructor(options: ClientOptions, encryption: ClientEncryptionOptions)
  /** As of `OSS`; needs `dataSize` and `partSize`, for the service is told them. */
  initMultipartUpload(
    name: string,
    options?: (ObjectOptions & RequestOptions & Partial<EncryptedUploadOptions>) | null,
  ): Promise<InitMultipartUploadResult>
}
