'use strict'
// The tests that clients of others have of themselves, unchanged, each suite by `oss-emulator run`. What is skipped, and why: suites/skipped.json.
// opendal's are those of its Python package. Those in Rust (core/tests/behavior) are in no published package: the crates leave out /tests/.

const { mkdtempSync, rmSync } = require('node:fs')
const { tmpdir } = require('node:os')
const { join } = require('node:path')
const { pythonWith, run } = require('./python.js')
const { sdist } = require('./sdist.js')

const CLI = require.resolve('../../emulator/cli.js')
const LIST = 'requirements-programs.txt'
const plugins = join(__dirname, 'suites')

// As in suites/config.json, and where dvc-oss's tests find their bucket.
const [id, secret, endpoint] = ['suites', 'suites-secret', 'https://oss-us-east-1.aliyuncs.com']

/** What opendal's tests read. @param {string} bucket @param {Record<string, string>} [more] */
const opendal = (bucket, more) => ({
  OPENDAL_TEST: 'oss',
  OPENDAL_OSS_ENDPOINT: endpoint,
  OPENDAL_OSS_ACCESS_KEY_ID: id,
  OPENDAL_OSS_ACCESS_KEY_SECRET: secret,
  OPENDAL_OSS_BUCKET: bucket,
  ...more,
})

/** @typedef {{ name: string, what?: string, folder?: string, args?: string[], env?: Record<string, string> }} Suite */

/** `folder` is that of the sdist from which they run; tests without one are in the installed package. @type {Suite[]} */
const SUITES = [
  {
    name: 'ossfs',
    folder: '.',
    // Its own options are of a benchmark plugin.
    args: ['--override-ini', 'addopts=', '--ignore', 'tests/bench', 'tests'],
    env: {
      OSS_SECRET_ACCESS_KEY: secret,
      OSS_ENDPOINT: endpoint,
      OSS_TEST_BUCKET_NAME: 'suites',
      OSS_TEST_ANONYMOUS_BUCKET_NAME: 'suites-anonymous',
      OSS_TEST_STS_ID: id,
      OSS_TEST_STS_KEY: secret,
      OSS_TEST_STS_ARN: 'acs:ram::1000000000000001:role/suites',
    },
  },
  { name: 'dvc-oss', args: ['-p', 'abstract', '--pyargs', 'dvc_oss.tests'], env: { DVC_NO_ANALYTICS: '1' } },
  { name: 'opendal', folder: 'bindings/python', args: ['tests'], env: opendal('suites') },
  {
    name: 'opendal',
    what: 'with versions',
    folder: 'bindings/python',
    args: ['tests'],
    env: opendal('suites-versioned', { OPENDAL_OSS_ENABLE_VERSIONING: 'true' }),
  },
]

/** Runs one, and gives its exit code. @param {string} python @param {Suite} suite @param {string} home a folder of its own */
async function runSuite(python, { name, folder, args, env }, home) {
  const from = folder === undefined ? home : join(await sdist(python, LIST, name), folder)
  const options = ['--quiet', '--disable-warnings', '--tb', 'short', '-p', 'no:cacheprovider', '-p', 'named_skips']
  const places = ['--rootdir', from, '--basetemp', join(home, 'pytest')]
  const program = [python, '-B', '-W', 'ignore', '-m', 'pytest', ...options, ...places, ...args]
  const variables = {
    ...env,
    WITNESS_SUITE: name,
    PYTHONPATH: plugins,
    HOME: home,
    DVC_SITE_CACHE_DIR: join(home, 'site'),
  }
  const command = [CLI, 'run', '--config', join(plugins, 'config.json'), '--', ...program]
  return run(process.execPath, command, variables, from)
}

/** Runs them one after the other, and gives the exit code of the first that fails. @param {string} outer the Python on the path */
async function suites(outer) {
  const python = await pythonWith(outer, 'witness-programs', LIST)
  for (const suite of SUITES) {
    const home = mkdtempSync(join(tmpdir(), 'suites-'))
    try {
      const code = await runSuite(python, suite, home)
      const what = suite.what ? ` ${suite.what}` : ''
      console.log(`${code === 0 ? 'ok' : 'not ok'} - the tests of ${suite.name}${what} by oss-emulator run`)
      if (code !== 0) return code
    } finally {
      rmSync(home, { recursive: true })
    }
  }
  return 0
}

module.exports = { suites }
