'use strict'

const { isIP } = require('node:net')

/** Decimal numbers may begin with noughts, which Node does not take. */
const V4 = /^(?:\d{1,3}\.){3}\d{1,3}$/
/** @param {string} host */
const isV4 = (host) => V4.test(host) && host.split('.').every((number) => Number(number) < 256)

/** Whether a host is an address. @param {string} host @returns {boolean} */
exports.isIP = (host) => isIP(String(host).trim()) === 6 || isV4(host)
