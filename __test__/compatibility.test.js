'use strict'
// docs/compatibility.md is what the packages are, and has no hole; so have the types.

const assert = require('node:assert/strict')
const { readFileSync, writeFileSync } = require('node:fs')
const { join } = require('node:path')
const test = require('node:test')
const OSS = require('..')
const { findings, holes, page } = require('../scripts/compatibility.js')

const root = join(__dirname, '..')
const PAGE = join(root, 'docs/compatibility.md')
const read = (file) => readFileSync(join(root, file), 'utf8')
const found = findings()

test('the page says what is here', () => {
  const now = page(found)
  if (process.env.UPDATE_DOCS) writeFileSync(PAGE, now)
  assert.equal(readFileSync(PAGE, 'utf8'), now, 'run UPDATE_DOCS=1 node --test __test__/compatibility.test.js')
})

test('every public member of ali-oss is here and tested; what else is absent has its reason', () => {
  assert.deepEqual(holes(found), [])
})

test('every public member of ali-oss has a type', () => {
  const types = read('types.d.ts')
  const methods = found.filter(({ isPublic, of }) => isPublic && of !== 'OSS').flatMap(({ members }) => members)
  const inherited = read('src/types/cluster.d.ts') + read('src/types/image.d.ts')
  for (const { name } of methods) {
    if (inherited.includes(`'${name}'`)) continue
    assert.match(types, new RegExp(`^  (?:readonly )?${name}\\??[(:]`, 'm'), name)
  }
})

test('what the types promise of the cluster client and the image client is there', () => {
  for (const [name, file] of Object.entries({ ClusterClient: 'cluster', ImageClient: 'image' })) {
    const picked = Array.from(read(`src/types/${file}.d.ts`).matchAll(/Pick<OSS, (.*?)>/g), ([, names]) => names)
    const methods = Array.from(picked.join().matchAll(/'(\w+)'/g), ([, method]) => method)
    const missing = methods.filter((method) => typeof OSS[name]?.prototype[method] !== 'function')
    assert.deepEqual(missing, [], name)
  }
})

test('every name of @types/ali-oss is one here, and held against it', () => {
  const theirs = read('node_modules/@types/ali-oss/index.d.ts')
  const namespace = read('index.d.ts')
  const compared = read('__test__/types/ali-oss.test-d.ts')
  for (const [, name] of theirs.matchAll(/^ {4}(?:interface|type|class) (\w+)/gm)) {
    assert.match(namespace, new RegExp(`export (?:type|import) ${name}\\b`), name)
    assert.match(compared, new RegExp(`\\[OSS\\.${name}, ALI\\.${name}\\]`), name)
  }
})
