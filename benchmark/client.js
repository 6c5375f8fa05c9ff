'use strict'
// One client, one call, so many in flight: prints requests, seconds, CPU seconds and peak memory as JSON.

const [, , name, method, inFlight, seconds, port] = process.argv

async function main() {
  const OSS = require(name)
  const store = new OSS({
    endpoint: `http://127.0.0.1:${port}`,
    region: 'oss-cn-hangzhou',
    accessKeyId: 'id',
    accessKeySecret: 'secret',
    authorizationV4: true,
  })
  const rule = { SSEAlgorithm: 'KMS', KMSMasterKeyID: '9468da86-3509-4f8d-a61e-6eab1eac0000' }
  const call =
    method === 'put'
      ? () => store.putBucketEncryption('bucket-name', rule)
      : () => store.getBucketEncryption('bucket-name')

  async function run(milliseconds) {
    let requests = 0
    const end = performance.now() + milliseconds
    const loop = async () => {
      while (performance.now() < end) {
        await call()
        requests++
      }
    }
    await Promise.all(Array.from({ length: Number(inFlight) }, loop))
    return requests
  }

  await run(300) // let connections open and code warm up
  const cpu = process.cpuUsage()
  const started = performance.now()
  const requests = await run(Number(seconds) * 1000)
  const elapsed = (performance.now() - started) / 1000
  const { user, system } = process.cpuUsage(cpu)
  const peak = process.resourceUsage().maxRSS / 1024
  console.log(JSON.stringify({ requests, elapsed, cpu: (user + system) / 1e6, peak }))
  process.exit()
}

main()
