'use strict'
// Objects that are there before a test begins: the files of a folder, or a list.

const { readdir, readFile } = require('node:fs/promises')
const { join, sep } = require('node:path')

/** So many objects are stored at a time. */
const AT_A_TIME = 8

/**
 * @typedef {{ bucket?: string, key: string, body?: string | Uint8Array, file?: string, headers?: Record<string, string> }} Seed
 *
 * @typedef {{ request: (...words: any[]) => Promise<any>, contentTypeOf: (key: string) => string | null }} Server
 *
 * @param {Server} native
 * @param {string | Seed[] | Record<string, string | Uint8Array>} what
 * @param {{ bucket?: string, prefix?: string, headers?: Record<string, string> }} options
 * @returns {Promise<string[]>} the keys
 */
async function seed(native, what, { bucket, prefix = '', headers }) {
  const seeds = await seedsOf(what)
  const objects = seeds.map((one) => ({ ...one, bucket: one.bucket ?? bucket, key: prefix + one.key }))
  const homeless = objects.find((object) => !object.bucket)
  if (homeless) throw new TypeError(`${homeless.key} is of no bucket; name one: seed(…, { bucket })`)
  for (const name of new Set(objects.map((object) => object.bucket))) await makeBucket(native, name)
  const waiting = objects.values()
  const work = async () => {
    for (const object of waiting) await store(native, object, headers)
  }
  await Promise.all(Array.from({ length: AT_A_TIME }, work))
  return objects.map((object) => object.key)
}

/** @returns {Promise<Seed[]>} */
async function seedsOf(what) {
  if (typeof what === 'string') return filesOf(what)
  if (Array.isArray(what)) return what
  if (what === null || typeof what !== 'object')
    throw new TypeError('seed takes a folder, a list, or an object of bodies by key')
  return Object.entries(what).map(([key, body]) => ({ key, body }))
}

/** The files below a folder; their keys are their paths in it. */
async function filesOf(folder) {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true })
  const files = entries.filter((entry) => entry.isFile())
  return files.map((entry) => {
    // `path` in Node 20 before 20.12
    const file = join(entry.parentPath ?? /** @type {any} */ (entry).path, entry.name)
    return { key: file.slice(join(folder, sep).length).split(sep).join('/'), file }
  })
}

async function makeBucket(native, name) {
  const there = await native.request('HEAD', `/${name}`, {}, Buffer.alloc(0))
  if (there.status === 404) succeeded(await native.request('PUT', `/${name}/`, {}, Buffer.alloc(0)), name)
}

/** @param {Server} native @param {Seed} seed @param {Record<string, string>} [common] headers of all */
async function store(native, { bucket, key, body = '', file, headers }, common) {
  const bytes = file === undefined ? Buffer.from(body) : await readFile(file)
  const path = key.split('/').map(encodeURIComponent).join('/')
  const all = { ...common, ...headers }
  const type = native.contentTypeOf(key)
  if (type && !Object.keys(all).some((name) => name.toLowerCase() === 'content-type')) all['content-type'] = type
  succeeded(await native.request('PUT', `/${bucket}/${path}`, all, bytes), `${bucket}/${key}`)
}

function succeeded({ status, body }, name) {
  if (status < 300) return
  const [, code = status] = /<Code>(.*?)<\/Code>/.exec(body) ?? []
  const [, message = ''] = /<Message>(.*?)<\/Message>/s.exec(body) ?? []
  throw Object.assign(new Error(`${name} cannot be seeded: ${code} ${message}`.trim()), { code, status })
}

module.exports = { seed }
