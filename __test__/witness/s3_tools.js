'use strict'
// s3cmd and rclone, as Debian has them, call the server at the names that the service has, with the server as their proxy.

const { spawn, spawnSync } = require('node:child_process')
const { mkdtempSync, readFileSync, rmSync, writeFileSync } = require('node:fs')
const { tmpdir } = require('node:os')
const { join } = require('node:path')
const { HOST, KEY, KEY_ID, PATH_STYLE, REGION, SECRET, check, etag, over } = require('./s3_checks.js')

/** Runs a program to its end: what it wrote. The server lives in this process, which must not block. */
function output(command, args, env) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { env: { PATH: process.env.PATH, ...env }, timeout: 60_000 })
    let text = ''
    const add = (data) => (text += data)
    child.stdout.on('data', add)
    child.stderr.on('data', add)
    child.on('error', reject)
    child.on('close', (code) => resolve({ code, text }))
  })
}

const isThere = (command) => spawnSync(command, ['--version'], { stdio: 'ignore' }).status === 0

/** What a program wrote, if it ended well; else its complaint is the failure. */
async function told(ran) {
  const { code, text } = await ran
  if (code !== 0) throw new Error(`exit ${code}: ${text}`)
  return text
}

const fails = async (ran, text) => {
  const { code, text: said } = await ran
  return code !== 0 && said.includes(text) ? text : `exit ${code}: ${said}`
}

async function askS3cmd(url, folder, keyId) {
  const [title, bucket] = ['s3cmd', 's3://s3cmd-bucket']
  const { hostname, port } = new URL(url)
  const configured = (name, hostBucket, more = '') => {
    const file = join(folder, name)
    const lines = {
      access_key: KEY_ID,
      secret_key: SECRET,
      host_base: HOST,
      host_bucket: hostBucket,
      use_https: 'False',
    }
    Object.assign(lines, { bucket_location: REGION, proxy_host: hostname, proxy_port: port })
    const text = Object.entries(lines).map(([key, value]) => `${key} = ${value}\n`)
    writeFileSync(file, `[default]\n${text.join('')}${more}`)
    return (...args) => output('s3cmd', ['--config', file, '--no-progress', ...args])
  }
  for (const [way, more] of [
    ['V4', ''],
    ['V2', 'signature_v2 = True\n'],
  ]) {
    const name = `${title} ${way}`
    const s3cmd = configured(way, `%(bucket)s.${HOST}`, more)
    const [file, back] = [join(folder, 'file'), join(folder, 'back')]
    const body = '0123456789'.repeat(50)
    writeFileSync(file, body)
    const ended = async (...args) => (await told(s3cmd(...args)), 'well')
    const read = async (key, ...args) => {
      await told(s3cmd('get', '--force', ...args, `${bucket}/${key}`, back))
      return readFileSync(back, 'utf8')
    }
    await check(`${name}: create bucket`, () => ended('mb', bucket), 'well')
    // It holds the ETag, in upper case, against a sum in lower case, and says so at the service, too (s3cmd 993); not of what is
    // encrypted by a key of KMS.
    const put = (key, ...args) => ['put', `--server-side-encryption-kms-id=${keyId}`, ...args, file, `${bucket}/${key}`]
    const [plain, mismatch] = [s3cmd('put', file, `${bucket}/plain`), "MD5 Sums don't match!"]
    await check(`${name}: put without a key of KMS`, () => fails(plain, mismatch), mismatch)
    await check(`${name}: put`, () => ended(...put(KEY, '--add-header=x-amz-meta-a:b')), 'well')
    await check(`${name}: get`, () => read(KEY), body)
    await check(
      `${name}: go on with a half`,
      async () => {
        writeFileSync(back, body.slice(0, 100))
        await told(s3cmd('get', '--continue', `${bucket}/${KEY}`, back))
        return readFileSync(back, 'utf8')
      },
      body,
    )
    await check(
      `${name}: list`,
      async () =>
        (await told(s3cmd('ls', '--recursive', '--list-md5', `${bucket}/1234`))).trim().split(/\s+/).slice(2, 4),
      ['500', etag(body).slice(1, -1)],
    )
    await check(
      `${name}: head`,
      async () => /x-amz-meta-a: *(\S+)/.exec(await told(s3cmd('info', `${bucket}/${KEY}`)))?.[1],
      'b',
    )
    await check(`${name}: copy`, () => ended('cp', `${bucket}/${KEY}`, `${bucket}/copy`), 'well')
    await check(`${name}: what it became`, () => read('copy'), body)
    const large = 'x'.repeat(6 << 20)
    writeFileSync(file, large)
    await check(`${name}: in parts`, () => ended(...put('parts', '--multipart-chunk-size-mb=5')), 'well')
    await check(`${name}: what they became`, async () => (await read('parts')) === large, true)
    writeFileSync(file, 'sealed')
    await check(`${name}: encryption`, () => ended(...put('sealed')), 'well')
    await check(
      `${name}: its key`,
      async () => new RegExp(`SSE: .*`).exec(await told(s3cmd('info', `${bucket}/sealed`)))?.[0].replace(/SSE: +/, ''),
      'aws:kms',
    )
    await check(
      `${name}: an ACL`,
      async () => {
        await told(s3cmd('setacl', '--acl-public', `${bucket}/sealed`))
        return /\*anon\*: (\w+)/.exec(await told(s3cmd('info', `${bucket}/sealed`)))?.[1]
      },
      'READ',
    )
    await check(
      `${name}: by a signed URL`,
      async () => {
        const link = (await told(s3cmd('signurl', `${bucket}/sealed`, '+60'))).trim()
        return await told(output('curl', ['--silent', '--show-error', '--proxy', url, link]))
      },
      'sealed',
    )
    await check(`${name}: delete`, () => ended('del', `${bucket}/${KEY}`), 'well')
    await check(`${name}: delete many`, () => ended('del', '--recursive', '--force', bucket), 'well')
    await check(`${name}: delete bucket`, () => ended('rb', bucket), 'well')
  }
  await check(`${title}: path style`, () => fails(configured('path', HOST)('ls', bucket), PATH_STYLE), PATH_STYLE)
}

async function askRclone(url, folder, keyId) {
  const [title, bucket] = ['rclone', 'oss:rclone-bucket']
  const settings = { TYPE: 's3', ACCESS_KEY_ID: KEY_ID, SECRET_ACCESS_KEY: SECRET, ENDPOINT: `http://${HOST}` }
  const rclone = (more, ...args) => {
    const entries = Object.entries({ ...settings, ...more }).map(([key, value]) => [`RCLONE_CONFIG_OSS_${key}`, value])
    const env = { ...Object.fromEntries(entries), http_proxy: url, HOME: folder }
    return output('rclone', ['--config', '', '--retries', '1', '--low-level-retries', '1', ...args], env)
  }
  const ask = (...args) => told(rclone({ PROVIDER: 'Alibaba' }, ...args))
  const silent = async (...args) => (await ask(...args)).replaceAll(/^.* NOTICE: Config file.*\n/gm, '')
  const file = join(folder, 'file')
  const body = '0123456789'.repeat(50)
  writeFileSync(file, body)
  await check(`${title}: create bucket`, () => silent('mkdir', bucket), '')
  await check(`${title}: put`, () => silent('copyto', file, `${bucket}/${KEY}`), '')
  await check(`${title}: get`, () => silent('cat', `${bucket}/${KEY}`), body)
  await check(`${title}: get a range`, () => silent('cat', '--offset', '8', '--count', '4', `${bucket}/${KEY}`), '8901')
  await check(
    `${title}: list`,
    async () =>
      JSON.parse(await silent('lsjson', '--hash', '-R', '--files-only', bucket)).map(({ Path, Size, Hashes }) => [
        Path,
        Size,
        Hashes.md5,
      ]),
    [[KEY, 500, etag(body).slice(1, -1).toLowerCase()]],
  )
  await check(`${title}: copy`, () => silent('copyto', `${bucket}/${KEY}`, `${bucket}/copy`), '')
  const large = 'x'.repeat(6 << 20)
  writeFileSync(file, large)
  const inParts = ['--s3-upload-cutoff', '5M', '--s3-chunk-size', '5M']
  await check(`${title}: in parts`, () => silent('copyto', ...inParts, file, `${bucket}/parts`), '')
  await check(`${title}: what they became`, async () => (await silent('cat', `${bucket}/parts`)) === large, true)
  const byKey = ['--s3-server-side-encryption', 'aws:kms', '--s3-sse-kms-key-id', keyId]
  const sealed = [...byKey, file, `${bucket}/sealed`]
  await check(`${title}: encryption`, () => silent('copyto', ...sealed), '')
  await check(
    `${title}: by a signed URL`,
    async () => {
      const link = (await silent('link', '--expire', '1m', `${bucket}/copy`)).trim()
      return told(output('curl', ['--silent', '--show-error', '--proxy', url, link]))
    },
    body,
  )
  await check(`${title}: delete`, () => silent('deletefile', `${bucket}/copy`), '')
  // It asks whether versions are kept, which this dialect does not know, says so, and goes on.
  await check(`${title}: delete all`, async () => (await ask('purge', bucket), 'well'), 'well')
  const path = { PROVIDER: 'Other', FORCE_PATH_STYLE: 'true' }
  await check(`${title}: path style`, () => fails(rclone(path, 'lsf', bucket), PATH_STYLE), PATH_STYLE)
}

/**
 * Asks with what of them is there; all of it must be in CI.
 *
 * @param {string} url where the server is
 * @param {string} keyId a key of KMS there
 */
async function askTools(url, keyId) {
  const folder = mkdtempSync(join(tmpdir(), 'witness-s3-'))
  try {
    for (const [command, ask] of Object.entries({ s3cmd: askS3cmd, rclone: askRclone })) {
      if (isThere(command)) await ask(url, folder, keyId)
      else if (process.env.CI) await check(`${command} is there`, () => false, true)
      else console.log(`witness: ${command} is not here, so it is not asked`)
    }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
  return over()
}

module.exports = { askTools }
