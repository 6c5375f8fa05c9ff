import OSS from './index.js'

export default OSS
export const { ClusterClient, ImageClient, OSSError, STS } = OSS
export { OSS }
