'use strict'

/** @param {unknown} value @returns {value is Function} */
exports.isFunction = (value) => typeof value === 'function'
