'use strict'
// The native half.

const { loadAddon } = require('./load.js')

/**
 * The addon of this platform's package, where that is one of the common ones. Written out, so that bundlers see the names.
 * The generated loader knows all platforms, and addons that lie beside it; it is as large as a quarter of the rest.
 */
function load() {
  try {
    switch (`${process.platform}-${process.arch}`) {
      case 'linux-x64':
        // @ts-expect-error: it is installed with the package
        return require('ali-oss-native-linux-x64-gnu')
      case 'linux-arm64':
        // @ts-expect-error: it is installed with the package
        return require('ali-oss-native-linux-arm64-gnu')
      case 'darwin-arm64':
        // @ts-expect-error: it is installed with the package
        return require('ali-oss-native-darwin-arm64')
      case 'win32-x64':
        // @ts-expect-error: it is installed with the package
        return require('ali-oss-native-win32-x64-msvc')
    }
  } catch {
    // The loader says better what is wrong.
  }
  return require('../native.js')
}

const { DataKey, OSS, NativeSts, RsaKey } = loadAddon('ali-oss-native', load)

module.exports = { DataKey, OSS, RsaKey, STS: NativeSts }
