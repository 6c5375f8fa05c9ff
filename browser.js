'use strict'
// What a build for browsers gets in place of the package.

// An assignment, so that bundlers see a CommonJS module, from which every name can be imported.
module.exports = refuse()

/** @returns {never} */
function refuse() {
  throw new Error(
    'ali-oss-native runs in Node.js, Bun and Deno, not in browsers: it is native code. ' +
      'Use it on the server, and give the page signed URLs (signatureUrlV4) or forms (signPostObjectPolicyV4).',
  )
}
