'use strict'
// Loaded before everything else under AddressSanitizer: the client's addon is the one that was built with it.

const { basename } = require('node:path')

const { dlopen } = process
const addon = process.env.ASAN_ADDON ?? ''
process.dlopen = (module, filename, ...flags) => {
  const ours = basename(filename).startsWith('ali-oss-native.')
  return dlopen.call(process, module, ours ? addon : filename, ...flags)
}
