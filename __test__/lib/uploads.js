'use strict'
// What the tests of uploads in parts upload, and how they look at failures.

const assert = require('node:assert/strict')

const KIB = 1024
const PART = 100 * KIB

/** Bytes in which no two parts are alike. */
const bytes = (size) => Buffer.from(Uint8Array.from({ length: size }, (_, index) => (index * 7 + (index >> 8)) & 255))

/** What a promise rejects with. */
const caught = (promise) =>
  promise.then(
    () => assert.fail('must not succeed'),
    (error) => error,
  )

module.exports = { KIB, PART, bytes, caught }
