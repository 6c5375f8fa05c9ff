// Folders and buckets: what must and must not type-check. `npm run lint` runs it.

import { expectError, expectType } from 'tsd'
import OSS = require('../../index.js')

declare const store: OSS

async function folders() {
  const sent = await store.uploadDirectory('dir', 'prefix', { inFlight: 8, sse: { algorithm: 'SM4' }, always: true })
  expectType<number>(sent.transferred)
  expectType<{ name: string; path?: string; error: Error }[]>(sent.errors)
  const fetched = await store.downloadDirectory(null, 'dir', {
    filter: (name) => name.endsWith('.txt'),
    progress: ({ bytes }) => expectType<number>(bytes),
  })
  expectType<{ path: string; reason: string }[]>(fetched.skips)
  expectError(store.uploadDirectory())
  expectError(store.downloadDirectory('prefix'))
  expectError(store.uploadDirectory('dir', 'prefix', { inFlight: '8' }))
  await store.get('k', './k', { parallel: 4, partSize: 1 << 20 })
}
void folders
