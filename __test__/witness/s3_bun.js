'use strict'
// Bun's own S3 client calls the server at the names that the service has, with the server as its proxy.
//
//   HTTP_PROXY=URL bun s3_bun.js BUCKET     the bucket is there

const { S3Client } = require('bun')
const { HOST, KEY, KEY_ID, PATH_STYLE, REGION, SECRET, check, etag, over } = require('./s3_checks.js')

const [bucket] = process.argv.slice(2)
const settings = { accessKeyId: KEY_ID, secretAccessKey: SECRET, region: REGION, bucket }

async function main() {
  const title = 'Bun'
  const store = new S3Client({ ...settings, endpoint: `http://${bucket}.${HOST}`, virtualHostedStyle: true })
  const body = '0123456789'.repeat(50)
  await check(`${title}: put`, () => store.write(KEY, body, { type: 'text/plain' }), body.length)
  await check(`${title}: get`, () => store.file(KEY).text(), body)
  await check(`${title}: get a range`, () => store.file(KEY).slice(8, 12).text(), '8901')
  await check(
    `${title}: head`,
    async () => {
      const { size, type, etag } = await store.stat(KEY)
      return [size, type.split(';')[0], etag]
    },
    [500, 'text/plain', etag(body)],
  )
  await check(`${title}: no such key`, () => store.file('missing').text(), 'NoSuchKey')
  await check(`${title}: whether it is there`, async () => [await store.exists(KEY), await store.exists('x')], [
    true,
    false,
  ])
  await check(
    `${title}: list`,
    async () => (await store.list({ prefix: '1234+' })).contents.map(({ key, size }) => [key, size]),
    [[KEY, 500]],
  )
  const large = 'x'.repeat(6 << 20)
  await check(
    `${title}: in parts`,
    async () => {
      const writer = store.file('parts').writer({ partSize: 5 << 20, queueSize: 2 })
      writer.write(large)
      await writer.end()
      return (await store.file('parts').text()) === large
    },
    true,
  )
  await check(
    `${title}: a class`,
    async () => {
      await store.write('ia', 'ia', { storageClass: 'STANDARD_IA' })
      return (await store.list({ prefix: 'ia' })).contents[0].storageClass
    },
    'STANDARD_IA',
  )
  const put = store.presign('link', { method: 'PUT', expiresIn: 60 })
  await check(
    `${title}: put by a signed URL`,
    async () => (await fetch(put, { method: 'PUT', body: 'link' })).status,
    200,
  )
  await check(`${title}: get by one`, async () => (await fetch(store.presign('link'))).text(), 'link')
  const path = new S3Client({ ...settings, endpoint: `http://${HOST}` })
  await check(`${title}: path style`, () => path.file(KEY).text(), PATH_STYLE)
  for (const { key } of (await store.list()).contents) {
    await check(`${title}: delete ${key}`, () => store.delete(key), true)
  }
  await check(`${title}: nothing is left`, async () => (await store.list()).contents ?? [], [])
  return over()
}

main().then((code) => {
  process.exitCode = code
})
