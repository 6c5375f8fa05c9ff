'use strict'
// Whether a program has put a method of its own in the place of one of ours.

const deferred = require('./deferred.js')

/**
 * @param {any} client
 * @param {string} name
 * @param {Function} ours: a client may have it by way of the method that loads it
 */
function isReplaced(client, name, ours) {
  return client[name] !== ours && client[name] !== deferred[name]
}

module.exports = { isReplaced }
