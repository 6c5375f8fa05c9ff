// What `import` gives. `npm test` compiles it.

import OSS, { OSS as Named, type GetBucketEncryptionResult } from '../index.mjs'
import emulator, { startEmulator } from '../emulator/index.mjs'

export async function use(): Promise<GetBucketEncryptionResult> {
  const store: OSS = new Named({ accessKeyId: 'id', accessKeySecret: 'secret' })
  void [startEmulator, emulator.startEmulator]
  return store.getBucketEncryption('b')
}
