'use strict'
// Audits as the report gets them: of all kinds of buckets, and of names that nobody would wish for.

const GIB = 2 ** 30

/** @param {string} name @param {number} objects @param {number} bad @param {number} [unknown] */
const entry = (name, objects, bad, unknown = 0) => ({ name, objects, bytes: objects * 300_000, ok: objects - bad - unknown, bad }) // prettier-ignore

/** Some are not as required, some could not be looked at. */
const usual = {
  bucket: 'orders-archive',
  prefix: 'logs/',
  versions: false,
  source: 'list',
  require: 'KMS:9468da86-3509-4f8d-a61e-6eab1eac5fb2',
  begun: '2026-03-14T08:15:30.000Z',
  ended: '2026-03-14T09:02:11.000Z',
  rule: { SSEAlgorithm: 'AES256' },
  objects: 1_284_310,
  bytes: 418 * GIB,
  ok: { objects: 1_201_877, bytes: 391 * GIB },
  notOk: { objects: 82_310, bytes: 26.5 * GIB },
  unknown: { objects: 123, bytes: 0.5 * GIB },
  by: {
    algorithm: [
      entry('KMS', 1_206_002, 4125),
      entry('AES256', 61_940, 61_940),
      entry('none', 16_104, 16_104),
      entry('client', 141, 141),
      entry('unknown', 123, 0, 123),
    ],
    key: [
      entry('9468da86-3509-4f8d-a61e-6eab1eac5fb2', 1_201_877, 0),
      entry('0a1f64c2-77d0-4b90-9d52-2a54bb6a7c11', 4012, 4012),
      entry('', 113, 113),
    ],
    prefix: [
      entry('logs/2026/', 512_310, 0),
      entry('logs/2025/', 488_000, 1204),
      entry('logs/2024/', 203_000, 22_106, 23),
      entry('logs/2023/', 81_000, 59_000, 100),
    ],
    storageClass: [
      entry('Standard', 902_310, 4210),
      entry('IA', 301_000, 21_000),
      entry('Archive', 81_000, 57_100, 123),
    ],
    month: [
      entry('2024-11', 12_000, 12_000),
      entry('2025-01', 52_000, 31_000),
      entry('2025-02', 98_000, 22_000),
      entry('2025-03', 160_000, 9000),
      entry('2025-05', 182_000, 8310, 123),
      entry('2025-09', 301_000, 0),
      entry('2026-01', 224_000, 0),
      entry('2026-03', 255_310, 0),
    ],
    why: [
      { name: 'other-algorithm', objects: 61_940, bytes: 19 * GIB },
      { name: 'not-encrypted', objects: 16_104, bytes: 6 * GIB },
      { name: 'other-key', objects: 4125, bytes: GIB },
      { name: 'client-encrypted', objects: 141, bytes: 2 ** 24 },
      { name: 'forbidden', objects: 123, bytes: 0.5 * GIB },
    ],
  },
  worst: [
    entry('logs/2023/', 81_000, 59_000),
    entry('logs/2024/', 203_000, 22_106),
    entry('logs/2025/', 488_000, 1204),
  ],
  examples: [
    { name: 'logs/2023/01/02/access-0001.log.gz', size: 1_204_311, why: 'not-encrypted', sse: '' },
    { name: 'logs/2023/01/02/access-0002.log.gz', size: 88, why: 'other-algorithm', sse: 'AES256' },
    { name: 'logs/2024/11/30/export.parquet', versionId: 'CAEQNhiBgMDJgZCA0BYiIDc4MGZjZGI2OTBjOTRmNTE5NmU5NmFhZjhjYmY0NDUw', size: 5.5 * GIB, why: 'other-key', sse: 'KMS:0a1f64c2-77d0-4b90-9d52-2a54bb6a7c11' }, // prettier-ignore
  ],
}

const nothing = { objects: 0, bytes: 0 }
const lists = { algorithm: [], key: [], prefix: [], storageClass: [], month: [], why: [] }
const empty = { ...usual, prefix: '', require: 'any', rule: null, ...nothing, ok: nothing, notOk: nothing, unknown: nothing, by: lists, worst: [], examples: [] } // prettier-ignore

/** Numbers without what they are made of, and a rule that could not be read. */
const bare = { ...usual, require: 'whatever', source: 'elsewhere', rule: undefined, by: lists, worst: [], examples: [] }

const amount = { objects: 1, bytes: 5 }
const one = { ...entry('', 1, 0), bytes: 5 }
/** One object, as it must be. */
const single = {
  ...empty,
  require: 'AES256',
  rule: { SSEAlgorithm: 'AES256' },
  source: 'inventory',
  versions: true,
  ...amount,
  ok: amount,
  by: {
    ...lists,
    algorithm: [{ ...one, name: 'AES256' }],
    prefix: [one],
    storageClass: [{ ...one, name: 'Standard' }],
    month: [{ ...one, name: '2026-03' }],
  },
}

/** What would end a tag, an attribute, a style, a comment; turn the text around; or be nothing to see. */
const HOSTILE = [
  '<script>alert(1)</script>',
  '"><img onerror=alert(1) x="',
  "' onmouseover='alert(1)",
  '</style></title><b>bold</b>',
  '<!--',
  ']]>&lt;&amp;&#x27;',
  'a\u0000b\u001b[31mc\u007f\r\n\td',
  'photo\u202egnp.exe',
  'سجلات/المستخدمين/تقرير.txt',
  'קבצים/דוח',
  '\ud800 half',
  '\u200b\u2066\ufeff',
  '$(touch /tmp/x)`id`;\'"\\',
  '日志/二〇二六年/'.repeat(20),
  'W'.repeat(1023),
  `${'deep/'.repeat(200)}end`,
  ' leading and trailing ',
  '👩‍👩‍👧‍👦/🏳️‍🌈',
]

const many = (name) => Array.from({ length: 40 }, (_, index) => entry(name(index), 10 ** (index % 10), index % 3 === 0 ? 10 ** (index % 10) : 0)) // prettier-ignore

/** Billions of objects, forty of everything, and names of the worst kind. */
const hostile = {
  ...usual,
  bucket: '<b>bucket</b>',
  prefix: HOSTILE.join(''),
  require: `KMS:${HOSTILE[1]}`,
  rule: { SSEAlgorithm: 'KMS', KMSMasterKeyID: HOSTILE[0], KMSDataEncryption: HOSTILE[3] },
  begun: HOSTILE[0],
  objects: 98_765_432_109,
  bytes: 7.5 * 2 ** 60,
  ok: { objects: 98_765_432_000, bytes: 7.4 * 2 ** 60 },
  notOk: { objects: 108, bytes: 0.1 * 2 ** 60 },
  unknown: { objects: 1, bytes: 1 },
  by: {
    algorithm: [
      ...many((index) => `${HOSTILE[index % HOSTILE.length]}${index}`),
      entry('constructor', 7, 7),
      entry('__proto__', 7, 7),
    ],
    key: many((index) => `${HOSTILE[index % HOSTILE.length]}${index}`),
    prefix: many((index) => `${HOSTILE[(index + 9) % HOSTILE.length]}${index}`),
    storageClass: many((index) => `class ${index}`),
    month: [
      ...many((index) => `${2020 + Math.floor(index / 7)}-${String(1 + (index % 12)).padStart(2, '0')}`),
      entry('<i>', 3, 1),
    ],
    why: HOSTILE.map((name, index) => ({ name, objects: 10 ** index, bytes: 10 ** index })),
  },
  worst: HOSTILE.map((name) => entry(name, 1_234_567_890, 1_000_000_000)),
  examples: HOSTILE.map((name) => ({ name, versionId: name, size: 1, why: name, sse: name })),
}

module.exports = { HOSTILE, bare, empty, hostile, single, usual }
