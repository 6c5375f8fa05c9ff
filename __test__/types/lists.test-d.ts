// Lists, page by page and as one: what must and must not type-check. `npm run lint` runs it.

import { expectAssignable, expectError, expectType } from 'tsd'
import OSS = require('../../index.js')

declare const store: OSS

export async function use(): Promise<void> {
  expectType<Date | undefined>((await store.list({ prefix: 'a' })).objects[0].restoreInfo?.expiryDate)
  expectType<number>((await store.listV2({ 'fetch-owner': true })).keyCount)
  store.list({ 'encoding-type': '', delimiter: '/' })
  store.listV2({ 'encoding-type': '', delimiter: 1 })
  expectError(store.list({ prefix: 5 }))
  expectType<OSS.StoredPartInfo[] | OSS.StoredPartInfo>((await store.listParts('k', 'id', { 'max-parts': 5 })).parts)
  expectType<OSS.UploadInfo[]>((await store.listUploads()).uploads)

  for await (const object of store.objects({ prefix: 'a', 'max-keys': 5 }, { timeout: '5s', bucket: 'b' })) {
    expectType<OSS.ObjectMeta>(object)
  }
  for await (const version of store.versions({ prefix: 'a', maxKeys: 5 })) {
    expectType<boolean>(version.isLatest)
    if (version.isDeleteMarker) expectError(version.size)
    else expectType<number>(version.size)
  }
  for await (const bucket of store.buckets({ prefix: 'a' })) expectType<OSS.Bucket>(bucket)
  for await (const upload of store.uploads()) expectType<OSS.UploadInfo>(upload)
  for await (const part of store.parts('k', 'id')) expectType<OSS.StoredPartInfo>(part)
  for await (const page of store.objects().byPage()) expectType<OSS.ListV2ObjectResult>(page)
  for await (const page of store.versions().byPage()) expectType<OSS.ListedVersion[]>(page.versions)
  expectAssignable<AsyncIterable<OSS.ObjectMeta>>(store.objects(null, null))
  expectError(store.objects({ prefix: 5 }))
  expectError(store.parts('k'))
}
