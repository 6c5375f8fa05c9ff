// A client that encrypts. `npm run lint` runs it.

import type { KeyObject } from 'node:crypto'
import { expectAssignable, expectError, expectType } from 'tsd'
import OSS = require('../../index.js')

declare const key: KeyObject

export async function use(): Promise<void> {
  const store = new OSS.EncryptionClient({ region: 'oss-cn-hangzhou' }, { masterKey: key, authenticate: true })
  expectAssignable<OSS>(store)
  expectType<Buffer>((await store.get('k', { authenticate: false })).content)
  const masterKeys: OSS.MasterKey[] = [
    'PEM',
    { rsa: key, passphrase: 'p', description: { name: 'old' } },
    { kms: 'alias/k', endpoint: 'https://kms.cn-hangzhou.aliyuncs.com', context: { app: 'a' }, format: 'python' },
    { algorithm: 'MY/HSM', wrap: (bytes) => bytes, unwrap: async (wrapped) => wrapped },
  ]
  new OSS.EncryptionClient({}, { masterKey: { kms: 'id' }, masterKeys })
  await store.initMultipartUpload('k', { dataSize: 1, partSize: 102400 })
  expectError(new OSS.EncryptionClient({}))
  expectError(new OSS.EncryptionClient({}, { masterKey: { rsa: key, description: { a: 1 } } }))
  expectError(new OSS.EncryptionClient({}, { masterKey: { kms: 'id', format: 'go' } }))
}
