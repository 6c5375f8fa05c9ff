import * as emulator from './index.js'

export * from './index.js'
export default emulator
