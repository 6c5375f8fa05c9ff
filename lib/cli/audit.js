'use strict'
// `encryption audit`

const { writeFile } = require('node:fs/promises')
const { linesTo } = require('./lines.js')
const { numberOf, onePlace } = require('./options.js')
const { countOf, progressOf } = require('./progress.js')
const { stopOnSignal } = require('./stop.js')

/** @param {{ store: (bucket?: string) => any, values: any, places: string[] }} asked */
async function audit({ store, values, places }) {
  const { bucket, prefix } = onePlace(places)
  if (values.lang && !['en', 'zh'].includes(values.lang)) throw new Error(`--lang must be en or zh, not ${values.lang}`)
  const client = store(bucket)
  const stop = stopOnSignal()
  const found = client.auditEncryption({
    bucket,
    prefix,
    require: values.require ?? 'any',
    versions: values.versions,
    inventory: values.inventory,
    parallel: numberOf(values, 'parallel'),
    rate: numberOf(values, 'rate'),
    signal: stop.signal,
  })
  const lines = linesTo(values.json)
  const progress = progressOf({ total: await countOf(client, bucket, prefix), verb: 'audited' })
  let [count, bad] = [0, 0]
  try {
    for await (const item of found) {
      count++
      if (item.ok === false) bad++
      await lines.write(item)
      progress.at(count, `${bad} not as required`)
    }
  } catch (error) {
    if (!stop.wasStopped()) throw error
  } finally {
    progress.stop()
    stop.end()
  }
  const { examples, ...summary } = found.summary()
  await lines.write({ summary })
  await lines.end()
  if (values.report) await writeFile(values.report, found.report({ language: values.lang ?? 'en' }))
  print({ ...summary, examples }, stop.wasStopped())
  if (stop.wasStopped()) return 2
  if (summary.notOk.objects > 0) return 1
  return summary.unknown.objects > 0 ? 2 : 0
}

function print({ bucket, prefix, require, objects, notOk, unknown, by, examples, findings }, stopped) {
  const lines = [
    `oss://${bucket}/${prefix}: ${objects} objects${stopped ? ' so far (stopped)' : ''}, required: ${require}`,
    ...by.algorithm.map(
      ({ name, objects: count, bad }) => `  ${name}: ${count}${bad ? `, ${bad} not as required` : ''}`,
    ),
    `${notOk.objects} not as required, ${unknown.objects} not found out`,
    ...by.why.map(({ name, objects: count }) => `  ${name}: ${count}`),
    ...examples.slice(0, 10).map(({ name, why, sse }) => `  oss://${bucket}/${name} (${why}, ${sse})`),
    ...findings.map(({ rule, status }) => `${rule}: ${status}`),
  ]
  console.log(lines.join('\n'))
}

module.exports = { audit }
