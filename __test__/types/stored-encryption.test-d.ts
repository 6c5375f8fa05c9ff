// Audits and re-encryption. `npm run lint` runs it.

import { expectError, expectType } from 'tsd'
import OSS = require('../../index.js')

declare const store: OSS

export async function use(): Promise<void> {
  const audit = store.auditEncryption({ require: ['KMS:key', { algorithm: 'AES256' }], versions: true, rate: 100 })
  for await (const { name, ok, why } of audit) {
    expectType<string>(name)
    expectType<boolean | null>(ok)
    expectType<string | undefined>(why)
  }
  expectType<OSS.AuditSummary>(audit.summary())
  expectType<string>(audit.report({ language: 'zh' }))
  expectType<number>((await audit.run()).notOk.objects)
  const run = store.reencrypt({ to: { algorithm: 'KMS', keyId: 'key' }, apply: true, journal: 'file', bandwidth: 1e6 })
  for await (const { outcome } of run) expectType<OSS.ReencryptedObject['outcome']>(outcome)
  expectType<number>((await run.run()).left.why.symlink.objects)
  expectError(store.reencrypt())
  expectError(store.auditEncryption({ require: 5 }))
  expectError(audit.report({ language: 'fr' }))
}
