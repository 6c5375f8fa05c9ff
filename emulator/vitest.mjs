// `const emulator = useEmulator()` for the tests of a file that Vitest runs.

// @ts-expect-error: it is the program's own, whose tests these are
import { afterAll, afterEach, beforeAll } from 'vitest'
import fixture from './lib/fixture.js'

export const useEmulator = (options) => fixture.useEmulator({ beforeAll, afterEach, afterAll }, options)
