'use strict'

const { restoreInfo } = require('../../object/restore-info.js')

exports.parseRestoreInfo = restoreInfo
