'use strict'
// Leads connections to the service's hosts to the server of `oss-emulator run`: most clients for Node know no proxy. The host stays in
// the request, and for TLS in the handshake.

const net = require('node:net')

const SERVER = { host: 'HOST', port: 'PORT' } // written when the server has an address
const isOfTheService = (host) => typeof host === 'string' && /\.aliyuncs\.com\.?$/i.test(host)
const { connect } = net.Socket.prototype

net.Socket.prototype.connect = function (...given) {
  // Options, options and a callback in an array of Node's own, or port and host.
  const holder = Array.isArray(given[0]) ? given[0] : given
  const [first] = holder
  if (first !== null && typeof first === 'object' && isOfTheService(first.host)) {
    holder[0] = { ...first, ...SERVER }
  } else if (isOfTheService(holder[1])) {
    holder.splice(0, 2, SERVER.port, SERVER.host)
  }
  return connect.apply(this, given)
}
