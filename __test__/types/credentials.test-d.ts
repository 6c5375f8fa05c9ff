// Credentials: what must and must not type-check. `npm run lint` runs it.

import { expectAssignable, expectError, expectType } from 'tsd'
import OSS = require('../../index.js')

export async function use(): Promise<void> {
  const sts = new OSS.STS({ accessKeyId: 'id', accessKeySecret: 's', timeout: '60s' })
  expectAssignable<OSS.STSOptions>({ accessKeyId: 'id', accessKeySecret: 's' })
  const { credentials } = await sts.assumeRole('r', null, 900, 'session', { timeout: 5 })
  expectType<OSS.Credentials>(credentials)
  expectType<string>(credentials.SecurityToken)
  expectAssignable<OSS.CredentialsOption>('default')
  expectAssignable<OSS.CredentialsOption>({ type: 'ecs-ram-role', disableIMDSv1: true })
  expectAssignable<OSS.CredentialsOption>({
    type: 'assume-role',
    roleArn: 'r',
    policy: { Version: '1' },
    source: { type: 'process', command: ['p'], timeout: 5 },
  })
  expectAssignable<OSS.CredentialsOption>({ type: 'assume-role', source: { accessKeyId: 'i', accessKeySecret: 's' } })
  expectAssignable<OSS.CredentialsOption>(async () => ({
    accessKeyId: 'id',
    accessKeySecret: 's',
    expiration: new Date(),
  }))
  expectError(new OSS({ credentials: 'process' }))
  expectError(new OSS({ credentials: { type: 'process', command: 'p', uri: 'u' } }))
  expectError(new OSS({ credentials: { accessKeyId: 'i', accessKeySecret: 's' } }))
  expectError(new OSS({ credentials: async () => ({ accessKeyId: 'i' }) }))
  const store = new OSS({ stsToken: 't', refreshSTSToken: async () => credentials, refreshSTSTokenInterval: 1000 })
  store.options.refreshSTSToken = () => ({ accessKeyId: 'i', accessKeySecret: 's', stsToken: 't' })
  expectError((store.options.refreshSTSToken = () => ({ accessKeyId: 'i', accessKeySecret: 's' })))
  expectType<Date>(store.stsTokenFreshTime)
}
