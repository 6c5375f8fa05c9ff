// What `import` gives. `npm test` compiles it.

import OSS, {
  ClusterClient,
  ImageClient,
  OSS as Named,
  OSSError,
  STS,
  type GetBucketEncryptionResult,
} from '../../index.mjs'
import * as all from '../../index.mjs'
import emulator, { startEmulator } from '../../emulator/index.mjs'

export type Names = [all.Options, all.ACLType, all.Credentials, all.NormalSuccessResponse]

export async function use(options: OSS.Options): Promise<GetBucketEncryptionResult> {
  const store: OSS = new Named({ accessKeyId: 'id', accessKeySecret: 'secret' })
  const others: all.OSS[] = [new all.default(options), new all.OSS(options satisfies Named.ClientOptions)]
  const classes: [typeof OSS.STS, typeof OSS.ClusterClient, typeof OSS.ImageClient] = [STS, ClusterClient, ImageClient]
  const live: OSS.LiveOptions = OSS.initOptions(options)
  void [classes, live, OSSError, startEmulator, emulator.startEmulator, others]
  return store.getBucketEncryption('b')
}
