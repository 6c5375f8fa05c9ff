'use strict'
// @aws-sdk/client-s3 calls the server at the names that the service has. Node's agents know no proxy of their own, so one is given that
// connects to the server for every name.
//
//   node s3_sdk.js FOLDER URL     the packages lie in the folder

const { Agent } = require('node:http')
const { createRequire } = require('node:module')
const net = require('node:net')
const { join } = require('node:path')
const { Readable } = require('node:stream')
const { CHUNKED, HOST, KEY, KEY_ID, PATH_STYLE, REGION, SECRET, check, etag, over } = require('./s3_checks.js')

const [folder, url] = process.argv.slice(2)
const installed = createRequire(join(folder, 'package.json'))
const S3 = installed('@aws-sdk/client-s3')
const { Upload } = installed('@aws-sdk/lib-storage')
const { getSignedUrl } = installed('@aws-sdk/s3-request-presigner')

const { hostname, port } = new URL(url)
const agent = new Agent({ keepAlive: true })
agent.createConnection = () => net.connect(Number(port), hostname)

/** What the service needs of this client: no checksums that nobody asked for. */
const REQUIRED = { requestChecksumCalculation: 'WHEN_REQUIRED', responseChecksumValidation: 'WHEN_REQUIRED' }

const client = (settings) =>
  new S3.S3Client({
    endpoint: `http://${HOST}`,
    region: REGION,
    credentials: { accessKeyId: KEY_ID, secretAccessKey: SECRET },
    maxAttempts: 1,
    requestHandler: { httpAgent: agent },
    ...settings,
  })

/** Asks a signed URL. */
function fetchThere(link, method, body) {
  return new Promise((resolve, reject) => {
    const request = require('node:http').request(link, { method, agent }, async (response) => {
      resolve([response.statusCode, Buffer.concat(await response.toArray()).toString()])
    })
    request.on('error', reject).end(body)
  })
}

async function main() {
  const [title, Bucket] = ['@aws-sdk/client-s3', 'sdk-bucket']
  const store = client(REQUIRED)
  const send = (name, input) => store.send(new S3[`${name}Command`]({ Bucket, ...input }))
  const status = async (name, input) => (await send(name, input)).$metadata.httpStatusCode
  const text = async (input) => (await send('GetObject', input)).Body.transformToString()
  const body = '0123456789'.repeat(50)

  await check(`${title}: create bucket`, () => status('CreateBucket'), 200)
  await check(`${title}: head bucket`, () => status('HeadBucket'), 200)
  await check(
    `${title}: put`,
    async () => (await send('PutObject', { Key: KEY, Body: body, Metadata: { a: 'b' } })).ETag,
    etag(body),
  )
  await check(`${title}: get`, () => text({ Key: KEY }), body)
  await check(`${title}: get a range`, () => text({ Key: KEY, Range: 'bytes=8-11' }), '8901')
  await check(
    `${title}: head`,
    async () => {
      const { ContentLength, Metadata, StorageClass } = await send('HeadObject', { Key: KEY })
      return [ContentLength, Metadata, StorageClass]
    },
    [500, { a: 'b' }, 'STANDARD'],
  )
  await check(`${title}: no such key`, () => text({ Key: 'missing' }), 'NoSuchKey')
  await check(
    `${title}: list`,
    async () => (await send('ListObjectsV2', { Prefix: '1234+' })).Contents.map(({ Key, Size }) => [Key, Size]),
    [[KEY, 500]],
  )
  const CopySource = encodeURI(`${Bucket}/${KEY}`).replaceAll('+', '%2B')
  await check(
    `${title}: copy`,
    async () => (await send('CopyObject', { Key: 'copy', CopySource })).CopyObjectResult.ETag,
    etag(body),
  )
  const large = Buffer.alloc(6 << 20, 'x')
  await check(
    `${title}: in parts`,
    async () => {
      const params = { Bucket, Key: 'parts', Body: large }
      await new Upload({ client: store, params, partSize: 5 << 20 }).done()
      return (await text({ Key: 'parts' })).length
    },
    large.length,
  )
  await check(
    `${title}: encryption`,
    async () => {
      const stored = await send('PutObject', { Key: 'sealed', Body: 's', ServerSideEncryption: 'aws:kms' })
      const { ServerSideEncryption, SSEKMSKeyId } = await send('HeadObject', { Key: 'sealed' })
      return [ServerSideEncryption, SSEKMSKeyId === stored.SSEKMSKeyId && SSEKMSKeyId.length > 0]
    },
    ['aws:kms', true],
  )
  const link = (name, input) => getSignedUrl(store, new S3[`${name}Command`]({ Bucket, ...input }), { expiresIn: 60 })
  const put = await link('PutObject', { Key: 'link', Metadata: { a: 'b' } })
  await check(`${title}: put by a signed URL`, () => fetchThere(put, 'PUT', 'link'), [200, ''])
  const get = await link('GetObject', { Key: 'link' })
  await check(`${title}: get by one`, () => fetchThere(get, 'GET'), [200, 'link'])

  const path = client({ ...REQUIRED, forcePathStyle: true })
  await check(`${title}: path style`, () => path.send(new S3.ListObjectsV2Command({ Bucket })), PATH_STYLE)
  const asItComes = client()
  const store2 = (Key, Body, more) => asItComes.send(new S3.PutObjectCommand({ Bucket, Key, Body, ...more }))
  const stream = () => Readable.from([Buffer.from(body)])
  await check(
    `${title}: a stream with a checksum, as it sends one by itself`,
    () => store2('stream', stream(), { ContentLength: body.length }).catch((error) => error.message),
    CHUNKED,
  )
  await check(
    `${title}: bytes with a checksum`,
    async () => (await store2('bytes', body)).$metadata.httpStatusCode,
    200,
  )
  await check(
    `${title}: a stream without`,
    () => status('PutObject', { Key: 'stream', Body: stream(), ContentLength: body.length }),
    200,
  )
  // It sends no Content-MD5, which the service demands of this operation.
  const Delete = { Objects: [{ Key: KEY }] }
  await check(`${title}: delete many`, () => status('DeleteObjects', { Delete }), 'MissingArgument')
  for (const { Key } of (await send('ListObjectsV2')).Contents) {
    await check(`${title}: delete ${Key}`, () => status('DeleteObject', { Key }), 204)
  }
  await check(`${title}: delete bucket`, () => status('DeleteBucket'), 204)
  agent.destroy()
  return over()
}

main().then((code) => {
  process.exitCode = code
})
