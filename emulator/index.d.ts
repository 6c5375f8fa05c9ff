/** Somebody who may sign requests. */
export interface EmulatorAccount {
  accessKeyId: string
  accessKeySecret: string
  /** With a token, requests must carry it. */
  stsToken?: string
  /** The number of the owner of buckets. Accounts with the same number share theirs. */
  owner?: string
}

export interface EmulatorOptions {
  /** The address to listen on; 127.0.0.1 by default. */
  host?: string
  /** The port to listen on; by default the system chooses one. */
  port?: number
  /** The folder to keep data in. Without it, data is kept in memory and gone with the server. */
  dir?: string
  /**
   * What an answered write in `dir` survives. `'full'`, the default: the end of the process and a loss of power, since all of it
   * is forced to the disk before the answer. `'relaxed'`, for tests: the end of the process only; after a loss of power the
   * folder may be unusable. Without `dir` it means nothing.
   */
  durability?: 'full' | 'relaxed'
  /** The region to play; `cn-hangzhou` by default. V4 signatures for another are refused. */
  region?: string
  /** Who may sign; by default `emulator` with the secret `emulator-secret`. */
  accounts?: EmulatorAccount[]
  /** Buckets to make if they are missing. They belong to the first account. */
  buckets?: string[]
  /** Host names under which buckets are host names: `oss.test` makes `bucket.oss.test` a bucket. `localhost` always does. */
  hosts?: string[]
  /** Host names that belong to one bucket. */
  cnames?: Record<string, string>
  /**
   * Speaks TLS: with certificates of an authority of its own (`ca`), which are for `localhost`, what lies below it, 127.0.0.1, ::1, `hosts`
   * and `cnames`, or only for `names`; or with the certificate and key given, in PEM.
   */
  tls?: boolean | { names?: string[] } | { cert: string | Buffer; key: string | Buffer }
  /**
   * Stands in for OSS, KMS and STS at `*.aliyuncs.com`, as a proxy, with certificates of an authority of its own (`ca`). It passes nothing on:
   * other hosts are refused. Programs find it by `proxyEnvironment()`.
   */
  proxy?: boolean
  /** Milliseconds by which the server's clock is ahead of the machine's. It must stand between 1970 and the year 9999. */
  clockOffset?: number
  /**
   * Milliseconds that the restoration of an archived object takes, by the server's clock; by default as long as the service takes at
   * most: a minute for Archive, 1, 5 or 12 hours for ColdArchive (Expedited, Standard, Bulk), 12 or 48 for DeepColdArchive. Until then
   * it is `ongoing-request="true"`, and a second request gets `RestoreAlreadyInProgress`. `setClockOffset` lets that time pass; with 0
   * an object is readable at once.
   */
  restoreDelay?: number
  /**
   * Milliseconds for which a client may take nothing of an answer; 60,000 by default. Then its connection is closed. A client that takes a
   * little now and then may take as long as it likes.
   */
  writeTimeout?: number
  /**
   * How many connections are served at once; 4,096 by default, and fewer where the process may not have twice as many files open. Who comes
   * then waits until one ends; one that rests is closed for that.
   */
  maxConnections?: number
}

/**
 * A request as the server received it, and its answer. Header names are lower-case. Signatures are replaced by `***`, and a security token
 * by `sha256:` and the first 16 hexadecimal digits of its SHA-256, so that one can be told from another.
 */
export interface RecordedExchange {
  /** From 1, in the order in which they were answered. */
  number: number
  /** When it came, in milliseconds since 1970 by the server's clock. */
  time: number
  /** Milliseconds to the head of the answer. */
  took: number
  /** The connection it came on, from 1 in the order of arrival. */
  connection: number
  /** The host it was sent to. */
  host: string
  /** The bucket and the key that it names. */
  bucket?: string
  key?: string
  /** The code of a refusal, such as `NoSuchKey`. */
  code?: string
  /** The operation, such as `PutBucketEncryption`, if the request is one. */
  operation?: string
  method: string
  /** Path and query as they stood in the request line. */
  target: string
  headers: Record<string, string>
  /** Of an object, at most the first 16 KiB; empty where a fault refused it unread. */
  body: Buffer
  /** The fault that struck it, and what that did in words: `status 503`, say. */
  fault?: { id: number; does: string }
  /** 0 where a fault let it end before the head of an answer. */
  status: number
  responseHeaders: Record<string, string>
  /** Of an object, at most the first 16 KiB. */
  responseBody: Buffer
  /** Why its signature was refused (`SignatureDoesNotMatch`), where it was. */
  signature?: RefusedSignature
}

/**
 * Why a signature was refused. What the client signed is found by making the errors that clients make, until one gives the signature that
 * came. Where very many are refused in a second, the later ones are not looked into. No secret is in it, and of a token its mark.
 */
export interface RefusedSignature {
  version: 'V1' | 'V4' | 'AWS4'
  /**
   * The cause, by a name that stays: `content-type-added`; two of them with `+` in between where two things are wrong. Without it none was
   * found.
   */
  id?: string
  /** What differs, in a sentence for each cause. */
  cause?: string
  /** What to do; where no cause was found, what it usually is, the likeliest first, in a line each. */
  advice?: string
  /** What is signed, as the server computed it from what it received, and as the client has it where that was found. At most 16 KiB each. */
  texts: { name: 'CanonicalRequest' | 'StringToSign' | 'Policy'; server: string; client?: string }[]
}

/** A customer master key, but for its secret. */
export interface KmsKey {
  keyId: string
  /** Each with its `alias/`. */
  aliases: string[]
  state: 'Enabled' | 'Disabled' | 'PendingDeletion' | 'PendingImport'
  /** How many versions it has. New objects are sealed under the last; all of them stay readable. */
  versions: number
  /** Milliseconds since 1970. */
  created: number
  /** When it will be gone, in milliseconds since 1970, if it waits for that. */
  deletion?: number
  /** Whether it is used where a request names no key. The first such request makes it. */
  default: boolean
}

/** The keys of a server. Keys are named by id, by `alias/…` or by ARN. */
export interface Kms {
  /** Makes a key. With `origin: 'EXTERNAL'` its material is still to come: it is `PendingImport`, and cannot be used. */
  create(options?: { keyId?: string; alias?: string; origin?: 'KMS' | 'EXTERNAL' }): Promise<KmsKey>
  list(): Promise<KmsKey[]>
  /** Makes a key unusable, for reading too: `KeyDisabled`. */
  disable(key: string): Promise<KmsKey>
  enable(key: string): Promise<KmsKey>
  /** Lets a key be gone after some days (30), at once with 0. Until then it is unusable: `KeyPendingDeletion`. */
  scheduleDeletion(key: string, days?: number): Promise<KmsKey>
  /** Keeps a key that was to be deleted. */
  cancelDeletion(key: string): Promise<KmsKey>
  /** Adds a version to a key; without one, to the master keys of OSS, which AES256 and SM4 stand on. */
  rotate(key?: string): Promise<void>
}

/**
 * What is to go wrong, with which requests, and how often. What is not said about requests fits all of them; of several faults that fit,
 * the first that has strikes left strikes. A contradiction, or a fault without effect, is an error.
 */
export interface FaultOptions {
  /** Only requests of this operation, named as in the service's documentation: `PutObject`. */
  operation?: string
  /** Only requests for this bucket and what is in it. */
  bucket?: string
  /** Only requests for this object. */
  key?: string
  /** Only requests for objects whose key begins so. */
  prefix?: string
  /** So many requests that fit pass before the first strike; 0 by default. */
  skip?: number
  /** So often it strikes; 1 by default, `Infinity` for ever. */
  times?: number
  /** Refuses with this status, 200 to 599, without acting on the request. */
  status?: number
  /** The code of the refusal; by default that of the status. */
  code?: string
  /** The words of the refusal. */
  message?: string
  /** Headers of the answer, such as `Retry-After`, in place of its own of the same names. */
  headers?: Record<string, string>
  /** Acts on the request, and only then refuses it, or waits. */
  afterwards?: boolean
  /**
   * Resets the connection: `before` the request is acted on, or when it has been, before the `head` of the answer or in the middle of its
   * `body`. An answer that cannot have a body is cut before its head.
   */
  cut?: 'before' | 'head' | 'body'
  /** Acts on the request, and sends nothing more from there on, until the client goes away or the server stops. */
  stall?: 'head' | 'body'
  /** Milliseconds to wait before the request is acted on, an hour at most; with `afterwards`, when it has been. */
  delay?: number
  /** `wrong`: the answer tells another `x-oss-hash-crc64ecma`. */
  crc64?: 'wrong'
  /** The answer ends early: `Content-Length` announces more than is sent. */
  truncate?: boolean
  /** A page of HTML that is no XML comes in place of the body. */
  malformed?: boolean
}

/** A fault that was planned. */
export interface Fault {
  /** As the request log names it. */
  readonly id: number
  /** How often it has struck. */
  readonly hits: number
  /** Lets it strike no more. */
  remove(): Promise<void>
}

/** What goes wrong on request. */
export interface Faults {
  /** Plans a fault, after those that are there. At most a thousand wait to strike. */
  add(fault: FaultOptions): Promise<Fault>
  /** Lets none strike any more. */
  clear(): Promise<void>
}

/** A temporary access key, as `new OSS(…)` and `refreshSTSToken` take it. */
export interface TemporaryKey {
  accessKeyId: string
  accessKeySecret: string
  stsToken: string
  /** When it expires, in the form of AssumeRole: `2026-01-01T00:00:00.000Z`. */
  expiration: string
}

/** Temporary access keys. */
export interface Sts {
  /**
   * Issues a key that is good, with exactly its token, until it expires by the server's clock; then it is `SecurityTokenExpired`. It is
   * good for an hour, for `durationSeconds` (43200 at most), or until `expiration`, which may be past. It belongs to the owner of the
   * first account, or to `owner`. With a `policy`, as AssumeRole takes it, it may do what that allows and nothing else.
   */
  issue(options?: {
    durationSeconds?: number
    expiration?: Date | string | number
    accessKeyId?: string
    owner?: string
    policy?: string | object
  }): Promise<TemporaryKey>
  /** Lets a key expire now. */
  expire(token: string | { stsToken: string }): Promise<void>
}

/** Where an inventory was written. */
export interface WrittenInventory {
  bucket: string
  /** The key of its `manifest.json`, which names its files; `manifest.checksum` lies beside it. */
  manifest: string
  /** The keys of its files; none where the rule names no object. */
  files: string[]
}

/** Inventories: what a bucket holds, written into another bucket. Rules are put as at the service. */
export interface Inventory {
  /**
   * Writes the inventory of a rule now, also of one that is not enabled. Those that are write themselves by the server's clock, so that
   * `setClockOffset` and any request have tomorrow's written.
   */
  run(bucket: string, id: string): Promise<WrittenInventory>
}

/** An object that is to be there: with a `body`, or that of a `file`. */
export interface Seed {
  bucket?: string
  key: string
  body?: string | Uint8Array
  file?: string
  headers?: Record<string, string>
}

/** What a server held at one moment. */
export declare class Snapshot {
  private constructor()
  #private
}

/** A running server. It never keeps the process alive. */
export declare class Emulator {
  private constructor()
  /** `http://127.0.0.1:port`; `https://` with `tls`. */
  readonly url: string
  /** The authority to trust, in PEM, of a server that makes its own certificates. It is another for each server. */
  readonly ca: string | undefined
  readonly port: number
  /** The region it plays, without `oss-`. */
  readonly region: string
  /** The first of the buckets it was started with. */
  readonly bucket: string | undefined
  /** Its keys. */
  readonly kms: Kms
  /** What goes wrong on request. */
  readonly faults: Faults
  /** Its temporary access keys. */
  readonly sts: Sts
  /** Its inventories. */
  readonly inventory: Inventory
  /** Options for `new OSS(…)`, of this package's sibling or of ali-oss; `overrides` win. */
  clientOptions<T extends object = {}>(
    overrides?: T,
  ): {
    endpoint: string
    region: string
    accessKeyId: string
    accessKeySecret: string
    stsToken?: string
    bucket?: string
  } & T
  /** The same as variables of the environment. */
  environment(): Record<string, string>
  /**
   * What a program needs in its environment to find the server by its own configuration, as with `oss-emulator run`, where the server was
   * started with `proxy`: `spawn('pytest', { env: { ...process.env, ...(await emulator.proxyEnvironment()) } })`. A variable that is
   * `undefined` must not be there. The files that are named in it are gone when the server stops.
   */
  proxyEnvironment(): Promise<Record<string, string | undefined>>
  /** The address of its page, which opens signed in, once: for a browser. */
  consoleUrl(): Promise<string>
  /** The last thousand requests, the oldest first; fewer where they are longer than 32 MiB together. */
  requests(): Promise<RecordedExchange[]>
  /**
   * The first request for which `predicate` says so, of those that are remembered and those that come. Where there is none within
   * `timeout` milliseconds (5,000), the error tells the last that came.
   */
  waitFor(
    predicate: (request: RecordedExchange) => unknown,
    options?: { timeout?: number; signal?: AbortSignal },
  ): Promise<RecordedExchange>
  /** How many connections are open. */
  connections(): Promise<number>
  /**
   * Stores objects in the name of the first account: the files of a folder by their paths in it, a list, or bodies by key. A bucket that
   * is missing is made. Faults do not strike it, and it is not among the requests. Gives the keys.
   */
  seed(
    what: string | Seed[] | Record<string, string | Uint8Array>,
    options?: {
      /** The bucket of what names none; by default the first of those the server was started with. */
      bucket?: string
      /** Stands before every key. */
      prefix?: string
      /** Headers of every object, such as `x-oss-server-side-encryption`. */
      headers?: Record<string, string>
    },
  ): Promise<string[]>
  /**
   * Puts it back to its start: the buckets it was started with and nothing in them, no keys of customers, no faults, no temporary keys,
   * the clock it began with, no requests; or what `rememberStart` saw. A server that was started on a folder with data rejects.
   */
  reset(): Promise<void>
  /** What it holds now is its start from here on: what `reset` puts it back to. */
  rememberStart(): Promise<void>
  /** What it holds now: buckets, objects, uploads and keys. Nothing is copied, and what is overwritten later is kept while this lives. */
  snapshot(): Promise<Snapshot>
  /** Lets it hold again what it held then; as often as you like. Faults, temporary keys, the clock and the requests stay as they are. */
  restore(snapshot: Snapshot): Promise<void>
  /** Sets how many milliseconds the server's clock is ahead of the machine's. Throws where it would leave 1970 to 9999. */
  setClockOffset(milliseconds: number): void
  /** Lets running requests end, at most five seconds, then stops. A second call does nothing. */
  stop(): Promise<void>
  [Symbol.asyncDispose](): Promise<void>
}

/** Starts a server in this process. */
export declare function startEmulator(options?: EmulatorOptions): Promise<Emulator>
