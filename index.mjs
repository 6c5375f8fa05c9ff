import OSS from './index.js'

export default OSS
export const { OSSError } = OSS
export { OSS }
