import OSS = require('./index.js')

export { OSS, OSS as default }
export type * from './types.js'
export { ClusterClient, EncryptionClient, ImageClient, OSSError, STS } from './types.js'
