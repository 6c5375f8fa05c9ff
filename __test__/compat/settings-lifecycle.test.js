'use strict'
// Lifecycles through ali-oss and through this package: what is sent, what comes back, what is refused.

const { emulatorForFile } = require('../emulator.js')
const { alike } = require('./cases.js')

const holder = emulatorForFile({ buckets: ['bucket-name'] })
const B = 'bucket-name'
const after = (call) => ({ prepare: (client) => call(client) })

const rule = { prefix: 'logs/', status: 'Enabled', expiration: { days: 30 } }
const lifecycle = (rules) => (c) => c.putBucketLifecycle(B, rules)
const oneRule = (fields) => lifecycle([{ ...rule, ...fields }])

const LIFECYCLE = [
  ['rules', lifecycle([{ ...rule, id: 'one' }])],
  [
    'two rules',
    lifecycle([
      { ...rule, id: 'one' },
      { ...rule, id: 'two', prefix: 'tmp/', status: 'Disabled' },
    ]),
  ],
  ['a date', oneRule({ expiration: { createdBeforeDate: '2030-01-01T00:00:00.000Z' } })],
  ['a transition', oneRule({ transition: { days: 10, storageClass: 'IA' } })],
  ['aborted uploads', oneRule({ abortMultipartUpload: { days: 3 } })],
  ['a tag', oneRule({ tag: { key: 'k', value: 'v' } })],
  [
    'tags',
    oneRule({
      tag: [
        { key: 'k', value: 'v' },
        { key: 'l', value: 'w' },
      ],
    }),
  ],
  ['old versions', oneRule({ noncurrentVersionExpiration: { noncurrentDays: 5 } })],
  [
    'old versions in another class',
    oneRule({ noncurrentVersionTransition: { noncurrentDays: 5, storageClass: 'IA' } }),
  ],
  [
    'delete markers',
    oneRule({ expiration: { expiredObjectDeleteMarker: 'true' }, noncurrentVersionExpiration: { noncurrentDays: 1 } }),
  ],
  ['no list', (c) => c.putBucketLifecycle(B, rule)],
  ['nothing', (c) => c.putBucketLifecycle(B)],
  ['a long id', oneRule({ id: 'a'.repeat(256) })],
  ['no prefix', oneRule({ prefix: undefined })],
  ['a wrong status', oneRule({ status: 'On' })],
  ['no action', oneRule({ expiration: undefined })],
  ['a wrong class', oneRule({ transition: { days: 1, storageClass: 'Standard' } })],
  ['no moment', oneRule({ expiration: {} })],
  ['zero days', oneRule({ expiration: { days: -1 } })],
  ['a list of days', oneRule({ expiration: { days: [1] } })],
  ['a wrong date', oneRule({ expiration: { createdBeforeDate: '2030-01-01' } })],
  ['a marker and days', oneRule({ expiration: { expiredObjectDeleteMarker: 'true', days: 1 } })],
  ['no age', oneRule({ noncurrentVersionExpiration: {} })],
  ['a wrong age', oneRule({ noncurrentVersionExpiration: { noncurrentDays: '0' } })],
  ['a tag and uploads', oneRule({ tag: { key: 'k', value: 'v' }, abortMultipartUpload: { days: 1 } })],
  ['a tag that is a text', oneRule({ tag: 'k' })],
  ['a tag with a wrong letter', oneRule({ tag: { key: 'k!', value: 'v' } })],
].map(([name, call]) => [`lifecycle: ${name}`, call])

alike(holder, [
  ...LIFECYCLE,
  ['get a lifecycle', (c) => c.getBucketLifecycle(B), after(oneRule({ id: 'one', tag: { key: 'k', value: 'v' } }))],
  ['get no lifecycle', (c) => c.getBucketLifecycle(B), after((c) => c.deleteBucketLifecycle(B))],
  ['delete a lifecycle', (c) => c.deleteBucketLifecycle(B)],
])
