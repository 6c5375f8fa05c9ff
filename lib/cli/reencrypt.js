'use strict'
// `encryption reencrypt`

const { linesTo } = require('./lines.js')
const { numberOf, onePlace } = require('./options.js')
const { countOf, progressOf } = require('./progress.js')
const { stopOnSignal } = require('./stop.js')

/** @param {{ store: (bucket?: string) => any, values: any, places: string[] }} asked */
async function reencrypt({ store, values, places }) {
  const { bucket, prefix } = onePlace(places)
  if (!values.to) throw new Error('--to says how the objects are to be encrypted: AES256, SM4, KMS or KMS:KEY')
  const client = store(bucket)
  const options = {
    bucket,
    prefix,
    to: values.to,
    apply: values.apply,
    versions: values.versions,
    inventory: values.inventory,
    convertAppendable: values['convert-appendable'],
    parallel: numberOf(values, 'parallel'),
    rate: numberOf(values, 'rate'),
    bandwidth: numberOf(values, 'bandwidth'),
  }
  const stop = stopOnSignal()
  if (values.queue) {
    const { enqueue } = require('./queue.js')
    return enqueue(client, values.queue, options, stop)
  }
  const run = client.reencrypt({ ...options, journal: values.journal, signal: stop.signal })
  const lines = linesTo(values.json)
  const verb = values.apply ? 're-encrypted' : 'looked at'
  const progress = progressOf({ total: await countOf(client, bucket, prefix), verb })
  let count = 0
  try {
    for await (const item of run) {
      count++
      await lines.write(item)
      progress.at(count, item.name.slice(0, 60))
    }
  } catch (error) {
    if (!stop.wasStopped()) throw error
  } finally {
    progress.stop()
    stop.end()
  }
  const summary = run.summary()
  await lines.write({ summary })
  await lines.end()
  print(summary, stop.wasStopped(), places[0], values)
  if (stop.wasStopped()) return 2
  return summary.failed.objects > 0 || summary.left.objects > 0 ? 1 : 0
}

/** @param {Record<string, { objects: number, bytes: number }>} why */
const reasons = (why) =>
  Object.entries(why).map(([name, { objects, bytes }]) => `  ${name}: ${objects} (${bytes} bytes)`)

function print(
  { bucket, prefix, to, apply, objects, bytes, done, would, already, left, failed, gone, requests },
  stopped,
  place,
  values,
) {
  const lines = [
    `oss://${bucket}/${prefix} to ${to}: ${objects} objects of ${bytes} bytes looked at`,
    `already so: ${already.objects} (${already.bytes} bytes)`,
    apply
      ? `done: ${done.objects} (${done.bytes} bytes); this run made ${requests} requests`
      : `to be done: ${would.objects} (${would.bytes} bytes), by ${would.requests} requests. Nothing was changed: add --apply`,
    `left as they are: ${left.objects}`,
    ...reasons(left.why),
    `failed: ${failed.objects}`,
    ...reasons(failed.why),
    ...(gone.objects > 0 ? [`gone meanwhile: ${gone.objects}`] : []),
  ]
  if (stopped) {
    const again = ['npx ali-oss-native encryption reencrypt', place, `--to ${values.to}`]
    if (apply) again.push('--apply')
    if (values.inventory) again.push(`--inventory ${values.inventory}`)
    if (values.journal) again.push(`--journal ${values.journal}`)
    lines.push(`Stopped. To go on: ${again.join(' ')}`)
  }
  console.log(lines.join('\n'))
}

module.exports = { print, reencrypt }
