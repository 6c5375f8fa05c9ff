'use strict'
// `refreshSTSToken` of ali-oss: its answer becomes part of the options. When it is called is decided by native code.

const { keysFrom } = require('./keys.js')

/** The names of STS, `AccessKeyId`, as the names of options. */
function inLowerCase(answer) {
  const entries = Object.entries(answer ?? {})
  return Object.fromEntries(entries.map(([name, value]) => [name.charAt(0).toLowerCase() + name.slice(1), value]))
}

/**
 * What native code calls for new keys. It does not hold the client: native code holds it, and is held by the client.
 *
 * @param {any} client
 * @param {(client: any) => void} adopted called when the keys are in the options
 */
function refresher(client, adopted) {
  const held = new WeakRef(client)
  return async () => {
    // Who waits for an answer holds the client, so it is there while anybody needs it.
    const { options } = held.deref() ?? {}
    if (!options) throw new Error('the client is gone')
    const answer = inLowerCase(await options.refreshSTSToken())
    if (answer.securityToken) answer.stsToken = answer.securityToken
    const keys = keysFrom(answer, 'refreshSTSToken', true)
    Object.assign(options, answer)
    const waiting = held.deref()
    if (waiting) {
      waiting.stsTokenFreshTime = new Date()
      adopted(waiting)
    }
    return keys
  }
}

module.exports = { refresher }
