'use strict'

/** @param {unknown} value @returns {value is any[]} */
exports.isArray = (value) => Array.isArray(value)
