'use strict'
// The class, where programs find it in ali-oss.

module.exports = require('../index.js')
