'use strict'

/** @param {unknown} value @returns {value is Buffer} */
exports.isBuffer = (value) => Buffer.isBuffer(value)
