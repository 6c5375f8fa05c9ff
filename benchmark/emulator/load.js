'use strict'
// The local server under 2,000 connections: none fails, and its memory is bounded.

const { mkdtempSync, rmSync } = require('node:fs')
const { tmpdir } = require('node:os')
const { join } = require('node:path')
const { SECONDS, installed } = require('../measure.js')
const { KINDS, start } = require('./peers.js')
const requests = require('./requests.js')
const { wrk } = require('./wrk.js')

const CONNECTIONS = [64, 500, 2000]
const BYTES = 4096

/** Puts and gets of 4 KiB, encrypted, over more and more connections. */
async function load() {
  if (!installed('wrk')) throw new Error('wrk is not installed')
  const folder = mkdtempSync(join(tmpdir(), 'bench-'))
  const file = join(folder, 'requests')
  const rows = []
  try {
    for (const kind of KINDS.filter(({ encrypts }) => encrypts)) {
      for (const connections of CONNECTIONS) {
        const server = await start(kind)
        const during = (bytes, what) => {
          requests.write(file, server.target, what)
          return wrk({ port: server.port, file, bytes, connections, seconds: Math.ceil(2 * SECONDS), threads: 2 })
        }
        const put = during(BYTES, { method: 'PUT', bytes: BYTES, headers: kind.headers })
        const get = during(0, { method: 'GET' })
        rows.push({
          keeps: kind.keeps,
          forced: kind.forced ? 'yes' : 'no',
          connections,
          'put/s': Math.round(put.perSecond),
          'get/s': Math.round(get.perSecond),
          'put, ms at 50 %': Math.round(put.p50),
          'put, ms at 99 %': Math.round(put.p99),
          'get, ms at 99 %': Math.round(get.p99),
          failed: put.failed + get.failed,
          'peak MiB': Math.round(server.used().peak),
        })
        await server.stop()
      }
    }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
  return { rows }
}

module.exports = { load }
