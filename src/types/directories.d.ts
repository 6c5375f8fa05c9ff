/** How a folder is transferred. What is not named here goes to each `put`, `multipartUpload` or `get`, such as `sse` or `headers`. */
export interface DirectoryOptions extends RequestOptions {
  /** How many files are under way at a time; 32 by default. */
  inFlight?: number
  /** Transfer what is unchanged too. An upload then needs no right to list the bucket. */
  always?: boolean
  /** Which keys take part; all by default. Others are in no count. */
  filter?(name: string): unknown
  /** Told the counts when another file is done. One that throws ends the transfer. */
  progress?(counts: DirectoryCounts): unknown
  /** How many bytes a part of a large file has. */
  partSize?: number
  /** How many parts of one large file are under way. */
  parallel?: number
  /** How the objects of an upload are encrypted. */
  sse?: ServerSideEncryption | false | null
  /** The metadata of the objects of an upload. */
  meta?: Record<string, any>
}

/** How far a transfer is. */
export interface DirectoryCounts {
  /** Files that went over the network. */
  transferred: number
  /** Files passed over: the object has their size and CRC64. */
  unchanged: number
  /** What was not sent, for it is no file of the folder. */
  skipped: number
  /** Files that could not be transferred. */
  failed: number
  /** Bytes of those that were. */
  bytes: number
}

/** What `uploadDirectory` and `downloadDirectory` resolve with. The lists name the first 1,000. */
export interface DirectoryResult extends DirectoryCounts {
  /** Which could not be transferred, and why: `name` is the key, `path` the file. */
  errors: { name: string; path?: string; error: Error }[]
  /** Links that lead out of the folder or nowhere, sockets and the like. */
  skips: { path: string; reason: string }[]
}

export interface OSS {
  /**
   * Sends all files of a folder, and of those in it: `a/b.txt` becomes `prefix/a/b.txt`. What the bucket has already, by size and CRC64, is passed
   * over; nothing is deleted. Links are followed to files of the folder only. What fails is in the result, and the rest is done; it
   * rejects where nothing can be: without the folder, the bucket or a valid key, and when `signal` fires.
   */
  uploadDirectory(
    directory: string,
    prefix?: string | null,
    options?: DirectoryOptions | null,
  ): Promise<DirectoryResult>
  /**
   * Fetches all objects below a prefix: `prefix/a/b.txt` becomes `a/b.txt` in the folder, which is made where it is not there. Files that are the
   * object already, by size and CRC64, are passed over; nothing is deleted. Nothing is written out of the folder, whatever keys and
   * links say: what would be fails. It rejects as `uploadDirectory` does.
   */
  downloadDirectory(
    prefix: string | null,
    directory: string,
    options?: DirectoryOptions | null,
  ): Promise<DirectoryResult>
}
