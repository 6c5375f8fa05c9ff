import type { Emulator, EmulatorOptions } from './index.js'

/** How the server of a file of tests begins. */
export interface FixtureOptions extends EmulatorOptions {
  /** What is to be there for each test: buckets, objects, keys. It runs once; what it made is there again after each test. */
  setup?: (emulator: Emulator) => unknown
}

/**
 * A server for the tests of this file. It starts before the first and stops after the last; between two it is put back to its start,
 * with what `setup` made. Use it in tests and hooks; beside them there is no server yet.
 */
export declare function useEmulator(options?: FixtureOptions): Emulator
