'use strict'
// `encryption worker`

const { numberOf } = require('./options.js')
const { stopOnSignal } = require('./stop.js')

/** @param {{ store: (bucket?: string) => any, values: any, places: string[] }} asked */
async function worker({ store, values, places }) {
  if (!values.queue) throw new Error('--queue says where the jobs are: redis://HOST:PORT/DATABASE')
  if (places.length > 0) throw new Error(`a worker takes its jobs from the queue, not ${places[0]}; see --help`)
  const { work } = require('./queue.js')
  const options = { parallel: numberOf(values, 'parallel'), rate: numberOf(values, 'rate'), once: Boolean(values.once) }
  return work((bucket) => store(bucket), values.queue, options, stopOnSignal())
}

module.exports = { worker }
