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
 * @param {{ bucket: string, prefix: string, versions: boolean, inventory?: string, after?: string, signal?: AbortSignal | null }} options
 * @returns {AsyncIterable<Entry>}
 */
function entriesOf(client, { bucket, prefix, versions, inventory, after, signal }) {
  const options = { bucket, signal }
  if (inventory) {
    const { entriesOfInventory } = require('./inventory.js')
    return entriesOfInventory(client, placeOf(inventory), { bucket, prefix, versions, signal })
  }
  const query = prefix ? { prefix } : {}
  if (versions) return withoutMarkers(client.versions({ ...query, 'max-keys': 1000 }, options))
  return client.objects({ ...query, 'max-keys': 1000, ...(after && { 'start-after': after }) }, options)
}

/** A delete marker has no content. */
async function* withoutMarkers(versions) {
  for await (const version of versions) if (!version.isDeleteMarker) yield version
}

module.exports = { entriesOf }
