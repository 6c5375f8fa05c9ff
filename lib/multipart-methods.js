'use strict'
// Uploads in parts, as methods of the class.

const { OSS: Native } = require('./native.js')
const { multipartMethods } = require('./multipart.js')
const { fileBody } = require('./request-body.js')

module.exports = multipartMethods({
  combineCrc64: (pieces) => Native.combineCrc64(pieces),
  crc64: (bytes) => Native.crc64(bytes),
  fileBody,
  mimeOf: (fileName) => Native.mimeOf(fileName),
})
