'use strict'
// Official Python SDKs, opendal and boto3 whose signatures are refused: the request log says why.

const OSS = require('../..')
const { changingProxy } = require('../changing-proxy.js')

const bucket = 'refused'

/**
 * @param {import('../../emulator').Emulator} emulator
 * @param {(script: string, ...args: string[]) => Promise<number>} python runs a script, and gives its exit code
 */
async function refused(emulator, python) {
  const proxy = await changingProxy(emulator.url)
  try {
    await new OSS(emulator.clientOptions({ bucket })).putBucket(bucket)
    let failed = await python('refused.py', emulator.url, proxy.url, bucket)
    failed ||= await python('refused_boto3.py', emulator.url, bucket)
    // Clients that try again are refused more than once.
    const found = new Map()
    for (const { bucket: asked, key, status, signature } of await emulator.requests()) {
      // The clients before were refused too, in buckets of their own.
      if (asked !== bucket || status !== 403) continue
      const [, cause, client] = /^(?:api\/)?([^/]+)\/([^/]+)/.exec(key ?? '') ?? []
      if (cause) found.set(`${client} ${cause}`, signature?.id ?? 'none')
    }
    for (const [what, id] of found) {
      const wanted = what.split(' ')[1].split('+').toSorted().join('+')
      const right = id.split('+').toSorted().join('+') === wanted
      console.log(right ? 'ok  ' : 'FAIL', `why it was refused: ${what}`, right ? '' : id)
      if (!right) failed = 1
    }
    // Six changes, four links and three secrets for each of four, five of opendal, seven of boto3.
    if (found.size === 4 * 13 + 5 + 7) return failed
    console.log('FAIL', `${found.size} refusals`)
    return 1
  } finally {
    await proxy.stop()
  }
}

module.exports = { refused }
