import emulator from './index.js'

export const { startEmulator, Emulator } = emulator
export default emulator
