'use strict'
// The native half.

const { loadAddon } = require('./load.js')

/** @type {{ OSS: any }} */
module.exports = loadAddon('ali-oss-native', () => require('../native.js'))
