'use strict'
// The options of the command, and the client that they describe.

const { parseArgs } = require('node:util')
const { placeIn } = require('../encryption/place.js')

const USAGE = `ali-oss-native encryption: what is stored, and how it is encrypted

  encryption audit oss://BUCKET[/PREFIX]
                       hold each object against what is required
    --require WHAT     any (the default), AES256, SM4, KMS or KMS:KEY; may be repeated: one of them
    --report FILE      write a page about it; --lang zh in Chinese
    --json FILE        write a line of JSON for each object, and the summary as the last
    --versions         old versions too

  encryption reencrypt oss://BUCKET[/PREFIX] --to WHAT
                       say what it would take to encrypt all objects so
    --apply            do it: a copy of each onto itself, which loses nothing
    --journal FILE     note how far it is; the same command goes on from there
    --bandwidth BYTES  copy no more than so many bytes in a second
    --convert-appendable
                       appendable objects too, which can then not be appended to any more
    --versions         tell of old versions, which stay as they are
    --json FILE        write a line of JSON for each object, and the summary as the last
    --queue URL        make jobs of it on Redis, for workers on any machine (needs the package bullmq)

  encryption worker --queue URL
                       do jobs of a queue until it is stopped; --once ends when there are none

Both take

  --inventory PLACE    oss://BUCKET/…/manifest.json: what there is, in place of lists
  --parallel N         so many objects at a time
  --rate N             no more than so many requests in a second
  --region NAME, --endpoint URL, --profile NAME, --internal
                       else OSS_REGION, OSS_ENDPOINT and the machine's own credentials
  --help, --version

Exit status: 0, all is as required; 1, something is not; 2, it could not be found out.`

const text = { type: 'string' }
const flag = { type: 'boolean' }
const OPTIONS = /** @type {any} */ ({
  apply: flag,
  bandwidth: text,
  'convert-appendable': flag,
  endpoint: text,
  help: flag,
  internal: flag,
  inventory: text,
  journal: text,
  json: text,
  lang: text,
  once: flag,
  parallel: text,
  profile: text,
  queue: text,
  rate: text,
  region: text,
  report: text,
  require: { type: 'string', multiple: true },
  to: text,
  version: flag,
  versions: flag,
})

/** @param {string[]} args @param {any} options @returns {{ values: any, positionals: string[] }} */
function parse(args, options) {
  try {
    return parseArgs({ args, options, allowPositionals: true })
  } catch (error) {
    // Its first sentence says what is wrong.
    throw new Error(`${/** @type {any} */ (error).message.split('. ')[0]}; see --help`, { cause: error })
  }
}

/** A number of an option. @param {any} values @param {string} name */
function numberOf(values, name) {
  if (values[name] === undefined) return undefined
  const number = Number(values[name])
  if (!(number > 0)) throw new Error(`--${name} must be a number above 0, not ${values[name]}`)
  return number
}

/** @param {any} OSS @param {any} values @param {string} [bucket] */
function clientOf(OSS, values, bucket) {
  const { region, endpoint, profile, internal } = values
  const credentials = profile ? { type: 'profile', profile } : undefined
  const hasKeys = process.env.OSS_ACCESS_KEY_ID && process.env.OSS_ACCESS_KEY_SECRET
  return new OSS({
    ...(region && { region }),
    ...(endpoint && { endpoint }),
    ...(internal && { internal }),
    ...(credentials ? { credentials } : !hasKeys && { credentials: 'default' }),
    ...(bucket && { bucket }),
    retryMax: 5,
  })
}

/** The place that a command is about. @param {string[]} places */
function onePlace(places) {
  const place = placeIn(places[0])
  if (!place || places.length > 1) throw new Error('say which objects: oss://BUCKET or oss://BUCKET/PREFIX; see --help')
  return { bucket: place.bucket, prefix: place.key }
}

module.exports = { OPTIONS, USAGE, clientOf, numberOf, onePlace, parse }
