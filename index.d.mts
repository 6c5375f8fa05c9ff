export * from './index.js'
export { OSS as default } from './index.js'
