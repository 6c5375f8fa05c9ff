/** What is good enough: `'any'`, `'AES256'`, `'SM4'`, `'KMS'`, `'KMS:key-id'`, `'KMS+SM4'`, or such as an object. */
export type EncryptionRequirement = 'any' | (string & {}) | ServerSideEncryption

/** Which objects are looked at, and how fast. */
export interface StoredObjectsOptions {
  /** In place of the client's. */
  bucket?: string
  /** Only keys that begin so. */
  prefix?: string
  /** Old versions too. */
  versions?: boolean
  /** `oss://bucket/path/manifest.json` of an inventory, in place of lists. Its checksums are held against it. */
  inventory?: string
  /** So many objects at a time. */
  parallel?: number
  /** No more than so many requests in a second. */
  rate?: number
  signal?: AbortSignal | null
}

export interface AuditOptions extends StoredObjectsOptions {
  /** What is good enough, or several of which one is; `'any'` by default. */
  require?: EncryptionRequirement | EncryptionRequirement[]
}

/** An object, or a version of one, as an audit finds it. */
export interface AuditedObject {
  name: string
  versionId?: string
  /** Bytes. */
  size: number
  /** How it is encrypted; null where it is not. Without an algorithm, the inventory does not tell which. */
  sse: Partial<ServerSideEncryption> | null
  /** Whether that is good enough; null where it could not be found out. */
  ok: boolean | null
  /** `not-encrypted`, `other-algorithm`, `other-key`, `client-encrypted`, `symlink`, `forbidden`, or the code of an error. */
  why?: string
  /** What the service said, where it could not be found out. */
  message?: string
}

export interface ObjectCount {
  objects: number
  bytes: number
}

/** Objects of one name: those that are as required, and those that are not. */
export interface NamedCount extends ObjectCount {
  name: string
  ok: number
  bad: number
}

/** One of Alibaba Cloud Config's managed rules. They look at the bucket's rule only. */
export interface EncryptionFinding {
  rule: 'oss-bucket-server-side-encryption-enabled' | 'oss-default-encryption-kms' | 'oss-encryption-byok-check'
  status: 'COMPLIANT' | 'NON_COMPLIANT' | 'NOT_APPLICABLE'
  why: string
}

export interface AuditSummary extends ObjectCount {
  bucket: string
  prefix: string
  versions: boolean
  source: 'list' | 'inventory'
  require: string
  /** ISO 8601. */
  begun: string
  /** Null while it is not over. */
  ended: string | null
  /** The rule of the bucket: null where there is none, undefined where it may not be asked. */
  rule?: { SSEAlgorithm: string; KMSMasterKeyID?: string; KMSDataEncryption?: string } | null
  ok: ObjectCount
  notOk: ObjectCount
  /** Of which it could not be found out. */
  unknown: ObjectCount
  /** The largest first; 10,000 names of a kind are counted one by one. */
  by: Record<'algorithm' | 'key' | 'prefix' | 'storageClass' | 'month' | 'why', NamedCount[]>
  /** The prefixes with most objects that are not as required. */
  worst: NamedCount[]
  /** A hundred objects that are not as required. */
  examples: { name: string; versionId?: string; size: number; why?: string; sse: string }[]
  findings: EncryptionFinding[]
}

/** An audit: its objects as they are found out, in the order of the list. Its memory does not grow with their number. */
export interface EncryptionAudit extends AsyncIterable<AuditedObject> {
  /** Looks at all objects. */
  run(): Promise<AuditSummary>
  /** What has been found so far. */
  summary(): AuditSummary
  /** The summary as one HTML file, which needs nothing from outside. */
  report(options?: { language?: 'en' | 'zh' }): string
}

export interface ReencryptOptions extends StoredObjectsOptions {
  /** How all objects are to be encrypted: `'AES256'`, `'SM4'`, `'KMS'`, `'KMS:key-id'`, `'KMS+SM4'`, or such as an object. */
  to?: Exclude<EncryptionRequirement, 'any'>
  /**
   * Of an `OSS.EncryptionClient`, in place of `to`: objects whose data key another of its master keys wrapped are read and written under its first
   * one. Those that are authenticated are left (`authenticated`): read and put them.
   */
  masterKey?: boolean
  /** Do it. Without, it is only said what would be done. */
  apply?: boolean
  /** A file that notes how far it is: the same call goes on from there. */
  journal?: string
  /** Copy no more than so many bytes in a second. */
  bandwidth?: number
  /** Appendable objects too; they cannot be appended to any more. */
  convertAppendable?: boolean
  /** Only keys behind this one, */
  after?: string
  /** and up to this one. */
  until?: string
}

/** What has become of an object. */
export interface ReencryptedObject {
  name: string
  versionId?: string
  /** Bytes. */
  size: number
  /** `done`; `would` be done, without `apply`; `already` so; `left` as it is, for a reason; `failed`; or `gone` meanwhile. */
  outcome: 'done' | 'would' | 'already' | 'left' | 'failed' | 'gone'
  /**
   * Why it was left or failed: `symlink`, `archived`, `appendable`, `worm`, `old-version`, `client-encrypted`, `key-disabled`,
   * `key-not-found`, `key-pending-deletion`, `key-pending-import`, `changed-meanwhile`, `forbidden`, or the code of an error.
   */
  why?: string
  message?: string
  /** How it was encrypted before. */
  sse?: ServerSideEncryption | null
  /** How many requests it takes. */
  requests?: number
}

export interface ReencryptSummary extends ObjectCount {
  bucket: string
  prefix: string
  to: string
  apply: boolean
  source: 'list' | 'inventory'
  begun: string
  ended: string | null
  /** Made by this run. */
  requests: number
  done: ObjectCount
  would: ObjectCount & { requests: number }
  already: ObjectCount
  left: ObjectCount & { why: Record<string, ObjectCount> }
  failed: ObjectCount & { why: Record<string, ObjectCount> }
  gone: ObjectCount
}

/** A run over objects, in the order of the list. */
export interface Reencryption extends AsyncIterable<ReencryptedObject> {
  /** Does all of it. */
  run(): Promise<ReencryptSummary>
  /** What has been done so far; of earlier runs with the same journal too. */
  summary(): ReencryptSummary
}

export interface OSS {
  /**
   * Finds out how the objects of a bucket are encrypted, and holds that against what is required: each is asked for its head, or an
   * inventory where that is enough. Needs `oss:ListObjects` and `oss:GetObject`.
   *
   * @throws where an option makes no sense
   */
  auditEncryption(options?: AuditOptions | null): EncryptionAudit
  /**
   * Encrypts stored objects otherwise, each by a copy onto itself that loses nothing: headers, metadata, tags, access rights and storage
   * class stay. It is a condition of the copy that the object is what it was. What cannot be changed so is left, and told.
   *
   * @throws where an option makes no sense
   */
  reencrypt(options: ReencryptOptions): Reencryption
}
