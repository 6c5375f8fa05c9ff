'use strict'
// Many small calls: how many in a second, and what each costs.

const { OURS, SECONDS, THEIRS, measured, paired } = require('./measure.js')

function compare(call, inFlight, port) {
  const side = (name) => () => measured('client.js', name, call, inFlight, SECONDS, port)
  const rounds = paired({ ours: side(OURS), theirs: side(THEIRS) })
  return {
    call,
    'in flight': inFlight,
    'req/s': Math.round(rounds.of('ours', 'perSecond')),
    'ali-oss req/s': Math.round(rounds.of('theirs', 'perSecond')),
    'times as many': rounds.ratio('ours', 'theirs', 'perSecond').toFixed(1),
    'CPU µs/req': Math.round(rounds.of('ours', 'cpuMicros')),
    'ali-oss CPU': Math.round(rounds.of('theirs', 'cpuMicros')),
    'CPU ratio': `1/${rounds.ratio('theirs', 'ours', 'cpuMicros').toFixed(1)}`,
    'peak MiB': Math.round(rounds.of('ours', 'peak')),
    'ali-oss peak': Math.round(rounds.of('theirs', 'peak')),
  }
}

/** Calls on buckets. */
function calls(port) {
  const methods = ['getBucketEncryption', 'putBucketEncryption']
  console.table([1, 16, 64].flatMap((inFlight) => methods.map((method) => compare(method, inFlight, port))))
}

/** Small objects. */
function objects(port) {
  console.table(['get 4 KiB', 'put 4 KiB'].map((call) => compare(call, 64, port)))
}

module.exports = { calls, objects }
