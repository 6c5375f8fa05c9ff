'use strict'
// The native half.

const { loadAddon } = require('./load.js')

const { OSS, NativeSts } = loadAddon('ali-oss-native', () => require('../native.js'))

module.exports = { OSS, STS: NativeSts }
