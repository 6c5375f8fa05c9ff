'use strict'
// Everything that changes what is stored, at random, by several at once, each with keys of its own.

const { contentOf } = require('./random.js')
const { bytesOf } = require('./model.js')

const ENCRYPTION = 'x-oss-server-side-encryption'
const ENCRYPTIONS = [
  {},
  {},
  { [ENCRYPTION]: 'AES256' },
  { [ENCRYPTION]: 'SM4' },
  { [ENCRYPTION]: 'KMS' },
  { [ENCRYPTION]: 'KMS', 'x-oss-server-side-data-encryption': 'SM4' },
]
/** The least that a part may have, unless it is the last. */
const PART = 100 << 10

const versionOf = ({ res }) => ({ versionId: res.headers['x-oss-version-id'] })
/** What the server will say of an object: a bucket's rule is for those who ask for nothing. */
const saidOf = (bucket, headers) => headers[ENCRYPTION] ?? (bucket === 'ruled' ? 'AES256' : undefined)

const OPERATIONS = {
  async put({ key, store, chance }) {
    const headers = chance.one(ENCRYPTIONS)
    const pieces = [key.newPiece(chance.size())]
    const value = { pieces, encryption: saidOf(key.bucket, headers) }
    await key.change(value, async () => versionOf(await store.put(key.name, contentOf(pieces[0]), { headers })))
  },

  async append({ key, store, chance }) {
    const position = key.current ? bytesOf(key.current).length : 0
    const headers = key.current ? {} : chance.one(ENCRYPTIONS)
    const piece = key.newPiece(chance.size())
    const encryption = key.current ? key.current.encryption : saidOf(key.bucket, headers)
    const value = { pieces: [...(key.current?.pieces ?? []), piece], encryption }
    await key.change(value, async () => {
      await store.append(key.name, contentOf(piece), { position, headers })
    })
  },

  async delete({ key, store }) {
    await key.change(null, async () => versionOf(await store.delete(key.name)))
  },

  async copy({ key, store, chance, keys }) {
    const sources = keys.filter((other) => other.current && other.bucket === key.bucket && other !== key)
    if (sources.length === 0) return OPERATIONS.put({ key, store, chance })
    const source = chance.one(sources)
    const headers = chance.one(ENCRYPTIONS)
    const value = { pieces: source.current.pieces, encryption: saidOf(key.bucket, headers) }
    await key.change(value, async () => versionOf(await store.copy(key.name, source.name, { headers })))
  },

  async multipart({ key, store, chance }) {
    const headers = chance.one(ENCRYPTIONS)
    const sizes = [PART, PART + chance.number(PART), 1 + chance.number(PART)]
    const value = { pieces: sizes.map((size) => key.newPiece(size)), encryption: saidOf(key.bucket, headers) }
    const { uploadId } = await store.initMultipartUpload(key.name, { headers })
    key.uploads.set(uploadId, { value, etags: [], completing: false })
    await finish({ key, store }, uploadId)
  },

  /** Old versions go, or there are more and more of them. */
  async prune({ key, store, chance }) {
    if (key.versions.size < 4) return OPERATIONS.put({ key, store, chance })
    const [oldest] = key.versions.keys()
    key.doomed.add(oldest)
    await store.delete(key.name, { versionId: oldest })
    key.doomed.delete(oldest)
    key.versions.delete(oldest)
  },
}

/** Sends the parts of an upload that are not there yet, and completes it. */
async function finish({ key, store }, uploadId) {
  const upload = key.uploads.get(uploadId)
  for (const [index, piece] of upload.value.pieces.entries()) {
    if (upload.etags[index]) continue
    const content = contentOf(piece)
    const { etag } = await store.uploadPart(key.name, uploadId, index + 1, content, 0, content.length)
    upload.etags[index] = etag
  }
  const parts = upload.etags.map((etag, index) => ({ number: index + 1, etag }))
  upload.completing = true
  await key.change(upload.value, async () => versionOf(await store.completeMultipartUpload(key.name, uploadId, parts)))
  key.uploads.delete(uploadId)
}

/** What may be done with a key. Some keys only grow. */
function operationsOn({ bucket, name }) {
  if (name.startsWith('append')) return ['append', 'append', 'append', 'delete']
  const usual = ['put', 'put', 'put', 'delete', 'copy', 'multipart']
  return bucket === 'versioned' ? [...usual, 'prune', 'prune'] : usual
}

/**
 * Changes what is stored until so many changes are acknowledged. At that moment the server is killed, while the others
 * are under way.
 *
 * @param {object} of
 * @param {import('./server.js').Server} of.server
 * @param {import('./model.js').Key[][]} of.owners the keys of each that works
 * @param {import('./random.js').Chance} of.chance
 * @param {number} of.changes
 */
async function loadAndKill({ server, owners, chance, changes }) {
  let left = changes
  let killed = false
  const owner = async (keys) => {
    while (!killed) {
      const key = chance.one(keys)
      const store = server.client(key.bucket)
      try {
        // New master keys while old ones are in use: rare, as in life.
        if (chance.number(60) === 0) await server.keys({ action: 'rotate' })
        else await OPERATIONS[chance.one(operationsOn(key))]({ key, store, chance, keys })
      } catch (/** @type {any} */ error) {
        // Only death excuses; a server that answers must have done what was asked.
        if (!killed || error.status > 0) throw error
        return
      }
      if (--left === 0) {
        killed = true
        await server.kill()
      }
    }
  }
  await Promise.all(owners.map(owner))
}

module.exports = { ENCRYPTION, finish, loadAndKill }
