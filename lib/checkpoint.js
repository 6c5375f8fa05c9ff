'use strict'
// How far an upload has come: an object that the caller can keep, as JSON too, and give back to go on from.

/** @typedef {{ number: number, etag: string }} DonePart */

/**
 * @typedef {object} Checkpoint
 * @property {any} [file] of an upload: a path, bytes, or a Blob; nothing where it came from a stream
 * @property {string} name
 * @property {number} [fileSize] of an upload
 * @property {string} [fileModified] when a file was last written, in nanoseconds since 1970
 * @property {number} [copySize] of a copy
 * @property {string} [sourceEtag] of a copy
 * @property {Record<string, string>} [encryption] of an upload that the client encrypts: its wrapped data key
 * @property {number} partSize
 * @property {string} uploadId
 * @property {DonePart[]} doneParts
 */

/** @typedef {{ etag: string, size: number, crc64: string | undefined }} StoredPart */

/** Quotes and case differ between headers and documents. @param {unknown} etag */
const bare = (etag) => String(etag).replaceAll('"', '').toUpperCase()

/**
 * Which parts the service has. Nothing if it may not be asked: listing is a right of its own, and uploads were resumed
 * without it before.
 *
 * @param {any} client
 * @param {Checkpoint} checkpoint
 * @param {object} options
 * @returns {Promise<Map<number, StoredPart> | null>}
 */
async function storedParts(client, { name, uploadId }, options) {
  const stored = new Map()
  for (let marker = 0; ;) {
    const query = { 'max-parts': 1000, 'part-number-marker': marker }
    const page = await client.listParts(name, uploadId, query, { ...options }).catch((error) => {
      if (error?.status === 403) return null
      throw error
    })
    if (page === null) return null
    // A single part is no array, as in ali-oss.
    for (const part of [page.parts ?? []].flat()) {
      const { PartNumber, ETag, Size, HashCrc64ecma } = part
      stored.set(Number(PartNumber), { etag: bare(ETag), size: Number(Size), crc64: HashCrc64ecma })
    }
    const next = Number(page.nextPartNumberMarker)
    if (String(page.isTruncated) !== 'true' || !(next > marker)) return stored
    marker = next
  }
}

/**
 * Takes out of the checkpoint the parts that the service does not have as they were.
 *
 * @param {Checkpoint} checkpoint
 * @param {Map<number, StoredPart>} stored
 */
function keepStored(checkpoint, stored) {
  const kept = checkpoint.doneParts.filter(({ number, etag }) => stored.get(number)?.etag === bare(etag))
  checkpoint.doneParts.splice(0, Infinity, ...kept)
}

/**
 * @param {string} what
 * @param {number} size
 * @param {number | undefined} before
 */
function checkUnchanged(what, size, before) {
  if (size === before) return
  throw changed(`${what} has`, `since the checkpoint: it had ${before} bytes and has ${size}`)
}

/** What is uploaded is not what it was. @param {string} what @param {string} when */
function changed(what, when) {
  const message = `${what} changed ${when}. Begin again without the checkpoint`
  return Object.assign(new Error(message), { name: 'FileChangedError', code: 'FileChanged' })
}

module.exports = { changed, checkUnchanged, keepStored, storedParts }
