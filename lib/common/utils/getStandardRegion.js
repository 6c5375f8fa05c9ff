'use strict'

/** A region as V4 signs it: without `oss-`. @param {string} region */
exports.getStandardRegion = (region) => region.replace(/^oss-/, '')
