'use strict'
// Live channels: where video is pushed to by RTMP.

const { ask } = require('./request.js')
const { listOf, toXml } = require('./xml.js')

/** @param {any} client @param {string} method @param {string} verb @param {string} id @param {any} subres @param {any} [options] @param {any} [more] */
function about(client, method, verb, id, subres, options, more) {
  const params = client._objectRequestParams(verb, id, { ...options, subres })
  return ask(client, method, params, { successStatuses: [200], ...more })
}

/** Where it is pushed to, and played from. */
const urlsOf = ({ PublishUrls, PlayUrls }) => ({
  PublishUrls: listOf(PublishUrls?.Url),
  PlayUrls: listOf(PlayUrls?.Url),
})

module.exports = {
  /**
   * @this {any}
   * @param {string} id
   * @param {any} conf as the service writes it: `Description`, `Status`, `Target`
   * @param {any} [options]
   */
  async putChannel(id, conf, options) {
    const content = toXml({ LiveChannelConfiguration: conf ?? {} })
    const more = { content, xmlResponse: true }
    const { data, res } = await about(this, 'putChannel', 'PUT', id, 'live', options, more)
    const { PublishUrls, PlayUrls } = urlsOf(data)
    return { publishUrls: PublishUrls, playUrls: PlayUrls, res }
  },

  /**
   * @this {any}
   * @param {string} id
   * @param {any} [options]
   */
  async getChannel(id, options) {
    const { data, res } = await about(this, 'getChannel', 'GET', id, 'live', options, { xmlResponse: true })
    return { data, res }
  },

  /**
   * @this {any}
   * @param {string} id
   * @param {any} [options]
   */
  async deleteChannel(id, options) {
    const { res } = await about(this, 'deleteChannel', 'DELETE', id, 'live', options, { successStatuses: [204] })
    return { res }
  },

  /**
   * @this {any}
   * @param {string} id
   * @param {'enabled' | 'disabled'} status
   * @param {any} [options]
   */
  async putChannelStatus(id, status, options) {
    const { res } = await about(this, 'putChannelStatus', 'PUT', id, { live: null, status }, options)
    return { res }
  },

  /**
   * @this {any}
   * @param {string} id
   * @param {any} [options]
   */
  async getChannelStatus(id, options) {
    const subres = { live: null, comp: 'stat' }
    const { data, res } = await about(this, 'getChannelStatus', 'GET', id, subres, options, { xmlResponse: true })
    return { data, res }
  },

  /**
   * @this {any}
   * @param {Record<string, any> | null} [query]
   * @param {any} [options]
   */
  async listChannels(query, options) {
    const more = { query, xmlResponse: true }
    const { data, res } = await about(this, 'listChannels', 'GET', '', 'live', options, more)
    return {
      channels: listOf(data.LiveChannel).map((channel) => ({ ...channel, ...urlsOf(channel) })),
      nextMarker: data.NextMarker || null,
      isTruncated: data.IsTruncated === 'true',
      res,
    }
  },

  /**
   * @this {any}
   * @param {string} id
   * @param {any} [options]
   */
  async getChannelHistory(id, options) {
    const subres = { live: null, comp: 'history' }
    const { data, res } = await about(this, 'getChannelHistory', 'GET', id, subres, options, { xmlResponse: true })
    return { records: listOf(data.LiveRecord), res }
  },

  /**
   * @this {any}
   * @param {string} id
   * @param {string} name of the playlist
   * @param {{ startTime: number, endTime: number }} time in seconds since 1970
   * @param {any} [options]
   */
  async createVod(id, name, time, options) {
    const { res } = await about(this, 'createVod', 'POST', `${id}/${name}`, { vod: null, ...time }, options)
    return { res }
  },

  /**
   * @this {any}
   * @param {string} channelId
   * @param {{ expires?: number, params?: Record<string, any> } | null} [options]
   */
  getRtmpUrl(channelId, options) {
    const { expires = 1800, params = {} } = options ?? {}
    const until = Math.floor(Date.now() / 1000) + (expires || 1800)
    const { bucket, accessKeyId } = this.options
    const signed = Object.keys(params).sort()
    const text = `${until}\n${signed.map((name) => `${name}:${params[name]}\n`).join('')}/${bucket}/${channelId}`
    const query = { OSSAccessKeyId: accessKeyId, Expires: String(until), Signature: this.signature(text), ...params }
    const url = this._objectUrl(this._objectName(`live/${channelId}`)).replace(/^https?:/, 'rtmp:')
    return `${url}?${new URLSearchParams(query)}`
  },
}
