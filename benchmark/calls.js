'use strict'
// Many small calls: how many in a second, and what each costs. Beside ali-oss; beside bare requests of undici, which signs
// nothing and reads answers as bytes; and beside wrk, where it is installed, which does nothing with an answer: what the server can give.

const { execFileSync } = require('node:child_process')
const { OURS, SECONDS, THEIRS, installed, measured, paired } = require('./measure.js')

/** What wrk asks for, where it can make the call. */
const TARGETS = { getBucketEncryption: '/?encryption', 'get 4 KiB': '/size-4096' }

function wrk(target, inFlight, port) {
  const threads = Math.min(2, inFlight)
  const args = [
    '-t',
    threads,
    '-c',
    inFlight,
    '-d',
    Math.max(1, Math.round(SECONDS)),
    `http://127.0.0.1:${port}${target}`,
  ]
  const written = execFileSync('wrk', args.map(String), { encoding: 'utf8' })
  return { perSecond: Number(/^Requests\/sec: *([\d.]+)/m.exec(written)?.[1]) }
}

function compare(call, inFlight, port) {
  const side = (name) => () => measured('client.js', name, call, inFlight, SECONDS, port)
  const target = TARGETS[call]
  const rounds = paired({
    ours: side(OURS),
    theirs: side(THEIRS),
    undici: side('undici'),
    wrk: target && installed('wrk') ? () => wrk(target, inFlight, port) : () => ({}),
  })
  const perSecond = (name) => Math.round(rounds.of(name, 'perSecond'))
  const cpu = (name) => Math.round(rounds.of(name, 'cpuMicros'))
  return {
    call,
    'in flight': inFlight,
    'req/s': perSecond('ours'),
    'ali-oss req/s': perSecond('theirs'),
    'undici req/s': perSecond('undici'),
    'wrk req/s': target && installed('wrk') ? perSecond('wrk') : undefined,
    'times ali-oss': rounds.ratio('ours', 'theirs', 'perSecond').toFixed(1),
    'times undici': rounds.ratio('ours', 'undici', 'perSecond').toFixed(2),
    'CPU µs/req': cpu('ours'),
    'ali-oss CPU': cpu('theirs'),
    'undici CPU': cpu('undici'),
    'CPU ratio': `1/${rounds.ratio('theirs', 'ours', 'cpuMicros').toFixed(1)}`,
    'peak MiB': Math.round(rounds.of('ours', 'peak')),
    'ali-oss peak': Math.round(rounds.of('theirs', 'peak')),
  }
}

/** @param {string} name @param {string} title */
const chart = (name, title) => ({
  name,
  title,
  label: (row) => `${row.call}, ${row['in flight']} in flight`,
  bars: { 'ali-oss-native': 'req/s', 'undici, bare': 'undici req/s', 'ali-oss': 'ali-oss req/s' },
})

/** Calls on buckets. */
function calls(port) {
  const methods = ['getBucketEncryption', 'putBucketEncryption']
  const rows = [1, 16, 64].flatMap((inFlight) => methods.map((method) => compare(method, inFlight, port)))
  return { rows, charts: [chart('calls', 'Small calls in a second')] }
}

/** Small objects. */
function objects(port) {
  const rows = ['get 4 KiB', 'put 4 KiB'].map((call) => compare(call, 64, port))
  return { rows, charts: [chart('objects', 'Small objects in a second')] }
}

module.exports = { calls, objects }
