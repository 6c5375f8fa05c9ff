'use strict'
// What takes many steps: a folder of small files, a long list, an audit, many signed URLs. Beside ali-oss, which has no method for folders:
// there a loop keeps 64 under way.

const { mkdtempSync, rmSync, writeFileSync } = require('node:fs')
const { tmpdir } = require('node:os')
const { join } = require('node:path')
const { OURS, THEIRS, idle, measured, paired } = require('./measure.js')

const FILES = 10_000

/** @param {string} what @param {number} count of the steps @param {number} port @param {string} [folder] */
function compare(what, count, port, folder = '') {
  const side = (name) => () => measured('work.js', name, what, port, folder)
  const rounds = paired({ ours: side(OURS), theirs: side(THEIRS) })
  const perSecond = (name) => Math.round(count / rounds.of(name, 'seconds'))
  return {
    what: `${what}: ${count}`,
    'a second': perSecond('ours'),
    'ali-oss': perSecond('theirs'),
    'times ali-oss': rounds.ratio('theirs', 'ours', 'seconds').toFixed(1),
    'CPU s': rounds.of('ours', 'cpu').toFixed(2),
    'ali-oss CPU': rounds.of('theirs', 'cpu').toFixed(2),
    'MiB over idle': Math.round(rounds.of('ours', 'peak') - idle(OURS)),
    'ali-oss over': Math.round(rounds.of('theirs', 'peak') - idle(THEIRS)),
  }
}

/** 10,000 files of 4 KiB. */
function directories(port) {
  const folder = mkdtempSync(join(tmpdir(), 'ali-oss-bench-'))
  try {
    const content = Buffer.alloc(4096, 'x')
    for (let number = 0; number < FILES; number++) writeFileSync(join(folder, `file-${number}`), content)
    return { rows: [compare('upload a folder', FILES, port, folder)] }
  } finally {
    rmSync(folder, { recursive: true })
  }
}

/** 100,000 keys, 1,000 a page. */
function lists(port) {
  return { rows: ['listV2', 'objects'].map((what) => compare(what, 100_000, port)) }
}

/** The heads of 20,000 objects; ali-oss in a loop with 64 in flight, as ours. */
function audits(port) {
  return { rows: [compare('audit of encryption', 20_000, port)] }
}

/** 10,000 URLs. */
function sign(port) {
  return { rows: ['signatureUrl, V1', 'signatureUrlV4'].map((what) => compare(what, 10_000, port)) }
}

module.exports = { audits, directories, lists, sign }
