'use strict'
// Runs the cases under the runtime that runs this, one after another, and says what became of each. The environment names
// the package (OSS_PACKAGE), its options (OSS_OPTIONS, JSON) and where the service is told what to do (OSS_CONTROL).

const { mkdtempSync, rmSync } = require('node:fs')
const { tmpdir } = require('node:os')
const { join } = require('node:path')
const { cases } = require('./cases.js')
const { LACKS } = require('./lacks.js')

const { OSS_PACKAGE, OSS_OPTIONS, OSS_CONTROL } = process.env
const runtime = process.versions.bun ? 'bun' : process.versions.deno ? 'deno' : 'node'
/** Of each case, in milliseconds. */
const PATIENCE = 20_000

async function control(method, argument) {
  const answer = await fetch(`${OSS_CONTROL}/${method}`, { method: 'POST', body: JSON.stringify(argument ?? null) })
  return answer.json()
}

async function patiently(work) {
  let timer
  const late = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new Error('it does not end')), PATIENCE)
  })
  await Promise.race([work, late]).finally(() => clearTimeout(timer))
}

async function main() {
  const OSS = require(String(OSS_PACKAGE))
  const folder = mkdtempSync(join(tmpdir(), 'core-'))
  const at = {
    OSS,
    folder,
    options: JSON.parse(String(OSS_OPTIONS)),
    client: (options) => new OSS({ ...at.options, ...options }),
    plan: (faults) => control('plan', faults),
    key: () => control('key'),
    expiredKey: () => control('expiredKey'),
  }
  let failed = 0
  for (const [name, work] of Object.entries(cases)) {
    const lack = LACKS[runtime]?.[name]
    const error = await patiently(work(at)).then(
      () => undefined,
      (reason) => reason ?? new Error('no reason'),
    )
    await control('plan', [])
    if (!error && !lack) console.log(`ok - ${name}`)
    else if (error && lack) console.log(`lacks - ${name}: ${lack}`)
    else {
      failed++
      console.log(
        `not ok - ${name}: ${error ? (error.stack ?? error) : `${runtime} does not lack it any more: ${lack}`}`,
      )
    }
  }
  rmSync(folder, { recursive: true })
  console.log(failed === 0 ? 'all well' : `${failed} failed`)
  // Not process.exit: that it ends by itself is part of it.
  process.exitCode = failed === 0 ? 0 : 1
}

main()
