export { useEmulator, type FixtureOptions } from './fixture.js'
