'use strict'
// The image service of a bucket, at a host of its own.

/** A bucket's styles, or one of them. */
const styles = (styleName) => (styleName === undefined ? { style: '' } : { style: '', styleName })

/** @param {unknown} text */
const escaped = (text) =>
  String(text).replace(/[&<>]/g, (char) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;' })[char] ?? char)

const methods = {
  /** @this {any} @param {string} name @param {any} [file] @param {Record<string, any> | null} [options] */
  async get(name, file, options) {
    return this.ossClient.get(name, file, options)
  },

  /** @this {any} @param {string} name @param {Record<string, any> | null} [options] */
  async getStream(name, options) {
    return this.ossClient.getStream(name, options)
  },

  /** @this {any} @param {string} name @param {Record<string, any> | null} [options] */
  async getExif(name, options) {
    return look(this, `${name}@exif`, options)
  },

  /** @this {any} @param {string} name @param {Record<string, any> | null} [options] */
  async getInfo(name, options) {
    return look(this, `${name}@infoexif`, options)
  },

  /**
   * @this {any}
   * @param {string} styleName
   * @param {string} style such as `image/resize,w_100`
   * @param {Record<string, any> | null} [options]
   */
  async putStyle(styleName, style, options) {
    const content = `<?xml version="1.0" encoding="UTF-8"?>\n<Style><Content>${escaped(style)}</Content></Style>`
    return ask(this, 'PUT', styles(styleName), options, { content, mime: 'xml' })
  },

  /** @this {any} @param {string} styleName @param {Record<string, any> | null} [options] */
  async getStyle(styleName, options) {
    return ask(this, 'GET', styles(styleName), options)
  },

  /** @this {any} @param {Record<string, any> | null} [options] */
  async listStyle(options) {
    const { res, data } = await ask(this, 'GET', styles(), options)
    return { res, data: [data.Style ?? []].flat() }
  },

  /** @this {any} @param {string} styleName @param {Record<string, any> | null} [options] */
  async deleteStyle(styleName, options) {
    const { res } = await ask(this, 'DELETE', styles(styleName), options, { successStatuses: [204] })
    return { res }
  },

  /** @this {any} @param {string} name @param {Record<string, any> | null} [options] */
  signatureUrl(name, options) {
    return this.ossClient.signatureUrl(name, options)
  },

  /** @this {any} @param {string} name @param {Record<string, any> | null} [options] */
  async asyncSignatureUrl(name, options) {
    return this.ossClient.asyncSignatureUrl(name, options)
  },

  /**
   * What the service says, by its type: of an image, values without what describes them; of a style, its elements.
   *
   * @this {any}
   * @param {{ data: Buffer, res: any }} result
   */
  async _parseResponse(result) {
    const [type] = String(result.res.headers['content-type']).split(';')
    const text = result.data.toString()
    if (type === 'application/json') return { ...result, data: valuesOf(JSON.parse(text)) }
    if (type === 'application/xml') return { ...result, data: await this.ossClient.parseXML(text) }
    return result
  },
}

/** Numbers where they are some, as in ali-oss. */
function valuesOf(document) {
  const entries = Object.entries(document ?? {})
  return Object.fromEntries(entries.map(([name, { value }]) => [name, parseFloat(value) || value]))
}

/** Asks about an image. */
async function look(image, name, options) {
  return answered(image, image.ossClient._objectRequestParams('GET', name, options))
}

/** Asks about the bucket's styles. */
async function ask(image, method, subres, options, more) {
  const { ossClient } = image
  const params = ossClient._bucketRequestParams(method, ossClient.options.bucket, subres, options)
  return answered(image, { ...params, ...more })
}

async function answered(image, params) {
  const result = await image.ossClient.request({ successStatuses: [200], ...params })
  const { res, data } = await image._parseResponse(result)
  return { res, data }
}

/** The class, of clients of a class. @param {any} OSS */
module.exports = function imageOf(OSS) {
  /**
   * @constructor
   * @param {any} options
   */
  function ImageClient(options) {
    if (!(this instanceof ImageClient)) return new ImageClient(options)
    if (!options.bucket) throw new Error('require bucket for image service instance')
    if (!options.imageHost) throw new Error('require imageHost for image service instance')
    this.ossClient = new OSS({ ...options, endpoint: options.imageHost })
  }

  Object.assign(ImageClient.prototype, methods)
  return ImageClient
}
