'use strict'
// What is said of a member of ali-oss elsewhere: the tests that call it, and the rows of docs/differences.md that name it.

const { readFileSync, readdirSync } = require('node:fs')
const { join, sep } = require('node:path')
const { root } = require('../run.js')

/** Where tests are read from, the strongest evidence first: both packages make the same calls in `compat`. */
const FOLDERS = [/^compat\/.*\.test\.js$/, /^compat\//, /\.test\.js$/]
/** These compare lists of names, or call at random. */
const NO_PROOF = /^(types|soak|crash|witness|lib)\/|^(surface|compatibility|soak|crash|memory)\.test\.js$/
/** So many tests are named. */
const NAMED = 3

/** How tests call what they call members of. */
const RECEIVERS = {
  client: 'client|c|store|ours|theirs',
  OSS: 'OSS|ALI|Class|Client|ours|theirs',
  STS: 'sts|client|c|ours|theirs',
  ClusterClient: 'cluster|client|c|ours|theirs',
  ImageClient: 'images?|client|c|ours|theirs',
}

const tests = readdirSync(join(root, '__test__'), { recursive: true, encoding: 'utf8' })
  .map((file) => file.split(sep).join('/'))
  .filter((file) => file.endsWith('.js') && !NO_PROOF.test(file))
  .sort()
  .map((file) => ({ file, text: readFileSync(join(root, '__test__', file), 'utf8') }))

/** Whether a test uses a member. */
function uses({ text }, { of, isProperty }, name) {
  if (of === 'files') return new RegExp(`${name}(\\.js)?['"\`]`).test(text)
  if (!['client', 'OSS'].includes(of) && !text.includes(of)) return false
  const receivers = `(?:\\b(?:${RECEIVERS[of]})|new \\w+\\([^\\n]*\\))`
  const end = of === 'OSS' || isProperty ? '\\b' : '\\('
  if (new RegExp(`${receivers}\\??\\.${name}${end}`).test(text)) return true
  // Calls by a name that comes from a list.
  return new RegExp(`['"]${name}['"]`).test(text) && new RegExp(`${receivers}\\[\\w+\\]\\(`).test(text)
}

/** The tests that use a member, the strongest first. @returns {string[]} */
function proofsOf(group, name) {
  const isProperty = group.title === 'Properties'
  const found = tests.filter((test) => uses(test, { ...group, isProperty }, name)).map(({ file }) => file)
  const best = FOLDERS.map((folder) => found.filter((file) => folder.test(file))).find((files) => files.length > 0)
  return (best ?? []).slice(0, NAMED)
}

/** The code in a line that is a member's name, maybe called, maybe of the class: `copy`, `getBucketInfo(undefined)`. */
const MEMBER = /`(?:new )?(?:(?:OSS|client|store)\.|ali-oss\/)?(_?[A-Za-z]\w*|lib\/[\w/-]*\*?)(?:\([^`]*\))?(?:\.js)?`/g
const ROW = /^\| `([a-z0-9-]+)` +\|/
const CLASSES = ['STS', 'ClusterClient', 'ImageClient']
/** What names of rows about a class begin with. */
const PREFIXES = { ClusterClient: 'cluster-', ImageClient: 'image-' }

/** What lines of docs/differences.md name, and the row's name where they are one. */
const lines = readFileSync(join(root, 'docs/differences.md'), 'utf8')
  .split('\n')
  .map((line) => ({
    row: line.match(ROW)?.[1],
    // The name of the row itself names no member.
    named: Array.from(line.replace(ROW, '').matchAll(MEMBER), ([, name]) => name),
  }))

/** Whether a path is below one that is named: `lib/`, `lib/common/bucket/*`. */
const isWithin = (path, name) => /[/*]$/.test(path) && name.startsWith(path.replace(/\*$/, ''))

/** A folder stands for the files in it that are absent. */
function isAbout({ named, row }, { of }, { name, state }) {
  if (row && PREFIXES[name] && row.startsWith(PREFIXES[name])) return true
  if (of === 'files') return named.some((path) => path === name || (state === 'absent' && isWithin(path, name)))
  if (CLASSES.includes(of)) return named.includes(of) && named.includes(name)
  return named.includes(name) && (CLASSES.includes(name) || !CLASSES.some((other) => named.includes(other)))
}

/** The rows that name a member. @returns {string[]} */
const rowsOf = (group, member) =>
  lines.filter((line) => line.row && isAbout(line, group, member)).map(({ row }) => String(row))

/** Whether docs/differences.md names a member, in a row or between them. */
const isNamed = (group, member) => lines.some((line) => isAbout(line, group, member))

/** The rows that name none of `members`: they hold for whatever they speak of. @returns {string[]} */
const otherRows = (rows) => lines.flatMap(({ row }) => (row && !rows.has(row) ? [row] : []))

module.exports = { isNamed, otherRows, proofsOf, rowsOf }
