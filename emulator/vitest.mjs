// `const emulator = useEmulator()` for the tests of a file that Vitest runs.

import { afterAll, afterEach, beforeAll } from 'vitest'
import fixture from './lib/fixture.js'

export const useEmulator = (options) => fixture.useEmulator({ beforeAll, afterEach, afterAll }, options)
