'use strict'
// Bits flip in the files of a server that is not running. It may refuse to start, and it may refuse to read; but what
// it gives must be what was stored, and no request may end it.

const { cpSync, readFileSync, readdirSync, rmSync, writeFileSync } = require('node:fs')
const { join, relative } = require('node:path')
const { contentOf } = require('./random.js')
const { ENCRYPTION } = require('./load.js')
const { listed, listedVersions } = require('./verify.js')

/** What is stored before bits flip: by bucket, name and version. */
async function store(server) {
  /** @type {Map<string, { bytes: Buffer, encryption?: string }>} */
  const stored = new Map()
  const put = async (bucket, name, size, headers = {}) => {
    const bytes = contentOf({ key: name, generation: stored.size, size })
    const { res } = await server.client(bucket).put(name, bytes, { headers })
    const version = res.headers['x-oss-version-id'] ?? ''
    stored.set(`${bucket} ${name} ${version}`, { bytes, encryption: res.headers[ENCRYPTION] })
  }
  await put('plain', 'empty', 0)
  await put('plain', 'open', 70_000)
  await put('ruled', 'by-rule', 70_000)
  await put('plain', 'aes', 200_000, { [ENCRYPTION]: 'AES256' })
  await put('plain', 'sm4', 1000, { [ENCRYPTION]: 'SM4' })
  await put('plain', 'kms', 70_000, { [ENCRYPTION]: 'KMS' })
  await put('versioned', 'twice', 1000)
  await put('versioned', 'twice', 2000, { [ENCRYPTION]: 'KMS' })
  return stored
}

/** Reads all there is. Whatever is not an error must be right. */
async function readAll(server, stored) {
  const seen = { right: 0, errors: 0, wrong: /** @type {string[]} */ ([]) }
  const attempt = async (what, work) => {
    try {
      const wrong = await work()
      if (wrong) seen.wrong.push(`${what}: ${wrong}`)
      else seen.right++
    } catch {
      seen.errors++
    }
  }
  for (const [place, { bytes, encryption }] of stored) {
    const [bucket, name, versionId] = place.split(' ')
    const client = server.client(bucket)
    const options = versionId ? { versionId } : {}
    await attempt(`get ${place}`, async () => {
      const { content, res } = await client.get(name, options)
      if (!content.equals(bytes)) return `${content.length} other bytes`
      if (res.headers[ENCRYPTION] !== encryption) return `encryption ${res.headers[ENCRYPTION]}, not ${encryption}`
    })
    await attempt(`range of ${place}`, async () => {
      const { content } = await client.get(name, { ...options, headers: { Range: 'bytes=100-299' } })
      if (bytes.length > 300 && !content.equals(bytes.subarray(100, 300))) return 'other bytes'
    })
    await attempt(`head ${place}`, async () => {
      const { res } = await client.head(name, options)
      if (Number(res.headers['content-length']) !== bytes.length) return `length ${res.headers['content-length']}`
    })
  }
  const places = [...stored.keys()].map((place) => place.split(' '))
  for (const bucket of ['plain', 'ruled', 'versioned']) {
    const names = new Set(places.flatMap(([of, name]) => (of === bucket ? [name] : [])))
    await attempt(`list ${bucket}`, async () => {
      const found = [...(await listed(server.client(bucket))).keys()]
      if (found.length !== names.size || found.some((name) => !names.has(name))) return `lists ${found}`
    })
  }
  await attempt('versions', async () => {
    const found = (await listedVersions(server.client('versioned'))).get('twice')
    if (found?.size !== 2) return `lists ${found?.size}`
  })
  return seen
}

/** The middle of the file, its ends, and places by chance. */
function positionsIn(length, count, chance) {
  const some = Array.from({ length: count }, () => chance.number(length))
  return [...new Set([0, length - 1, length >> 1, ...some])].filter((position) => position < length)
}

/**
 * @param {object} of
 * @param {import('./server.js').Server} of.server a fresh one, running; it is not afterwards
 * @param {import('./random.js').Chance} of.chance
 * @param {(name: string, length: number) => number} of.count at how many places, besides ends and middle
 * @param {(file: string) => boolean} [of.chosen]
 * @param {(text: string) => void} [of.say]
 */
async function flipBits({ server, chance, count, chosen = () => true, say = () => {} }) {
  const { folder } = server
  const stored = await store(server)
  await server.kill()
  // Opened once in peace, so that what is flipped is not what the next start repairs anyhow.
  await server.start()
  await server.kill()
  const copy = `${folder}-copy`
  cpSync(folder, copy, { recursive: true })
  const totals = { flips: 0, refused: 0, errors: 0, right: 0 }
  /** @type {string[]} */
  const findings = []
  try {
    for (const file of filesOf(folder).filter(chosen)) {
      const original = readFileSync(join(copy, file))
      for (const position of positionsIn(original.length, count(file, original.length), chance)) {
        const bit = chance.number(8)
        rmSync(folder, { recursive: true })
        cpSync(copy, folder, { recursive: true })
        const flipped = Buffer.from(original)
        flipped[position] ^= 1 << bit
        writeFileSync(join(folder, file), flipped)
        const found = (text) => findings.push(`${file}, byte ${position}, bit ${bit}: ${text}`)
        totals.flips++
        try {
          await server.start()
        } catch (/** @type {any} */ error) {
          totals.refused++
          if (!error.refused) found(error.message)
          continue
        }
        const seen = await readAll(server, stored)
        totals.errors += seen.errors
        totals.right += seen.right
        for (const wrong of seen.wrong) found(wrong)
        if (!server.alive) found(`the server has died: ${server.said}`)
        await server.kill()
      }
      say(`${file}: ${JSON.stringify(totals)}`)
    }
  } finally {
    await server.kill()
    rmSync(copy, { recursive: true })
  }
  return { ...totals, findings }
}

/** All files below a folder, as paths from there. */
function filesOf(folder) {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(/** @type {any} */ (entry).parentPath ?? entry.path, entry.name)))
    .sort()
}

module.exports = { flipBits }
