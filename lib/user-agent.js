'use strict'
// How the client introduces itself: `ali-oss-native/0.2.0 Node.js 20.20.2 on Linux x64`.

const { version } = require('../package.json')

const SYSTEMS = { linux: 'Linux', darwin: 'macOS', win32: 'Windows' }

function runtime() {
  const { versions } = process
  if (versions.bun) return `Bun ${versions.bun}`
  if (versions.deno) return `Deno ${versions.deno}`
  return `Node.js ${versions.node}`
}

const userAgent = `ali-oss-native/${version} ${runtime()} on ${SYSTEMS[process.platform] || process.platform} ${process.arch}`

module.exports = { userAgent }
