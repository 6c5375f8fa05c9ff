// Who is signed in: kept for this tab and this origin, its port included.

const NAME = 'oss-emulator.session'

/** @typedef {{ token: string, accessKeyId: string, owner: string, region: string, endpoint: string, version: string }} Session */

/** @type {Session | null} */
let current = JSON.parse(sessionStorage.getItem(NAME) ?? 'null')
let changed = () => {}

export const session = () => current

/** @param {() => void} listener told whenever somebody signs in or out */
export const onSession = (listener) => (changed = listener)

/** @param {Session | null} next */
export function setSession(next) {
  current = next
  if (next) sessionStorage.setItem(NAME, JSON.stringify(next))
  else sessionStorage.removeItem(NAME)
  changed()
}
