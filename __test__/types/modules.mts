// What `import` gives. `npm test` compiles it.

import OSS, { OSS as Named, type GetBucketEncryptionResult } from '../../index.mjs'
import * as all from '../../index.mjs'
import emulator, { startEmulator } from '../../emulator/index.mjs'

export async function use(options: OSS.Options): Promise<GetBucketEncryptionResult> {
  const store: OSS = new Named({ accessKeyId: 'id', accessKeySecret: 'secret' })
  const others: all.OSS[] = [new all.default(options), new all.OSS(options satisfies Named.ClientOptions)]
  void [startEmulator, emulator.startEmulator, others]
  return store.getBucketEncryption('b')
}
