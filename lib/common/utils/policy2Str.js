'use strict'

const { policyText } = require('../../policy.js')

/** A policy as JSON text; nothing for none. @param {string | object | null} [policy] */
exports.policy2Str = (policy) => (policy ? policyText(policy) : undefined)
