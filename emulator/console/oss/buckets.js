// Buckets, their rule of encryption, and whether they keep versions.

import { oss } from '../api.js'
import { childrenOf, parse, textOf, write } from '../xml.js'

const documentOf = async (response) => parse(await response.text()).documentElement

/** Like a request, but null where the service says that there is no such setting. */
async function unless(code, asking) {
  try {
    return await asking
  } catch (error) {
    if (error.code === code) return null
    throw error
  }
}

/** All of them, by name. */
export async function listBuckets() {
  const found = []
  for (let marker = ''; ;) {
    const root = await documentOf(await oss('GET', { query: { 'max-keys': 1000, ...(marker && { marker }) } }))
    for (const bucket of childrenOf(childrenOf(root, 'Buckets')[0] ?? root, 'Bucket')) {
      found.push({ name: textOf(bucket, 'Name'), created: textOf(bucket, 'CreationDate'), storageClass: textOf(bucket, 'StorageClass') }) // prettier-ignore
    }
    marker = textOf(root, 'NextMarker') ?? ''
    if (textOf(root, 'IsTruncated') !== 'true' || !marker) return found
  }
}

/** @param {string} bucket @param {string} acl */
export const createBucket = (bucket, acl) => oss('PUT', { bucket }, { headers: { 'x-oss-acl': acl } })

export const deleteBucket = (bucket) => oss('DELETE', { bucket })

/** @typedef {{ method: string, keyId: string, data: string }} Encryption `method` is `none`, `AES256`, `SM4` or `KMS` */

/** @returns {Promise<Encryption>} */
export async function ruleOf(bucket) {
  const asked = oss('GET', { bucket, query: { encryption: '' } })
  const response = await unless('NoSuchServerSideEncryptionRule', asked)
  const rule = response && childrenOf(await documentOf(response), 'ApplyServerSideEncryptionByDefault')[0]
  if (!rule) return { method: 'none', keyId: '', data: '' }
  return {
    method: textOf(rule, 'SSEAlgorithm') ?? '',
    keyId: textOf(rule, 'KMSMasterKeyID') ?? '',
    data: textOf(rule, 'KMSDataEncryption') ?? '',
  }
}

/** @param {string} bucket @param {Encryption} rule */
export function setRule(bucket, { method, keyId, data }) {
  const target = { bucket, query: { encryption: '' } }
  if (method === 'none') return oss('DELETE', target)
  const settings = [
    ['SSEAlgorithm', method],
    method === 'KMS' && keyId && ['KMSMasterKeyID', keyId],
    method === 'KMS' && data && ['KMSDataEncryption', data],
  ]
  const body = write(['ServerSideEncryptionRule', [['ApplyServerSideEncryptionByDefault', settings]]])
  return oss('PUT', target, { body, headers: { 'content-type': 'application/xml' } })
}

/** `''` where none were ever kept, `Enabled` or `Suspended`. */
export async function versioningOf(bucket) {
  const root = await documentOf(await oss('GET', { bucket, query: { versioning: '' } }))
  return textOf(root, 'Status') ?? ''
}

export const setVersioning = (bucket, status) =>
  oss('PUT', { bucket, query: { versioning: '' } }, { body: write(['VersioningConfiguration', [['Status', status]]]), headers: { 'content-type': 'application/xml' } }) // prettier-ignore
