'use strict'

/** @param {unknown} value */
exports.isObject = (value) => Object.prototype.toString.call(value) === '[object Object]'
