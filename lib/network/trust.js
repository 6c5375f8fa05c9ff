'use strict'
// Whose certificates are trusted, by the rules of Node: `ca` in place of all others, NODE_EXTRA_CA_CERTS beside the bundled.

const { present } = require('../bytes.js')
const { warnOnce } = require('./warn.js')

/**
 * @param {Record<string, any>} given the client's options
 * @param {Record<string, any>} agent the options of its agent for HTTPS
 * @param {NodeJS.ProcessEnv} env
 */
function trustOf(given, agent, env) {
  const ca = given.ca ?? agent.ca
  const rejectUnauthorized = given.rejectUnauthorized ?? agent.rejectUnauthorized
  const unverified = rejectUnauthorized === false || (rejectUnauthorized === undefined && noneRejected(env))
  if (unverified) {
    const what = 'Certificates of the service are not checked: anybody on the way can read and change what is sent.'
    warnOnce('ALI_OSS_INSECURE', `${what} Give the certificate of its issuer as \`ca\` instead.`)
  }
  return {
    ca: ca === undefined || ca === null ? undefined : [ca].flat().map((pem) => bytesOf('ca', pem)),
    rootsFile: env.SSL_CERT_FILE || undefined,
    extraRootsFile: env.NODE_EXTRA_CA_CERTS || undefined,
    rejectUnauthorized: !unverified,
    ...identityOf(agent),
  }
}

/** Node's own switch, for all that a process does. */
function noneRejected(env) {
  return env.NODE_TLS_REJECT_UNAUTHORIZED === '0'
}

/** How the client introduces itself to servers that ask for it. */
function identityOf(agent) {
  const { cert, key, passphrase } = agent
  if (!cert || !key) return {}
  if (passphrase) throw new TypeError('httpsAgent has an encrypted key; decrypt it: crypto.createPrivateKey')
  const [certificate] = [cert].flat()
  return { cert: bytesOf('cert', certificate), key: bytesOf('key', [key].flat()[0]) }
}

function bytesOf(name, pem) {
  if (typeof pem === 'string') return Buffer.from(pem)
  // A copy: native code holds on to it while it reads other options, and their getters may take the memory away.
  if (pem instanceof Uint8Array) return Buffer.from(present(pem))
  throw new TypeError(`${name} must be PEM text or a Buffer with it`)
}

module.exports = { trustOf }
