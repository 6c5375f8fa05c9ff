'use strict'
// A test suite as users have it: files of tests that node:test runs in parallel processes, each with a server of its own.

const { spawn } = require('node:child_process')
const { mkdirSync, mkdtempSync, readFileSync, readdirSync, realpathSync, rmSync, writeFileSync } = require('node:fs')
const { tmpdir } = require('node:os')
const { join } = require('node:path')

const root = join(__dirname, '..', '..')

/** A file of tests. Without a server, they only wait for nothing. */
const testFile = (number, tests, isServed) => `'use strict'
const assert = require('node:assert/strict')
const { writeFileSync } = require('node:fs')
const { test } = require('node:test')
const OSS = require(${JSON.stringify(root)})
const { useEmulator } = require(${JSON.stringify(join(root, 'emulator', 'node-test.js'))})
const emulator = ${isServed} ? useEmulator({ buckets: ['bucket-name'] }) : null
for (let at = 0; at < ${tests}; at += 1) {
  test('object ' + at, async () => {
    if (at === 0) writeFileSync(${JSON.stringify(`began-${number}`)}, String(Date.now()))
    if (!emulator) return
    const store = new OSS(emulator.clientOptions({ bucket: 'bucket-name' }))
    // What the test before left is gone.
    assert.equal((await store.listV2({})).keyCount ?? 0, 0)
    await store.put('object', Buffer.from(String(at)), { headers: { 'x-oss-server-side-encryption': 'AES256' } })
    assert.equal(String((await store.get('object')).content), String(at))
  })
}
`

/**
 * Runs a suite and tells how it went: milliseconds until the first test of the last file had begun, and until the end; how many
 * tests passed; and what was left behind, as files or as processes.
 *
 * @param {{ files?: number, tests?: number, isServed?: boolean }} [suite] `tests` in each file
 */
async function runSuite({ files = 8, tests = 25, isServed = true } = {}) {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'suite-')))
  const temporary = join(folder, 'temporary')
  mkdirSync(temporary)
  try {
    const names = Array.from({ length: files }, (_, number) => `part-${number}.test.js`)
    names.forEach((name, number) => writeFileSync(join(folder, name), testFile(number, tests, isServed)))
    // Without what a test runner that runs this would hand on.
    const env = { ...process.env, TMPDIR: temporary, TEMP: temporary, TMP: temporary, NODE_TEST_CONTEXT: undefined }
    const begun = Date.now()
    const args = ['--test', '--test-reporter=tap', `--test-concurrency=${files}`, ...names]
    // A group of processes of its own, to see what is left of it.
    const child = spawn(process.execPath, args, {
      cwd: folder,
      env,
      detached: true,
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    let told = ''
    child.stdout.on('data', (data) => (told += data))
    const code = await new Promise((resolve, reject) => {
      child.once('error', reject)
      child.once('close', resolve)
    })
    const whole = Date.now() - begun
    const moments = readdirSync(folder).filter((name) => name.startsWith('began-'))
    const started = Math.max(...moments.map((name) => Number(readFileSync(join(folder, name), 'utf8')))) - begun
    const passed = Number(/^# pass (\d+)/m.exec(told)?.[1])
    return {
      code,
      passed,
      started,
      whole,
      told,
      left: { files: readdirSync(temporary), processes: isGroup(child.pid) },
    }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** Whether a group of processes has any left. */
function isGroup(id) {
  try {
    process.kill(-id, 0)
    return true
  } catch {
    return false
  }
}

module.exports = { runSuite }
