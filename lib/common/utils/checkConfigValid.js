'use strict'

const HOST = /^[a-zA-Z0-9._:/-]+$/
const CHECKS = {
  endpoint: (value) => HOST.test(typeof value === 'string' ? value : value.host || '?'),
  region: (value) => /^[a-zA-Z0-9\-_]+$/.test(value),
}

/** @param {any} value @param {string} name `endpoint` or `region`; of others, nothing is known */
exports.checkConfigValid = (value, name) => {
  if (Object.hasOwn(CHECKS, name) && !CHECKS[name](value)) {
    throw new Error(`The ${name} must be conform to the specifications`)
  }
}
