'use strict'
// How far a command is: a bar on a terminal, and lines where there is none.

/** A line for so many objects. */
const EACH = 10_000

/** @param {{ total?: number, verb: string }} of */
function progressOf({ total, verb }) {
  if (!process.stderr.isTTY) {
    let next = EACH
    return {
      at: (count, words) => {
        if (count < next) return
        next = count + EACH
        process.stderr.write(`${verb} ${count}${total ? ` of ${total}` : ''} objects, ${words}\n`)
      },
      stop: () => {},
    }
  }
  const { SingleBar, Presets } = require('cli-progress')
  const format = total
    ? `${verb} {bar} {percentage}% | {value} of {total} objects | {words} | {eta_formatted} left`
    : `${verb} {value} objects | {words} | {duration_formatted}`
  const bar = new SingleBar(
    { format, stream: process.stderr, hideCursor: true, etaBuffer: 1000 },
    Presets.shades_classic,
  )
  bar.start(total ?? 0, 0, { words: '' })
  return {
    at: (count, words) => bar.update(count, { words }),
    stop: () => bar.stop(),
  }
}

/** How many objects there are, where the service tells that at once. @param {any} store @param {string} bucket @param {string} prefix */
async function countOf(store, bucket, prefix) {
  if (prefix) return undefined
  const answer = await store.getBucketStat(bucket).catch(() => undefined)
  return Number(answer?.stat?.ObjectCount) || undefined
}

module.exports = { countOf, progressOf }
