'use strict'
// Small objects in the local server, beside other object servers: the same requests of S3 to each, signed with V4.

const { mkdtempSync, rmSync } = require('node:fs')
const { tmpdir } = require('node:os')
const { join } = require('node:path')
const { ROUNDS, SECONDS, installed, median } = require('../measure.js')
const { KINDS, start, versionOf } = require('./peers.js')
const requests = require('./requests.js')
const { wrk } = require('./wrk.js')

const BYTES = 4096
const CONNECTIONS = 64

/** Puts objects into a server, then gets them. */
function measure(server, file) {
  const load = { port: server.port, file, connections: CONNECTIONS, seconds: Math.max(1, Math.round(SECONDS)) }
  const during = (bytes, what) => {
    requests.write(file, server.target, what)
    const before = server.used().cpu
    const given = wrk({ ...load, bytes })
    if (given.failed > 0) throw new Error(`${server.kind.name} failed ${given.failed} of ${given.requests} requests`)
    return { ...given, cpuMicros: ((server.used().cpu - before) * 1e6) / given.requests }
  }
  const put = during(BYTES, { method: 'PUT', bytes: BYTES, headers: server.kind.headers })
  return { put, get: during(0, { method: 'GET' }) }
}

/** All servers that are installed here, in turns. */
async function servers() {
  if (!installed('wrk')) throw new Error('wrk is not installed')
  const folder = mkdtempSync(join(tmpdir(), 'bench-'))
  const running = []
  try {
    for (const kind of KINDS.filter((kind) => versionOf(kind) !== undefined)) running.push(await start(kind))
    const rounds = running.map(() => /** @type {any[]} */ ([]))
    for (let round = 0; round < ROUNDS; round += 1) {
      for (const [at, server] of running.entries()) rounds[at].push(measure(server, join(folder, 'requests')))
    }
    const of = (at, call, figure) => Math.round(median(rounds[at].map((round) => round[call][figure])))
    const rows = running.map(({ kind }, at) => ({
      server: `${kind.name} ${versionOf(kind)}`.trim(),
      keeps: kind.keeps,
      forced: kind.forced ? 'yes' : 'no',
      encrypts: kind.encrypts ? 'AES256' : 'no',
      'put 4 KiB/s': of(at, 'put', 'perSecond'),
      'get 4 KiB/s': of(at, 'get', 'perSecond'),
      'put, ms at 99 %': of(at, 'put', 'p99'),
      'get, ms at 99 %': of(at, 'get', 'p99'),
      'put, CPU µs': of(at, 'put', 'cpuMicros'),
      'get, CPU µs': of(at, 'get', 'cpuMicros'),
      'peak MiB': Math.round(running[at].used().peak),
    }))
    const bars = { put: 'put 4 KiB/s', get: 'get 4 KiB/s' }
    const label = (row) =>
      `${row.server}: ${row.keeps}${row.forced === 'yes' ? ', forced' : ''}${row.encrypts === 'no' ? '' : ', encrypted'}`
    return { rows, charts: [{ name: 'servers', title: '4 KiB objects in a second, 64 connections', label, bars }] }
  } finally {
    await Promise.all(running.map((server) => server.stop()))
    rmSync(folder, { recursive: true, force: true })
  }
}

module.exports = { servers }
