'use strict'
// Where a client that encrypts steps into the methods of `OSS`. Others have nothing there.

/** Under this name a client has who encrypts for it. */
const SEALER = Symbol('sealer')
/** Under this name the options of the beginning of an upload carry its sizes. */
const SIZES = Symbol('sizes')

module.exports = { SEALER, SIZES }
