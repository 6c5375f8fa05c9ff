import OSS from './index.js'

export default OSS
export const { ClusterClient, EncryptionClient, ImageClient, OSSError, STS } = OSS
export { OSS }
