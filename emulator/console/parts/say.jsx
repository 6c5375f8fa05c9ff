// One line that says what has been done, to readers of the screen too.

import { useEffect, useState } from 'preact/hooks'

let tell = () => {}

/** @param {string} text */
export const say = (text) => tell(text)

/** So long it stays, in milliseconds. */
const STAYS = 6000

export function Said() {
  const [said, setSaid] = useState({ text: '' })
  useEffect(() => {
    tell = (text) => setSaid({ text })
  }, [])
  useEffect(() => {
    if (said.text === '') return undefined
    const timer = setTimeout(() => setSaid({ text: '' }), STAYS)
    return () => clearTimeout(timer)
  }, [said])
  return (
    <div class={said.text ? 'said' : 'said hidden'} role="status">
      {said.text}
    </div>
  )
}
