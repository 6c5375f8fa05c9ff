'use strict'
// Whether what is there is what must be there.

const assert = require('node:assert/strict')
const { readdirSync } = require('node:fs')
const { join } = require('node:path')
const { ENCRYPTION, finish } = require('./load.js')
const { isSame } = require('./model.js')

/** An object, or null where there is none. */
async function read(store, name, options) {
  try {
    const { content, res } = await store.get(name, options)
    return { bytes: content, encryption: res.headers[ENCRYPTION], etag: res.headers.etag }
  } catch (/** @type {any} */ error) {
    if (error.code === 'NoSuchKey') return null
    throw error
  }
}

/** Follows a list from page to page. Pages are small, so that there are several. */
async function pages(ask) {
  const all = []
  for (let page = await ask({}); ; page = await ask(page)) {
    all.push(page)
    if (!page.isTruncated) return all
  }
}

async function listed(store) {
  const found = await pages(({ nextContinuationToken }) =>
    store.listV2({ 'max-keys': 7, ...(nextContinuationToken && { 'continuation-token': nextContinuationToken }) }),
  )
  return new Map(found.flatMap(({ objects }) => objects).map((object) => [object.name, object]))
}

/** Versions and markers of all keys, by key and version. */
async function listedVersions(store) {
  const found = await pages(({ nextKeyMarker, nextVersionIdMarker }) =>
    store.getBucketVersions({
      'max-keys': 7,
      ...(nextKeyMarker && { keyMarker: nextKeyMarker, versionIdMarker: nextVersionIdMarker }),
    }),
  )
  /** @type {Map<string, Map<string, any>>} */
  const all = new Map()
  for (const one of found.flatMap(({ objects, deleteMarker }) => [...objects, ...deleteMarker])) {
    if (!all.has(one.name)) all.set(one.name, new Map())
    all.get(one.name)?.set(one.versionId, one)
  }
  return all
}

/** What is read is possible, and what is listed is what is read. */
async function verifyKey(key, store, list) {
  const found = await read(store, key.name)
  key.settle(found)
  const entry = list.get(key.name)
  const what = `${key.bucket}/${key.name}`
  assert.equal(entry !== undefined, found !== null, `${what} is listed if it is there`)
  if (found) assert.deepEqual([entry.size, entry.etag], [found.bytes.length, found.etag], `the list's ${what}`)
}

/** Every version that was acknowledged is there; what else is there was tried. */
async function verifyVersions(key, store, list) {
  const there = list.get(key.name) ?? new Map()
  for (const [versionId, entry] of there) {
    const known = key.versions.has(versionId)
    const possible = known ? [key.versions.get(versionId)] : key.attempts
    const found = entry.size === undefined ? null : await read(store, key.name, { versionId })
    const match = possible.find((value) => isSame(value, found))
    assert.notEqual(
      match,
      undefined,
      `${key.name} has a version ${versionId} that nobody wrote (${found?.bytes.length})`,
    )
    key.versions.set(versionId, match)
  }
  for (const versionId of key.versions.keys()) {
    if (there.has(versionId)) continue
    assert(key.doomed.has(versionId), `version ${versionId} of ${key.name} is gone`)
    key.versions.delete(versionId)
  }
  key.doomed.clear()
}

/** Uploads in parts that were begun go on, from the parts that were acknowledged. */
async function verifyUploads(key, store) {
  for (const [uploadId, upload] of key.uploads) {
    if (upload.completing) {
      // Done, or not: both are possible, and it was seen which.
      await store.abortMultipartUpload(key.name, uploadId).catch((error) => assert.equal(error.code, 'NoSuchUpload'))
      key.uploads.delete(uploadId)
    } else {
      await finish({ key, store }, uploadId)
      key.settle(await read(store, key.name))
    }
  }
}

/** The names of the files below a folder. */
const filesBelow = (folder) =>
  readdirSync(folder, { recursive: true, withFileTypes: true }).flatMap((entry) => (entry.isFile() ? [entry.name] : []))

/**
 * @param {import('./server.js').Server} server that has just been started
 * @param {import('./model.js').Key[]} keys
 */
async function verify(server, keys) {
  const unfinished = new Set(filesBelow(server.folder).filter((name) => name.endsWith('.part')))
  for (const bucket of new Set(keys.map((key) => key.bucket))) {
    const store = server.client(bucket)
    const list = await listed(store)
    const ours = keys.filter((key) => key.bucket === bucket)
    const strangers = [...list.keys()].filter((name) => !ours.some((key) => key.name === name))
    assert.deepEqual(strangers, [], `nobody wrote these to ${bucket}`)
    await Promise.all(ours.map((key) => verifyKey(key, store, list)))
    if (bucket === 'versioned') {
      const versions = await listedVersions(store)
      await Promise.all(ours.map((key) => verifyVersions(key, store, versions)))
    }
    for (const key of ours) {
      key.attempts = []
      await verifyUploads(key, store)
    }
  }
  await until(server, () => !filesBelow(server.folder).some((name) => unfinished.has(name)))
}

/** The server looks for what an earlier one left while it runs. Where something stays, this ends with the time of its test. */
async function until(server, swept) {
  while (!swept()) await server.client('plain').listV2({})
}

/** Removes everything. When the server has been started once more, no blob may stay. */
async function removeAll(server, keys) {
  for (const key of keys) {
    const store = server.client(key.bucket)
    await store.delete(key.name)
    if (!key.versioned) continue
    const versions = (await listedVersions(store)).get(key.name) ?? new Map()
    for (const versionId of versions.keys()) await store.delete(key.name, { versionId })
  }
  for (const bucket of new Set(keys.map((key) => key.bucket))) {
    const store = server.client(bucket)
    // Those whose beginning was not answered are known to nobody else.
    const { uploads } = await store.listUploads({ 'max-uploads': 1000 })
    for (const { name, uploadId } of uploads) await store.abortMultipartUpload(name, uploadId)
  }
  await server.kill()
  await server.start()
  const { objects } = await server.client('plain').listV2({})
  assert.equal(objects.length, 0, 'nothing is listed')
  const isBlob = (name) => /^[0-9a-f]{16,}/.test(name)
  await until(server, () => !filesBelow(join(server.folder, 'blobs')).some(isBlob))
}

module.exports = { filesBelow, listed, listedVersions, read, removeAll, verify }
