'use strict'
// Where the objects come from that are looked at: lists of the bucket, or an inventory of it.

const { placeOf } = require('./place.js')

/**
 * An object, or a version of one.
 *
 * @typedef {object} Entry
 * @property {string} name
 * @property {string} [versionId]
 * @property {number} size
 * @property {string} [storageClass]
 * @property {string} [lastModified]
 * @property {string} [etag]
 * @property {string} [type] `Normal`, `Multipart`, `Appendable` or `Symlink`
 * @property {boolean} [isEncrypted] as far as an inventory says
 */

/**
 * @param {any} client
 * @param {{ bucket: string, prefix: string, versions: boolean, inventory?: string, files?: any[], after?: string | null, until?: string, signal?: AbortSignal | null }} options
 * @returns {AsyncIterable<Entry>}
 */
function entriesOf(client, { bucket, prefix, versions, inventory, files, after, until, signal }) {
  const options = { bucket, signal }
  if (inventory) {
    const { entriesOfInventory } = require('./inventory.js')
    return entriesOfInventory(client, placeOf(inventory), { bucket, prefix, versions, files, signal })
  }
  const query = prefix ? { prefix } : {}
  if (versions) return withoutMarkers(client.versions({ ...query, 'max-keys': 1000 }, options))
  const objects = client.objects({ ...query, 'max-keys': 1000, ...(after && { 'start-after': after }) }, options)
  return until === undefined ? objects : upTo(objects, until)
}

/** Names are in the order of their UTF-8. @param {AsyncIterable<Entry>} objects @param {string} until */
async function* upTo(objects, until) {
  const last = Buffer.from(until)
  for await (const object of objects) {
    if (Buffer.compare(Buffer.from(object.name), last) > 0) return
    yield object
  }
}

/** A delete marker has no content. */
async function* withoutMarkers(versions) {
  for await (const version of versions) if (!version.isDeleteMarker) yield version
}

module.exports = { entriesOf }
