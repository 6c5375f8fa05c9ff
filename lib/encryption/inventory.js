'use strict'
// The files of an inventory, as the service writes them: a manifest with its checksum, and CSV in gzip with MD5 sums (its page "Bucket
// inventory"). Each is held against its sum while it is read, and none is in memory as a whole.

const { createHash } = require('node:crypto')
const { createGunzip } = require('node:zlib')
const { rowsOf } = require('./csv.js')

/** A manifest names its files: a billion objects are a few thousand. */
const MAX_MANIFEST = 64 << 20

/** What is wrong with an inventory. @param {string} what */
const damaged = (what) =>
  Object.assign(new Error(`the inventory cannot be used: ${what}`), { code: 'InvalidInventory' })

/**
 * @typedef {{ key: string, size: number, MD5checksum: string }} InventoryFile
 * @typedef {{ sourceBucket: string, columns: string[], files: InventoryFile[] }} Manifest
 */

/**
 * Reads a manifest. Its checksum is written last: without one, the inventory is not complete.
 *
 * @param {any} client
 * @param {{ bucket: string, key: string }} place
 * @param {AbortSignal | null} [signal]
 * @returns {Promise<Manifest>}
 */
async function readManifest(client, { bucket, key }, signal) {
  if (!key.endsWith('manifest.json')) throw damaged(`oss://${bucket}/${key} is no manifest.json`)
  const options = { bucket, signal, memoryLimit: MAX_MANIFEST }
  const [{ content }, sum] = await Promise.all([
    client.get(key, options),
    client.get(key.replace(/json$/, 'checksum'), options).catch((error) => {
      if (error?.code === 'NoSuchKey') throw damaged(`it has no manifest.checksum, and so is not complete`)
      throw error
    }),
  ])
  const md5 = createHash('md5').update(content).digest('hex')
  if (sum.content.toString().trim().toLowerCase() !== md5) throw damaged('manifest.json does not fit its checksum')
  let manifest
  try {
    manifest = JSON.parse(content.toString())
  } catch {
    throw damaged('manifest.json is no JSON')
  }
  const { fileFormat, fileSchema, files, sourceBucket } = manifest
  if (String(fileFormat).toUpperCase() !== 'CSV') throw damaged(`its files are ${fileFormat}, and only CSV is read`)
  const columns = String(fileSchema ?? '')
    .split(',')
    .map((name) => name.trim().toLowerCase())
  if (!columns.includes('key') || !Array.isArray(files)) throw damaged('manifest.json names no keys or no files')
  return { sourceBucket, columns, files }
}

/** The text of a file, held against the manifest. */
async function* textOf(client, bucket, { key, size, MD5checksum }, signal) {
  const { stream } = await client.getStream(key, { bucket, signal })
  const hash = createHash('md5')
  let read = 0
  const packed = async function* () {
    for await (const chunk of stream) {
      hash.update(chunk)
      read += chunk.length
      yield chunk
    }
  }
  const decoder = new TextDecoder()
  const isPacked = key.endsWith('.gz')
  const chunks = isPacked ? unpacked(packed()) : packed()
  for await (const chunk of chunks) yield decoder.decode(chunk, { stream: true })
  yield decoder.decode()
  if (size !== undefined && read !== Number(size))
    throw damaged(`${key} has ${read} bytes, and the manifest says ${size}`)
  const md5 = hash.digest('hex')
  if (MD5checksum && String(MD5checksum).toLowerCase() !== md5) {
    throw damaged(`${key} does not fit its MD5: it has ${md5}, and the manifest says ${MD5checksum}`)
  }
}

/** @param {AsyncIterable<Buffer>} packed */
async function* unpacked(packed) {
  const { Readable, pipeline } = require('node:stream')
  const gunzip = createGunzip()
  /** @type {unknown} */
  let failure
  pipeline(Readable.from(packed), gunzip, (error) => {
    failure = error
  })
  try {
    yield* gunzip
  } catch (error) {
    throw failure ?? error
  }
}

/** @param {string | undefined} text */
const flag = (text) => (text === undefined || text === '' ? undefined : text.toLowerCase() === 'true')

/**
 * The objects that an inventory has.
 *
 * @param {any} client
 * @param {{ bucket: string, key: string }} place of its manifest
 * @param {{ bucket: string, prefix: string, versions: boolean, signal?: AbortSignal | null, files?: InventoryFile[] }} options
 * @returns {AsyncGenerator<import('./source.js').Entry>}
 */
async function* entriesOfInventory(client, place, { bucket, prefix, versions, signal, files }) {
  const manifest = await readManifest(client, place, signal)
  if (manifest.sourceBucket !== bucket) {
    throw damaged(`it is of the bucket ${manifest.sourceBucket}, and ${bucket} was asked for`)
  }
  const { columns } = manifest
  const at = (name) => columns.indexOf(name)
  const [KEY, VERSION, LATEST, MARKER] = ['key', 'versionid', 'islatest', 'isdeletemarker'].map(at)
  const [SIZE, CLASS, MODIFIED, ETAG] = ['size', 'storageclass', 'lastmodifieddate', 'etag'].map(at)
  const [TYPE, ENCRYPTED, MULTIPART] = ['objecttype', 'encryptionstatus', 'ismultipartuploaded'].map(at)
  if (versions && VERSION < 0) throw damaged('it tells no versions: its rule must include all of them')
  for (const file of files ?? manifest.files) {
    for await (const rows of rowsOf(textOf(client, place.bucket, file, signal))) {
      for (const row of rows) {
        if (row.length !== columns.length) {
          throw damaged(`a row of ${file.key} has ${row.length} fields, and the manifest names ${columns.length}`)
        }
        // A marker has no content; of the other versions a copy would make new ones.
        if (flag(row[MARKER]) || (!versions && flag(row[LATEST]) === false)) continue
        const name = decoded(row[KEY])
        if (!name.startsWith(prefix)) continue
        yield {
          name,
          ...(versions && row[VERSION] && { versionId: row[VERSION] }),
          size: Number(row[SIZE] ?? 0) || 0,
          storageClass: row[CLASS],
          lastModified: row[MODIFIED],
          etag: row[ETAG],
          type: row[TYPE] ?? (flag(row[MULTIPART]) ? 'Multipart' : undefined),
          isEncrypted: flag(row[ENCRYPTED]),
        }
      }
    }
  }
}

/** @param {string} key */
function decoded(key) {
  if (!key.includes('%')) return key
  try {
    // As the service decodes what it encodes: a plus stands for itself in keys that are encoded by percent signs.
    return decodeURIComponent(key)
  } catch {
    throw damaged(`the key ${key} is not URL-encoded`)
  }
}

module.exports = { entriesOfInventory, readManifest }
