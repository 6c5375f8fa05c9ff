'use strict'
// A client of either package, for the benchmark's server.

/** @param {string} name of the package, to require @param {number | string} port @param {object} [more] */
function storeOf(name, port, more) {
  const OSS = require(name)
  return new OSS({
    endpoint: `http://127.0.0.1:${port}`,
    region: 'oss-cn-hangzhou',
    accessKeyId: 'id',
    accessKeySecret: 'secret',
    bucket: 'bucket-name',
    cname: true, // the bucket is not part of the host
    authorizationV4: true,
    ...more,
  })
}

module.exports = { storeOf }
