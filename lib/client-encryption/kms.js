'use strict'
// Master keys of KMS: it makes data keys, and opens what it has wrapped (KMS API of 2016-01-20: GenerateDataKey, Encrypt, Decrypt).

const { settled, translated } = require('../call.js')
const { OSSError } = require('../error.js')
const { DataKey } = require('../native.js')
const { KMS } = require('./envelope.js')

/** How often KMS is asked where it has a fault, is too busy or was not reached. */
const ATTEMPTS = 3
const PAUSE = 200
/** Texts that are Base64 and no more: what the Python client wraps once more. */
const BASE64 = /^[A-Za-z0-9+/]+={0,2}$/

/** A region's KMS. @param {any} client */
function endpointOf(client) {
  const region = String(client.options.region ?? '').replace(/^oss-/, '')
  if (!region) throw new TypeError('a master key of KMS needs the region of the client, or `endpoint`')
  return `https://kms.${region}.aliyuncs.com`
}

/** Whether another attempt may help. @param {any} error */
const passes = ({ status, code }) => status === -1 || status >= 500 || status === 429 || /^Throttling/.test(code)

class KmsKey {
  algorithm = KMS
  #id
  #endpoint
  #context
  #python

  /**
   * @param {{ kms: string, endpoint?: string, context?: Record<string, string>, format?: string }} given
   * @param {Record<string, string>} description
   */
  constructor({ kms, endpoint, context, format = 'java' }, description) {
    if (!['java', 'python'].includes(format)) throw new TypeError(`format must be 'java' or 'python', not ${format}`)
    this.description = description
    this.#id = kms
    this.#endpoint = endpoint
    this.#context = context
    this.#python = format === 'python'
  }

  opens = (algorithm) => algorithm === KMS

  async create(client) {
    const made = await this.#ask(client, 'GenerateDataKey', { KeyId: this.#id, KeySpec: 'AES_256' })
    const drawn = DataKey.generate()
    const key = Buffer.from(String(made.Plaintext), 'base64')
    try {
      const { start } = drawn
      const wrapped = await this.#ask(client, 'Encrypt', { KeyId: this.#id, Plaintext: start.toString('base64') })
      const text = (blob) => (this.#python ? Buffer.from(blob).toString('base64') : blob)
      return {
        dataKey: translated(() => DataKey.of(key, start)),
        key: text(made.CiphertextBlob),
        start: text(wrapped.CiphertextBlob),
      }
    } finally {
      key.fill(0)
    }
  }

  async unwrap(client, { key, start, legacy }) {
    const opened = [await this.#open(client, key), await this.#open(client, start)]
    const bytes = opened.map((text) => Buffer.from(text, 'base64'))
    // The first Python client let KMS wrap a decimal number.
    const first = legacy ? counterOf(opened[1]) : bytes[1]
    try {
      return translated(() => DataKey.of(bytes[0], first))
    } finally {
      for (const each of bytes) each.fill(0)
    }
  }

  /** The Java and Go clients write what KMS gave, and the Python client writes that in Base64 once more. */
  async #open(client, text) {
    const inner = Buffer.from(text, 'base64').toString('latin1')
    const twice = BASE64.test(inner) && inner.length % 4 === 0
    const blobs = twice ? [inner, text] : [text, inner]
    try {
      return (await this.#ask(client, 'Decrypt', { CiphertextBlob: blobs[0] })).Plaintext
    } catch (/** @type {any} */ error) {
      if (!/Ciphertext|InvalidParameter/i.test(error.code)) throw error
      return await this.#ask(client, 'Decrypt', { CiphertextBlob: blobs[1] }).then(
        ({ Plaintext }) => Plaintext,
        () => {
          throw error
        },
      )
    }
  }

  /** @param {any} client @param {string} action @param {Record<string, string>} parameters */
  async #ask(client, action, parameters) {
    const context = this.#context && { EncryptionContext: JSON.stringify(this.#context) }
    const endpoint = this.#endpoint ?? endpointOf(client)
    for (let attempt = 1; ; attempt++) {
      try {
        return read(await settled(client, (native) => native.kms(endpoint, action, { ...parameters, ...context })))
      } catch (/** @type {any} */ error) {
        if (attempt === ATTEMPTS || !passes(error)) throw error
        await new Promise((resolve) => setTimeout(resolve, PAUSE * 2 ** attempt * Math.random()))
      }
    }
  }
}

/** @param {string} text */
function read(text) {
  try {
    return JSON.parse(text)
  } catch {
    throw new OSSError('KMS answered what is no JSON', { name: 'MalformedResponseError', code: 'MalformedResponse' })
  }
}

/** A counter of 16 bytes, of a decimal number. @param {string} text */
function counterOf(text) {
  if (!/^\d{1,38}$/.test(text)) return Buffer.alloc(0)
  return Buffer.from(BigInt(text).toString(16).padStart(32, '0'), 'hex')
}

module.exports = { KmsKey }
