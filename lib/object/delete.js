'use strict'
// Many objects are deleted at once.

const { call } = require('../call.js')
const { decoder, listOf } = require('./document.js')

module.exports = {
  /**
   * @this {any}
   * @param {(string | { key: string, versionId?: string })[]} names
   * @param {Record<string, any> | null} [options]
   */
  async deleteMulti(names, options) {
    if (!names || !names.length) throw new Error('names is required')
    if (!Array.isArray(names)) throw new TypeError('names must be an array')
    const named = (key) => (typeof key === 'string' ? this._objectName(key) : key)
    const objects = names.map((name) =>
      name !== null && typeof name === 'object'
        ? { key: named(name.key), versionId: name.versionId ?? undefined }
        : { key: named(name) },
    )
    const { document, res } = await call(this, 'deleteMulti', [objects, Boolean(options?.quiet)], options)
    const decode = decoder(document)
    return { res, deleted: listOf(document?.Deleted).map((one) => ({ ...one, Key: decode(one.Key) })) }
  },
}
