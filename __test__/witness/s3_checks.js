'use strict'
// What is asked of every client that speaks S3, and how its answers are held against what is wanted.

const { isDeepStrictEqual } = require('node:util')
const { createHash } = require('node:crypto')

const [HOST, REGION] = ['s3.oss-cn-hangzhou.aliyuncs.com', 'oss-cn-hangzhou']
const [KEY_ID, SECRET] = ['emulator', 'emulator-secret']
const KEY = "1234+-/中 文/a'(b)*!~.txt"
const PATH_STYLE = 'SecondLevelDomainForbidden'
const CHUNKED = 'aws-chunked encoding is not supported with the specified x-amz-content-sha256 value.'

let [passed, failed] = [0, 0]

/** A call's result, or the code of its refusal, is what is wanted. */
async function check(what, call, wanted) {
  let got
  try {
    got = await call()
  } catch (error) {
    got = error.Code ?? error.code ?? error
  }
  if (isDeepStrictEqual(got, wanted)) {
    passed += 1
    console.log('ok  ', what)
  } else {
    failed += 1
    console.log('FAIL', what, '\n     got   ', got, '\n     wanted', wanted)
  }
}

/** Says how it went; the exit code. */
function over() {
  console.log(`${passed} passed, ${failed} failed`)
  return failed ? 1 : 0
}

/** The ETag of what was stored at once, in upper case as the service writes it. */
const etag = (body) => `"${createHash('md5').update(body).digest('hex').toUpperCase()}"`

module.exports = { CHUNKED, HOST, KEY, KEY_ID, PATH_STYLE, REGION, SECRET, check, etag, over }
