'use strict'
// What a runtime lacks, by case, with the reason. A case that passes nevertheless is a failure: its row is to go.

/** @type {Record<string, Record<string, string>>} */
const LACKS = {}

module.exports = { LACKS }
