'use strict'
// wrk over requests that were signed beforehand.

const { execFileSync } = require('node:child_process')
const { join } = require('node:path')

const UNITS = { us: 0.001, ms: 1, s: 1000, m: 60_000 }

/**
 * What a server gave for some seconds: requests per second, milliseconds at the 50th and the 99th percentile, and how many
 * requests failed.
 *
 * @param {{ port: number, file: string, bytes: number, connections: number, seconds: number, threads?: number }} load
 */
function wrk({ port, file, bytes, connections, seconds, threads = 1 }) {
  const args = ['-t', threads, '-c', connections, '-d', seconds, '--timeout', 30, '--latency', '-s', join(__dirname, 'replay.lua')] // prettier-ignore
  const more = [`http://127.0.0.1:${port}/`, '--', file, bytes]
  const written = execFileSync('wrk', [...args, ...more].map(String), { encoding: 'utf8' })
  const percentile = (number) => {
    const [, value, unit] = new RegExp(`^ +${number}% +([\\d.]+)(\\w+)`, 'm').exec(written) ?? []
    return Number(value) * UNITS[unit]
  }
  const sockets = /Socket errors: connect (\d+), read (\d+), write (\d+), timeout (\d+)/.exec(written) ?? []
  const refused = /Non-2xx or 3xx responses: (\d+)/.exec(written)?.[1] ?? 0
  const requests = Number(/(\d+) requests in/.exec(written)?.[1])
  const failed = sockets.slice(1).reduce((sum, count) => sum + Number(count), Number(refused))
  const perSecond = Number(/^Requests\/sec: *([\d.]+)/m.exec(written)?.[1])
  return { requests, perSecond, p50: percentile(50), p99: percentile(99), failed }
}

module.exports = { wrk }
