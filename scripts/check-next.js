'use strict'
// A Next.js application that uses the installed package, as the README says, is built and asked. Next.js is 340 MB: too
// heavy for a development dependency.

const { spawn } = require('node:child_process')
const { mkdirSync, writeFileSync } = require('node:fs')
const { join } = require('node:path')

const VERSIONS = ['next@16', 'react@19', 'react-dom@19']
const FILES = {
  'package.json': '{ "private": true }',
  'next.config.mjs':
    'export default { serverExternalPackages: ["ali-oss"], turbopack: { root: import.meta.dirname + "/.." } }',
  'app/layout.js': 'export default ({ children }) => <html><body>{children}</body></html>',
  'app/page.js': 'export default () => <p>ready</p>',
  'app/stored/route.js': `
import OSS from 'ali-oss'
export const dynamic = 'force-dynamic'
export async function GET() {
  const { OSS_ENDPOINT: endpoint } = process.env
  const store = new OSS({ endpoint, accessKeyId: 'emulator', accessKeySecret: 'emulator-secret', bucket: 'bucket-name' })
  await store.put('next', Buffer.from('content'))
  return new Response((await store.get('next')).content)
}
`,
}

/** What a server of Next.js answers, and what it says meanwhile. */
async function answerOf(next, cwd, env) {
  const server = spawn(process.execPath, [next, 'start', '--port', '0', '--hostname', '127.0.0.1'], { cwd, env })
  let said = ''
  for (const stream of [server.stdout, server.stderr]) stream.on('data', (data) => (said += data))
  try {
    const origin = await new Promise((resolve, reject) => {
      server.stdout.on('data', () => {
        const found = /http:\/\/127\.0\.0\.1:\d+/.exec(said)
        if (found) resolve(found[0])
      })
      server.on('exit', () => reject(new Error(said)))
    })
    const response = await fetch(`${origin}/stored`)
    return response.ok ? await response.text() : `${response.status} ${said}`
  } catch (error) {
    return String(error)
  } finally {
    server.kill()
  }
}

/**
 * @param {string} folder where `ali-oss` is installed
 * @param {Record<string, string>} env `PATH`, and `OSS_ENDPOINT` of a local server with the bucket `bucket-name`
 * @param {(command: string, args: string[], cwd: string, env: object) => string} output runs a command, and gives what it prints
 * @param {(what: string, actual: string, expected: string) => void} check
 */
async function checkNext(folder, env, output, check) {
  const home = join(folder, 'next')
  for (const [file, text] of Object.entries(FILES)) {
    mkdirSync(join(home, file, '..'), { recursive: true })
    writeFileSync(join(home, file), text)
  }
  const quiet = { ...env, NEXT_TELEMETRY_DISABLED: '1' }
  output('npm', ['install', '--no-audit', '--no-fund', '--loglevel=error', ...VERSIONS], home, quiet)
  const next = join(home, 'node_modules', 'next', 'dist', 'bin', 'next')
  for (const bundler of ['turbopack', 'webpack']) {
    const built = output(process.execPath, [next, 'build', `--${bundler}`], home, quiet)
    const answer = await answerOf(next, home, { ...process.env, ...quiet })
    check(
      `Next.js with ${bundler}: serverExternalPackages`,
      answer === 'content' ? answer : `${answer}\n${built}`,
      'content',
    )
  }
}

module.exports = { checkNext }
