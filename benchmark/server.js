'use strict'
// A plain HTTP server that is neither package's: it answers every request at once with a canned document.
// It does as little as it can, so that the clients are what is measured.

const net = require('node:net')

const RULE =
  '<?xml version="1.0" encoding="UTF-8"?>\n<ServerSideEncryptionRule><ApplyServerSideEncryptionByDefault>' +
  '<SSEAlgorithm>KMS</SSEAlgorithm><KMSMasterKeyID>9468da86-3509-4f8d-a61e-6eab1eac0000</KMSMasterKeyID>' +
  '</ApplyServerSideEncryptionByDefault></ServerSideEncryptionRule>'
const head = (length) =>
  'HTTP/1.1 200 OK\r\nServer: AliyunOSS\r\nDate: Sat, 16 Dec 2023 16:20:57 GMT\r\nContent-Type: application/xml\r\n' +
  `Content-Length: ${length}\r\nConnection: keep-alive\r\nx-oss-request-id: 5C06A3B67B8B5A3DA422299D\r\nx-oss-server-time: 1\r\n\r\n`
const GET = Buffer.from(head(RULE.length) + RULE)
const PUT = Buffer.from(head(0))

const server = net.createServer({ noDelay: true }, (socket) => {
  let pending = ''
  socket.setEncoding('latin1')
  socket.on('error', () => {})
  socket.on('data', (text) => {
    pending += text
    for (;;) {
      const end = pending.indexOf('\r\n\r\n')
      if (end < 0) return
      const length = /content-length: (\d+)/i.exec(pending.slice(0, end))
      const total = end + 4 + (length ? Number(length[1]) : 0)
      if (pending.length < total) return
      socket.write(pending[0] === 'P' ? PUT : GET)
      pending = pending.slice(total)
    }
  })
})
server.listen(0, '127.0.0.1', () => {
  const { port } = /** @type {net.AddressInfo} */ (server.address())
  process.send?.(port)
})
process.on('disconnect', () => process.exit())
