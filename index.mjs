import OSS from './index.js'

export default OSS
export { OSS }
