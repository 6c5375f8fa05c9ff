export { OSS, OSS as default } from './types.js'
export type * from './types.js'
